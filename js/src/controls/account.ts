// What the picture shows, in sentences: for those who do not see it.
import { Causes } from "../causes";
import type { Store } from "../model/store";
import { count } from "../numbers";
import { h } from "./dom";
import { verdictWord } from "./verdict";

let accounts = 0;

/** Keep an account that describes the canvas to screen readers. */
export function account(store: Store, canvas: HTMLElement): HTMLElement {
  accounts++;
  // Several views are on one page.
  const id = `topoalign-account-${accounts}`;
  const element = h("p", { class: "ta-unseen", id });
  canvas.setAttribute("aria-describedby", id);
  const causes = new Causes();
  const refresh = () => {
    const { graphs, coloring, regionEntries, shown, patterns } = store;
    if (causes.differ(graphs, coloring, regionEntries, shown, patterns, store.selection)) {
      element.textContent = told(store);
    }
  };
  store.subscribe(refresh);
  refresh();
  return element;
}

export function told(store: Store): string {
  const { graphs, nInputs, coloring } = store;
  const sizes = graphs.map(
    ({ name, nNodes, nEdges }) => `${name} has ${count(nNodes, "node")} and ${count(nEdges, "edge")}`,
  );
  return [
    `${count(graphs.length, "Mapper graph")} of ${count(nInputs, "input")}: ${sizes.join("; ")}.`,
    `Nodes are coloured by ${coloring.scale.column}.`,
    ...regions(store),
    ...selected(store),
  ].join(" ");
}

function regions({ regionEntries, shown }: Store): string[] {
  if (!regionEntries?.length) return [];
  const [best] = regionEntries;
  const most = `the best is ${best.name}, with ${count(best.n_inputs, "input")} and a content of ${best.content.toFixed(2)}`;
  return [`${count(regionEntries.length, "matched region")}, ${shown.length} drawn; ${most}.`];
}

function selected({ selection, hasSelectionPattern, patterns }: Store): string[] {
  if (!selection.inputs.length) return [];
  const parts = hasSelectionPattern ? Object.entries(patterns[0].parts) : [];
  const found = parts.map(([graph, { kind, pieces }]) => `${verdictWord(kind, pieces)} in ${graph}`);
  return [
    `${count(selection.inputs.length, "input")} selected${found.length ? `: ${found.join(", ")}` : ""}.`,
  ];
}
