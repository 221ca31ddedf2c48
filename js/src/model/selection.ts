// Selections in the canonical form that Python uses: sorted, unique, graphs in their order.
import { type Graph, row } from "./decode";
import type { Selection } from "./state";

/** A node of the graph with this number. */
export interface NodeRef {
  graph: number;
  node: number;
}

export const EMPTY: Selection = { nodes: {}, inputs: [] };

export const sameNode = (a: NodeRef | null, b: NodeRef | null): boolean =>
  a?.graph === b?.graph && a?.node === b?.node;

const ascending = (values: Iterable<number>): number[] => [...new Set(values)].sort((a, b) => a - b);

/** Pick nodes; the inputs that they hold are selected. */
export function ofNodes(graphs: readonly Graph[], picked: readonly NodeRef[]): Selection {
  const nodes: Selection["nodes"] = {};
  const inputs = new Set<number>();
  graphs.forEach((graph, g) => {
    const own = ascending(picked.filter((p) => p.graph === g).map((p) => p.node));
    if (own.length) nodes[graph.name] = own;
    for (const node of own) for (const input of row(graph.inputs, node)) inputs.add(input);
  });
  return { nodes, inputs: ascending(inputs) };
}

export const ofInputs = (inputs: Iterable<number>): Selection => ({ nodes: {}, inputs: ascending(inputs) });

export function pickedNodes(graphs: readonly Graph[], selection: Selection): NodeRef[] {
  return graphs.flatMap((graph, g) =>
    (selection.nodes[graph.name] ?? [])
      .filter((node) => node < graph.nNodes)
      .map((node) => ({ graph: g, node })),
  );
}

/** Add nodes to those picked, or, if all of them are picked already, take them out. */
export function toggled(
  graphs: readonly Graph[],
  selection: Selection,
  nodes: readonly NodeRef[],
): Selection {
  const picked = pickedNodes(graphs, selection);
  const rest = picked.filter((p) => !nodes.some((n) => sameNode(n, p)));
  const allPicked = rest.length === picked.length - nodes.length;
  return ofNodes(graphs, allPicked ? rest : [...picked, ...nodes]);
}
