// A row of the list of regions: its colour and mark, what it is, its scores.
import { regionMark } from "../model/patterns";
import type { RegionEntry } from "../model/state";
import { count } from "../numbers";
import { regionColor } from "../palette";
import { EYE } from "./button";
import { h, icon } from "./dom";
import { chance, meter } from "./meter";
import type { Kind } from "./region_order";

export const KIND_SIGNS: Record<Kind, { hint: string; path: string }> = {
  match: { hint: "the same inputs, in one piece in each graph, arranged alike", path: "M3 6h10M3 10h10" },
  rearranged: {
    hint: "the same inputs, in one piece in each graph, arranged no more alike than by chance",
    path: "M2.5 5h2c3.5 0 3.5 6 7 6h2M2.5 11h2c3.5 0 3.5-6 7-6h2M11.5 3l2 2-2 2M11.5 9l2 2-2 2",
  },
  split: {
    hint: "one piece in a graph, several in a later one",
    path: "M2.5 8h4c3 0 2-4.5 5-4.500h2M6.5 8c3 0 2 4.5 5 4.500h2",
  },
  merged: {
    hint: "several pieces in a graph, one in a later one",
    path: "M13.5 8h-4c-3 0-2-4.5-5-4.500h-2M9.5 8c-3 0-2 4.5-5 4.500h-2",
  },
};

const kindIcon = (kind: Kind): HTMLElement =>
  h("span", { class: "ta-kind", title: `${kind}: ${KIND_SIGNS[kind].hint}` }, icon(KIND_SIGNS[kind].path));

/** The row says all that it shows in its label; `aria-checked` tells whether the region is drawn. */
export function regionRow(
  entry: RegionEntry,
  number: number,
  shown: HTMLElement,
  nGraphs: number,
): HTMLButtonElement {
  const { name, kinds, content, structure, p_value, n_inputs } = entry;
  const p = p_value === null ? "untested" : `p ${chance(p_value)}`;
  const reach = Object.keys(entry.nodes).length;
  const where = nGraphs > 2 ? `in ${reach} of ${nGraphs} graphs` : null;
  const scores = [
    where,
    `content ${content.toFixed(2)}`,
    structure === null ? null : `structure ${structure.toFixed(2)}`,
    p,
    count(n_inputs, "input"),
  ];
  const label = [`Region ${number}`, name, kinds.join(", "), ...scores].filter(Boolean).join(", ");
  return h(
    "button",
    {
      type: "button",
      role: "option",
      class: "ta-row",
      style: `--ta-color:${regionColor(number)}`,
      tabindex: "-1",
      "aria-selected": "false",
      "aria-label": label,
      "data-number": String(number),
    },
    h("b", { class: "ta-badge" }, regionMark(number)),
    h(
      "span",
      { class: "ta-name", title: `${name}\nClick to select its inputs.` },
      shown,
      ...kinds.map(kindIcon),
      where ? h("small", { title: where }, `${reach}/${nGraphs}`) : null,
    ),
    meter(content, "content: Jaccard index of the inputs of the sides"),
    meter(structure, structureTitle(structure)),
    h("span", { class: "ta-chance", title: chanceTitle(p_value) }, p),
    h("span", { class: "ta-size", title: count(n_inputs, "input") }, n_inputs.toLocaleString("en")),
    h("span", { class: "ta-eye", title: "Draw it or not (Space)" }, icon(EYE)),
  );
}

const structureTitle = (structure: number | null): string =>
  structure === null
    ? "structure: not told, where a side has fewer than four nodes"
    : "structure: rank correlation of the distances along the graphs, −1 to 1";

const chanceTitle = (p: number | null): string =>
  p === null
    ? "not tested against shuffled inputs"
    : "p: false discovery rate of the content against shuffled inputs";
