// What colours mean, and which column they show; what of it is shown.
import type { Coloring } from "../model/coloring";
import type { Store } from "../model/store";
import { h } from "./dom";
import { categoryKeys } from "./legend_categories";
import { scaleKey } from "./legend_scale";
import "./legend.css";

/** What is shown of one coloring, and how it follows what is shown of it. */
export interface Key {
  element: HTMLElement;
  refresh: () => void;
  /** Let go of what the page keeps. */
  end: () => void;
}

export function legend(store: Store, signal: AbortSignal): HTMLElement {
  const { traits } = store;
  const picker = h("select", { title: "Colour nodes by (C)", "aria-label": "Colour nodes by" });
  picker.addEventListener("change", () => traits.commit({ color_by: picker.value }), { signal });
  const element = h("div", { class: "ta-legend" }, picker);
  let key: Key | null = null;
  let shown: Coloring | null = null;
  let columns: readonly string[] = [];
  const refresh = () => {
    if (columns !== traits.get("color_columns")) {
      columns = traits.get("color_columns");
      picker.replaceChildren(...columns.map((name) => h("option", { value: name }, name)));
    }
    picker.value = traits.get("color_by");
    picker.title = `Colour nodes by (C): ${picker.value}`;
    if (shown !== store.coloring) {
      shown = store.coloring;
      key?.end();
      key = shown.kind === "categorical" ? categoryKeys(store, shown) : scaleKey(store, shown);
      element.replaceChildren(picker, key.element);
    }
    key?.refresh();
  };
  store.subscribe(refresh);
  signal.addEventListener("abort", () => key?.end(), { once: true });
  refresh();
  return element;
}
