// Keys in a list, a row of tabs or a grid of choices: one stop for Tab, and arrows go on from there.

const STEPS: Record<string, number> = {
  ArrowLeft: -1,
  ArrowUp: -1,
  ArrowRight: 1,
  ArrowDown: 1,
  PageUp: -10,
  PageDown: 10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/**
 * Let arrows go through the buttons in a container. Call what is returned after buttons came, went or were hidden: a
 * container whose stop is gone could not be reached any more.
 *
 * @param arrived Called with the button that an arrow has led to.
 * @returns Makes the given button the stop, or, without one, sees to it that there is one.
 */
export function rove(
  container: HTMLElement,
  signal: AbortSignal,
  arrived: (button: HTMLButtonElement) => void = () => {},
): (stop?: HTMLButtonElement) => void {
  let stop: HTMLButtonElement | null = null;
  const stopAt = (button: HTMLButtonElement | null) => {
    if (stop) stop.tabIndex = -1;
    stop = button;
    if (stop) stop.tabIndex = 0;
  };
  container.addEventListener(
    "focusin",
    (event) => {
      if ((event.target as Node).parentNode === container) stopAt(event.target as HTMLButtonElement);
    },
    { signal },
  );
  container.addEventListener(
    "keydown",
    (event) => {
      const step = STEPS[event.key];
      if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      const usable = usableIn(container);
      const at = usable.indexOf(event.target as HTMLButtonElement);
      if (at < 0) return;
      event.preventDefault();
      event.stopPropagation();
      const next = usable[Math.max(0, Math.min(usable.length - 1, at + step))];
      next.focus({ preventScroll: true });
      arrived(next);
    },
    { signal },
  );
  return (button) => {
    if (button) stopAt(button);
    else if (!stop || stop.parentNode !== container || !isUsable(stop))
      stopAt(usableIn(container)[0] ?? null);
  };
}

const isUsable = (button: HTMLButtonElement): boolean => !button.hidden && !button.disabled;

const usableIn = (container: HTMLElement): HTMLButtonElement[] =>
  ([...container.children] as HTMLButtonElement[]).filter((own) => own.tagName === "BUTTON" && isUsable(own));

/**
 * Scroll a list so that one of its rows is seen; the page around it stays where it is.
 *
 * @param covered Pixels at the top of the list that something else lies over.
 */
export function reveal(row: HTMLElement, scroller: HTMLElement, covered = 0): void {
  const [own, frame] = [row.getBoundingClientRect(), scroller.getBoundingClientRect()];
  const top = frame.top + covered;
  if (own.top < top) scroller.scrollTop -= top - own.top;
  else if (own.bottom > frame.bottom) scroller.scrollTop += own.bottom - frame.bottom;
}
