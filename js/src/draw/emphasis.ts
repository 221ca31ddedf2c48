// How strongly each node is shown: a hover lights up counterparts, a selection what it holds.
import { heldBy, inputsOf, neighbours, selectedShares, sharesOf } from "../model/counterparts";
import type { Graph } from "../model/decode";
import type { NodeRef } from "../model/selection";
import type { Selection } from "../model/state";

/** Opacity of a node that has nothing to do with what is hovered or selected. */
export const FAINT = 0.125;

export interface Emphasis {
  /** For each graph, the opacity of each node; null: all fully shown. */
  opacity: Float32Array[] | null;
  /** For each graph, the share of each node that is selected; null: nothing is. */
  selected: Float32Array[] | null;
}

/** Shares are spread out: most counterparts hold a small part, and must still be seen. */
const lit = (share: number): number => (share > 0 ? 0.28 + 0.72 * Math.sqrt(share) : FAINT);

/** For each graph, the share of each node that is selected; null: nothing is. */
export const selectedIn = (graphs: readonly Graph[], { inputs }: Selection): Float32Array[] | null =>
  inputs.length ? graphs.map((graph) => selectedShares(graph, inputs)) : null;

export function emphasisOf(
  graphs: readonly Graph[],
  selected: Float32Array[] | null,
  hover: NodeRef | null,
  litInput: number | null,
): Emphasis {
  if (litInput !== null) {
    const opacity = graphs.map((graph) =>
      Float32Array.from(heldBy(graph, [litInput]), (n) => (n ? 1 : FAINT)),
    );
    return { opacity, selected };
  }
  if (!hover) return { opacity: selected?.map((shares) => shares.map(lit)) ?? null, selected };
  const inputs = inputsOf(graphs, hover);
  const opacity = graphs.map((graph, g) => {
    if (g !== hover.graph) return sharesOf(graph, inputs).map(lit);
    const own = new Float32Array(graph.nNodes).fill(FAINT);
    for (const node of neighbours(graph, hover.node)) own[node] = 0.6;
    own[hover.node] = 1;
    return own;
  });
  return { opacity, selected };
}

/** Show nodes only as far as a filter leaves of them; `shares` for each graph and node, null: no filter. */
export function within({ opacity, selected }: Emphasis, shares: readonly Float32Array[] | null): Emphasis {
  if (!shares) return { opacity, selected };
  const both = shares.map((own, g) =>
    own.map((share, node) => Math.min(lit(share), opacity?.[g][node] ?? 1)),
  );
  return { opacity: both, selected };
}
