// How frequent each label is among some inputs and among all: bars, what tells most first.
import { type Coloring, mixColor } from "../model/coloring";
import { percent } from "../numbers";
import { h } from "./dom";
import { nameCutter } from "./name";
import "./mix.css";

/** More are shown on demand. */
const FEW = 4;
const MISSING = "missing";

export interface Share {
  /** Null: those without a label. */
  value: string | null;
  here: number;
  overall: number;
  /** Whether it is significantly more frequent here. */
  significant: boolean;
}

export interface Mix {
  element: HTMLElement;
  show: (label: string | null, shares: readonly Share[], coloring: Coloring) => void;
}

export function mix(signal: AbortSignal): Mix {
  const title = h("summary", {});
  const bars = h("div", { class: "ta-mix-bars" });
  const more = h("button", { type: "button", class: "ta-mix-more" });
  const element = h("details", { class: "ta-mix", open: "" }, title, bars, more);
  let every: HTMLElement[] = [];
  let isLong = false;
  const arrange = () => {
    bars.replaceChildren(...(isLong ? every : every.slice(0, FEW)));
    more.hidden = every.length <= FEW;
    more.textContent = isLong ? "fewer" : `${every.length - FEW} more`;
  };
  more.addEventListener(
    "click",
    () => {
      isLong = !isLong;
      arrange();
    },
    { signal },
  );
  return {
    element,
    show: (label, shares, coloring) => {
      element.hidden = !shares.length;
      title.replaceChildren(h("b", {}, label ?? ""), " here, and among all inputs (line)");
      const names = shares.map(({ value }) => value ?? MISSING);
      const cut = nameCutter(names);
      every = shares.map((share, i) =>
        bar(share, names[i], cut(names[i]), colorOf(label, share.value, coloring)),
      );
      arrange();
    },
  };
}

function colorOf(label: string | null, value: string | null, coloring: Coloring): string {
  if (coloring.kind !== "categorical" || coloring.scale.column !== label) return "var(--ta-muted)";
  const { categories } = coloring.scale;
  const code = value === null ? categories.length : categories.indexOf(value);
  return mixColor(coloring.scale, code < 0 ? categories.length : code);
}

function bar(
  { here, overall, significant }: Share,
  name: string,
  shown: HTMLElement,
  color: string,
): HTMLElement {
  const lift = here / overall;
  const told = `${name}: ${percent(here)} here, ${percent(overall)} of all inputs, ${times(lift)} as frequent`;
  const weight = significant ? "significantly more (p ≤ .05)" : "not significantly more";
  return h(
    "div",
    { class: `ta-mix-bar${significant ? " ta-significant" : ""}`, title: `${told}; ${weight}` },
    shown,
    h(
      "s",
      {},
      h("i", { style: `width:${width(here)};background:${color}` }),
      h("u", { style: `left:${width(overall)}` }),
    ),
    h("em", {}, percent(here)),
    h("em", { class: "ta-lift" }, times(lift)),
  );
}

const width = (share: number): string => `${(100 * share).toFixed(1)}%`;

const times = (lift: number): string => `${lift < 9.95 ? lift.toFixed(1) : Math.round(lift)}×`;
