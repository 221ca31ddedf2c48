// What colours mean, and which column they show. A click on a category selects its inputs.
import type { Coloring } from "../model/coloring";
import { ofInputs } from "../model/selection";
import type { Store } from "../model/store";
import { short } from "../numbers";
import { DISTINCT, gradientStops, mixColor } from "../palette";
import { h } from "./dom";

/** So many categories may have long names: they fit below each other. */
const FEW = 6;

export function legend(store: Store, signal: AbortSignal): HTMLElement {
  const { traits } = store;
  const picker = h("select", { title: "Colour nodes by (C)", "aria-label": "Colour nodes by" });
  picker.addEventListener("change", () => traits.commit({ color_by: picker.value }), { signal });
  const keys = h("div", { class: "ta-keys" });
  let shown: Coloring | null = null;
  let columns: readonly string[] = [];
  const refresh = () => {
    if (columns !== traits.get("color_columns")) {
      columns = traits.get("color_columns");
      picker.replaceChildren(...columns.map((name) => h("option", { value: name }, name)));
    }
    picker.value = traits.get("color_by");
    if (shown === store.coloring) return;
    shown = store.coloring;
    keys.classList.toggle("ta-many", shown.kind === "categorical" && shown.scale.categories.length > FEW);
    keys.replaceChildren(...(shown.kind === "categorical" ? categoryKeys(store, signal) : [scaleKey(shown)]));
  };
  store.subscribe(refresh);
  refresh();
  return h("div", { class: "ta-legend" }, picker, keys);
}

function categoryKeys(store: Store, signal: AbortSignal): HTMLElement[] {
  const { coloring } = store;
  if (coloring.kind !== "categorical") return [];
  const { categories, missing } = coloring.scale;
  const keys = [...categories, missing].map((name, code) => {
    const inputs = coloring.counts[code];
    const isMissing = code === categories.length;
    if (isMissing && !inputs) return null;
    const swatch = h("i", { style: `background:${mixColor(code, categories.length)}` });
    const title = `${name}: ${inputs.toLocaleString("en")} inputs. Click to select them.`;
    const key = h(
      "button",
      { type: "button", class: "ta-key", title },
      swatch,
      h("span", {}, name),
      h("small", {}, inputs.toLocaleString("en")),
    );
    const wanted = isMissing ? -1 : code;
    key.addEventListener(
      "click",
      () => {
        const members: number[] = [];
        coloring.codes.forEach((c, input) => {
          if (c === wanted) members.push(input);
        });
        store.select(ofInputs(members));
      },
      { signal },
    );
    return key;
  });
  const repeats = categories.length > DISTINCT ? h("span", { class: "ta-note" }, "colours repeat") : null;
  return [...keys, repeats].filter((key) => key !== null);
}

function scaleKey(coloring: Coloring & { kind: "continuous" }): HTMLElement {
  const [low, high] = coloring.scale.domain;
  const ramp = h("i", {
    class: "ta-ramp",
    style: `background:linear-gradient(to right, ${gradientStops()})`,
  });
  const isSize = coloring.scale.kind === "size";
  const about = coloring.scale.kind === "continuous" ? coloring.scale.about : "";
  const what = isSize ? "number of a node's inputs" : "mean over a node's inputs";
  const colour = `Colour is the ${what}, from ${short(low)} to ${short(high)}.`;
  const title = [about, coloring.edges ? "" : colour].filter(Boolean).join(" ");
  return h("div", { class: "ta-scale", title }, h("span", {}, short(low)), ramp, h("span", {}, short(high)));
}
