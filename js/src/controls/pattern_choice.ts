// Which pattern the figures are of: the selection, or one whose membrane is kept.
import type { Pattern } from "../model/state";
import type { Store } from "../model/store";
import { count } from "../numbers";
import { h } from "./dom";
import { nameCutter } from "./name";
import { rove } from "./rove";

export interface PatternChoice {
  element: HTMLElement;
  /** Place among the store's patterns. */
  place: () => number;
  /** Whether its membrane is one that is kept. */
  isKept: () => boolean;
  /** Look at what is new: another selection comes first, then what has been kept just now. */
  refresh: () => void;
}

export function patternChoice(store: Store, signal: AbortSignal, chosen: () => void): PatternChoice {
  const element = h("div", { class: "ta-patterns", role: "radiogroup", "aria-label": "Pattern" });
  const settle = rove(element, signal, (button) => button.click());
  let patterns: readonly Pattern[] = [];
  let selection: unknown = null;
  let nKept = 0;
  /** Place among those that are kept; null: the selection. */
  let kept: number | null = null;
  const nSelected = () => (store.hasSelectionPattern ? 1 : 0);
  const place = () => (kept === null ? 0 : kept + nSelected());

  const choose = () => {
    const before = nKept;
    nKept = store.patterns.length - nSelected();
    const isOther = selection !== store.selection && store.hasSelectionPattern;
    if (isOther) kept = null;
    else if (nKept > before && patterns.length) kept = nKept - 1;
    else if (kept !== null || !nSelected()) kept = nKept ? Math.min(kept ?? 0, nKept - 1) : null;
    selection = store.selection;
  };
  const tell = () => {
    [...element.children].forEach((button, i) => {
      button.setAttribute("aria-checked", String(i === place()));
    });
    const button = element.children[place()] as HTMLButtonElement | undefined;
    if (button) settle(button);
  };
  element.addEventListener(
    "click",
    (event) => {
      const button = (event.target as Element).closest("button");
      if (!button) return;
      const i = [...element.children].indexOf(button) - nSelected();
      kept = i < 0 ? null : i;
      tell();
      chosen();
    },
    { signal },
  );
  const refresh = () => {
    if (patterns === store.patterns) return;
    choose();
    patterns = store.patterns;
    const cut = nameCutter(patterns.map(({ name }) => name));
    const buttons = patterns.map((own, i) => patternButton(own, store.membraneColor(i), cut(own.name)));
    element.replaceChildren(...buttons);
    tell();
  };
  return { element, place, isKept: () => kept !== null, refresh };
}

function patternButton({ name, n_inputs }: Pattern, color: string, shown: HTMLElement): HTMLButtonElement {
  const title = `${name}: ${count(n_inputs, "input")}`;
  return h(
    "button",
    { type: "button", role: "radio", tabindex: "-1", title },
    h("i", { style: `background:${color}` }),
    shown,
    h("small", {}, n_inputs.toLocaleString("en")),
  );
}
