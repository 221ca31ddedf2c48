// Who holds the same inputs: the look-ups behind every highlight.
import { type Graph, row, sizeOf } from "./decode";
import type { NodeRef } from "./selection";

/** Count, for each node of a graph, how many of the given inputs it holds. */
export function heldBy(graph: Graph, inputs: Iterable<number>): Uint32Array {
  const held = new Uint32Array(graph.nNodes);
  for (const input of inputs) {
    for (let k = graph.nodes.starts[input]; k < graph.nodes.starts[input + 1]; k++) {
      held[graph.nodes.values[k]]++;
    }
  }
  return held;
}

/** Share of the pattern that each node holds: the counterparts of the pattern in this graph. */
export function sharesOf(graph: Graph, inputs: Int32Array): Float32Array {
  return Float32Array.from(heldBy(graph, inputs), (count) => count / (inputs.length || 1));
}

/** Share of each node that is selected. */
export function selectedShares(graph: Graph, inputs: readonly number[]): Float32Array {
  return Float32Array.from(heldBy(graph, inputs), (count, node) => count / sizeOf(graph, node));
}

export interface Counterpart {
  node: number;
  share: number;
}

/** The nodes with the largest shares, largest first. */
export function best(shares: Float32Array, count: number): Counterpart[] {
  return Array.from(shares, (share, node) => ({ node, share }))
    .filter((c) => c.share > 0)
    .sort((a, b) => b.share - a.share || a.node - b.node)
    .slice(0, count);
}

/** Share of the inputs that no node of the graph holds: noise to its clusterer. */
export function missing(graph: Graph, inputs: Int32Array): number {
  let absent = 0;
  for (const input of inputs) if (graph.nodes.starts[input] === graph.nodes.starts[input + 1]) absent++;
  return absent / (inputs.length || 1);
}

export function neighbours(graph: Graph, node: number): number[] {
  const found: number[] = [];
  for (let k = 0; k < graph.edges.length; k += 2) {
    if (graph.edges[k] === node) found.push(graph.edges[k + 1]);
    else if (graph.edges[k + 1] === node) found.push(graph.edges[k]);
  }
  return found;
}

export const inputsOf = (graphs: readonly Graph[], ref: NodeRef): Int32Array =>
  row(graphs[ref.graph].inputs, ref.node);

/** For each node of new graphs, where its inputs are in the old ones; where nothing tells, where it will be. */
export function carriedOver(
  old: readonly Graph[],
  at: readonly Float32Array[],
  graphs: readonly Graph[],
  to: readonly Float32Array[],
): Float32Array[] {
  return graphs.map((graph, g) => {
    const from = to[g].slice();
    for (let node = 0; node < graph.nNodes; node++) {
      let x = 0;
      let y = 0;
      let count = 0;
      for (const input of row(graph.inputs, node)) {
        const [start, end] = [old[g].nodes.starts[input], old[g].nodes.starts[input + 1]];
        for (let k = start; k < end; k++) {
          const held = old[g].nodes.values[k];
          x += at[g][2 * held] / (end - start);
          y += at[g][2 * held + 1] / (end - start);
        }
        if (end > start) count++;
      }
      if (count) from.set([x / count, y / count], 2 * node);
    }
    return from;
  });
}
