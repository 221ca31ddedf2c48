// Notes what frames cost in a page, whoever draws in it. Loaded before any script of the page.
//
// A frame's time is from the start of its first animation callback to that of the next frame: with the rate not
// limited, all that the main thread does for it, and nothing else. Frames in which nobody drew do not count.
(() => {
  const request = window.requestAnimationFrame.bind(window);
  let frame = null;
  let pointed = 0;
  window.probe = { frames: [], draws: [], latencies: [] };

  const enter = (time) => {
    if (frame?.time === time) return;
    const now = performance.now();
    if (frame?.drawing) {
      probe.frames.push(now - frame.start);
      probe.draws.push(frame.drawing);
    }
    // What was heard before a frame is answered by it, or by none.
    if (pointed && frame && pointed <= frame.start) {
      if (frame.drawing) probe.latencies.push(now - pointed);
      pointed = 0;
    }
    frame = { time, start: now, drawing: 0 };
  };

  window.requestAnimationFrame = (callback) =>
    request((time) => {
      enter(time);
      const start = performance.now();
      callback(time);
      // Never nothing: clocks are coarse.
      frame.drawing += performance.now() - start + 1e-6;
    });
  const watch = (time) => {
    enter(time);
    request(watch);
  };
  request(watch);

  // When the page hears of it: a browser hands pointer events on at the screen's rate.
  const heard = () => {
    pointed ||= performance.now();
  };
  window.addEventListener("mousemove", heard, { capture: true, passive: true });

  /** Forget what was noted. */
  probe.reset = () => {
    pointed = 0;
    for (const noted of [probe.frames, probe.draws, probe.latencies]) noted.length = 0;
  };

  /** Milliseconds from a call until what it led to has been drawn. */
  probe.untilDrawn = async (call) => {
    probe.reset();
    const start = performance.now();
    await call();
    while (!probe.frames.length) await new Promise(request);
    return performance.now() - start;
  };
})();
