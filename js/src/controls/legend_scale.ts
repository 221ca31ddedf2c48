// The key of numbers: a ramp on which a range is brushed; nodes outside of it are faint.
import { type Continuous, rampOf, toldBy } from "../model/coloring";
import { ALL_SHOWN, type Shown } from "../model/filtering";
import type { Store } from "../model/store";
import { gradientStops, MISSING } from "../palette";
import { h } from "./dom";
import type { Key } from "./legend";

/** The ends of a range lie on steps, so many from one end of the ramp to the other. */
const STEPS = 100;
/** A new range has at least so many steps: less was a click. */
const LEAST = 3;
const KEYS: Record<string, number> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };

export function scaleKey(store: Store, coloring: Continuous): Key {
  const life = new AbortController();
  const on = { signal: life.signal };
  const axis = axisOf(coloring.scale.domain);
  const ends = ["ta-from", "ta-to"].map((name) => h("span", { class: name }));
  const handles = ["Show from", "Show to"].map((label) =>
    h("i", { class: "ta-ramp-end", role: "slider", tabindex: "0", "aria-label": label }),
  );
  const veils = [h("i", { class: "ta-ramp-veil" }), h("i", { class: "ta-ramp-veil" })];
  const background = `background:linear-gradient(to right, ${gradientStops(rampOf(coloring.scale))})`;
  const ramp = h("div", { class: "ta-ramp", style: background }, ...veils, ...handles);
  const all = h(
    "button",
    { type: "button", class: "ta-legend-all", title: "Show all values again" },
    "show all",
  );
  all.addEventListener("click", () => store.setFilter(ALL_SHOWN), on);
  const element = h("div", { class: "ta-scale", title: explained(coloring) }, ends[0], ramp, ends[1], all);
  if (coloring.values.some((own) => own.some(Number.isNaN))) element.append(missing());

  const refresh = () => {
    const range = axis.rangeOf(store.filter);
    const steps = range.map(axis.stepOf);
    for (const i of [0, 1]) {
      const told = toldBy(coloring.scale, range[i]);
      ends[i].textContent = told;
      handles[i].style.left = `${steps[i]}%`;
      handles[i].setAttribute("aria-valuenow", String(range[i]));
      handles[i].setAttribute("aria-valuetext", told);
      handles[i].setAttribute("aria-valuemin", String(coloring.scale.domain[0]));
      handles[i].setAttribute("aria-valuemax", String(coloring.scale.domain[1]));
    }
    veils[0].style.width = `${steps[0]}%`;
    veils[1].style.width = `${STEPS - steps[1]}%`;
    all.hidden = !store.filter.range;
  };
  brush(store, ramp, handles, axis, life.signal);
  handles.forEach((handle, i) => {
    handle.addEventListener("keydown", (event) => moveByKey(event, store, i, axis), on);
  });
  return { element, refresh, end: () => life.abort() };
}

/** What has none keeps this colour, whatever is brushed. */
const missing = (): HTMLElement =>
  h("span", { class: "ta-missing" }, h("i", { style: `background:${MISSING}` }), "no value");

interface Axis {
  stepOf: (value: number) => number;
  valueAt: (step: number) => number;
  /** The ends of what is shown, in their order. */
  rangeOf: (shown: Shown) => [number, number];
  /** What is shown between two ends, in any order. */
  between: (a: number, b: number) => Shown;
}

function axisOf([low, high]: readonly number[]): Axis {
  const span = high - low || 1;
  return {
    stepOf: (value) => clamped(Math.round(((value - low) / span) * STEPS)),
    // The ends of the scale are exact, or the values there would be outside.
    valueAt: (step) =>
      step <= 0 ? low : step >= STEPS ? high : Number((low + (span * step) / STEPS).toPrecision(6)),
    rangeOf: ({ range }) => range ?? [low, high],
    between: (a, b) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      return from <= low && to >= high ? ALL_SHOWN : { categories: null, range: [from, to] };
    },
  };
}

interface Drag {
  /** The end that stays. */
  anchor: number;
  at: number;
  /** A range that begins here, and not an end that is moved. */
  isNew: boolean;
  moved: boolean;
}

/** Draw a range by dragging over the ramp, or move one of its ends; a click shows all again. */
function brush(
  store: Store,
  ramp: HTMLElement,
  handles: readonly HTMLElement[],
  axis: Axis,
  signal: AbortSignal,
): void {
  let drag: Drag | null = null;
  const stepAt = ({ clientX }: PointerEvent) => {
    const { left, width } = ramp.getBoundingClientRect();
    return clamped(Math.round(((clientX - left) / (width || 1)) * STEPS));
  };
  const drawn = ({ anchor, at, isNew }: Drag): Shown =>
    isNew && Math.abs(axis.stepOf(at) - axis.stepOf(anchor)) < LEAST ? ALL_SHOWN : axis.between(anchor, at);
  const on = (type: "pointerdown" | "pointermove" | "pointerup", heard: (event: PointerEvent) => void) =>
    ramp.addEventListener(type, heard, { signal });
  on("pointerdown", (event) => {
    if (event.button !== 0) return;
    ramp.setPointerCapture(event.pointerId);
    const handle = handles.indexOf(event.target as HTMLElement);
    const range = axis.rangeOf(store.filter);
    const at = axis.valueAt(stepAt(event));
    drag =
      handle < 0
        ? { anchor: at, at, isNew: true, moved: false }
        : { anchor: range[1 - handle], at: range[handle], isNew: false, moved: false };
  });
  on("pointermove", (event) => {
    if (!drag) return;
    drag.at = axis.valueAt(stepAt(event));
    drag.moved = true;
    store.draftFilter(drawn(drag));
  });
  on("pointerup", (event) => {
    if (!drag) return;
    // The last move may not have been told.
    if (drag.moved || drag.isNew) drag.at = axis.valueAt(stepAt(event));
    store.setFilter(drawn(drag));
    drag = null;
  });
  ramp.addEventListener(
    "pointercancel",
    () => {
      drag = null;
      store.draftFilter(null);
    },
    { signal },
  );
}

function moveByKey(event: KeyboardEvent, store: Store, end: number, axis: Axis): void {
  const { key, shiftKey } = event;
  if (key === "Escape" && store.filter.range) store.setFilter(ALL_SHOWN);
  else if (key in KEYS) {
    const range: [number, number] = [...axis.rangeOf(store.filter)];
    range[end] = axis.valueAt(axis.stepOf(range[end]) + KEYS[key] * (shiftKey ? 10 : 1));
    if (range[0] <= range[1]) store.setFilter(axis.between(...range));
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

const clamped = (step: number): number => Math.max(0, Math.min(STEPS, step));

function explained({ scale, edges }: Continuous): string {
  const [low, high] = scale.domain;
  const what = scale.kind === "size" ? "number of a node's inputs" : "mean over a node's inputs";
  const color = edges ? "" : `Colour is the ${what}, from ${toldBy(scale, low)} to ${toldBy(scale, high)}.`;
  const about = scale.kind === "continuous" ? scale.about : "";
  return [about, color, "Drag over the colours to show a range."].filter(Boolean).join(" ");
}
