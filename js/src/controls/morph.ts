// The slider that turns a membrane in one graph into that in another.
import type { Pattern } from "../model/state";
import type { Store } from "../model/store";
import { equal } from "../model/traits";
import { h, icon } from "./dom";
import { hundredths } from "./meter";

/** Milliseconds that it takes to play. */
const DURATION = 2600;
const PLAY = "M5 3.5v9l7.5-4.5z";
const PAUSE = "M5.5 3.5v9M10.5 3.5v9";

export interface MorphControl {
  element: HTMLElement;
  /** How many bodies there are on the way, and the way back. */
  told: HTMLElement;
  refresh: (pattern: number) => void;
}

export function morphControl(store: Store, signal: AbortSignal): MorphControl {
  let pattern = 0;
  let shown: Pattern | null = null;
  let names = "";
  let frame = 0;
  const ends = ["Morph from", "Morph to"].map((label) => h("select", { "aria-label": label }));
  const slider = h("input", { type: "range", min: "0", max: "1", step: "0.01", value: "0" });
  const play = h("button", { type: "button", class: "ta-icon" });
  const stop = h("button", { type: "button", title: "Back to the membranes of both graphs" }, "stop");
  const told = h("output");

  const set = (t: number) => {
    const [from, to] = ends.map((end) => end.selectedIndex);
    store.setMorph({ pattern, from, to, t });
  };
  const halt = () => {
    cancelAnimationFrame(frame);
    frame = 0;
  };
  const run = () => {
    const at = store.morph?.t ?? 0;
    const from = at < 1 ? at : 0;
    let start: number | null = null;
    const step = (time: number) => {
      start ??= time;
      const t = Math.min(1, from + (time - start) / DURATION);
      frame = t < 1 ? requestAnimationFrame(step) : 0;
      set(t);
    };
    frame = requestAnimationFrame(step);
  };
  const on = (element: HTMLElement, event: string, heard: () => void) =>
    element.addEventListener(event, heard, { signal });
  on(slider, "input", () => {
    halt();
    set(slider.valueAsNumber);
  });
  on(play, "click", () => {
    if (frame) halt();
    else run();
    tell();
  });
  on(stop, "click", () => {
    halt();
    store.setMorph(null);
    slider.focus();
  });
  ends.forEach((end, i) => {
    on(end, "change", () => {
      const other = ends[1 - i];
      // A graph is not turned into itself: the other end gives way.
      if (other.selectedIndex === end.selectedIndex)
        other.selectedIndex = (end.selectedIndex + 1) % other.length;
      if (store.morph) set(store.morph.t);
    });
  });
  signal.addEventListener("abort", halt, { once: true });

  const chooseEnds = () => {
    const parts = store.graphs.map(({ name }) => store.patterns[pattern]?.parts[name]);
    const from = Math.max(
      0,
      parts.findIndex((part) => part?.kind === "origin"),
    );
    ends[0].selectedIndex = from;
    ends[1].selectedIndex = from === 0 ? 1 : 0;
  };
  const tell = () => {
    const { morph, morphBodies } = store;
    const t = morph?.t ?? 0;
    slider.value = String(t);
    const [from, to] = ends.map((end) => end.value);
    ends[0].title = `Morph from ${from}`;
    ends[1].title = `Morph to ${to}`;
    slider.setAttribute("aria-label", `From ${from} to ${to}`);
    slider.title = `Morph the membrane in ${from} into that in ${to}`;
    const bodies = morphBodies === null ? "" : morphBodies === 1 ? "1 body" : `${morphBodies} bodies`;
    slider.setAttribute("aria-valuetext", [hundredths(t), bodies].filter(Boolean).join(", "));
    told.textContent = morph ? bodies : "";
    line.hidden = !morph;
    const title = frame ? "Pause" : `Play the way from ${from} to ${to}`;
    if (play.title !== title) {
      play.title = title;
      play.setAttribute("aria-label", title);
      play.replaceChildren(icon(frame ? PAUSE : PLAY));
    }
  };
  const refresh = (next: number) => {
    const all = store.graphs.map(({ name }) => name);
    element.hidden = all.length < 2;
    line.hidden = true;
    if (element.hidden) return;
    if (names !== all.join("\n")) {
      names = all.join("\n");
      for (const end of ends) end.replaceChildren(...all.map((name) => h("option", { value: name }, name)));
      shown = null;
    }
    const present = store.patterns[next] ?? null;
    if (shown !== present) {
      // The same pattern comes anew whenever another one is kept or let go.
      const isOther = next !== pattern || !equal(present, shown);
      pattern = next;
      shown = present;
      if (isOther) {
        halt();
        chooseEnds();
        if (store.morph) store.setMorph(null);
      }
    }
    play.hidden = matchMedia("(prefers-reduced-motion: reduce)").matches;
    tell();
  };
  const line = h("div", { class: "ta-line" }, told, stop);
  const element = h("div", { class: "ta-morph ta-line" }, play, ends[0], slider, ends[1]);
  return { element, told: line, refresh };
}
