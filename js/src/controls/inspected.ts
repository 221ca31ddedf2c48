// What the inspector is asked about: the selection, else a node that was pointed at, else all inputs.
import { inputsOf } from "../model/counterparts";
import { sizeOf } from "../model/decode";
import { EMPTY, type NodeRef, pickedNodes } from "../model/selection";
import type { Selection } from "../model/state";
import type { Store } from "../model/store";
import { count } from "../numbers";

export interface Subject {
  kind: "selection" | "node" | "all";
  title: string;
  /** Where it is, and how much. */
  detail: string;
  /**
   * What the kernel is told: it may not have heard of the newest selection yet, as hosts hold values back while it is
   * busy, but not questions.
   */
  about: Selection;
  /** Graphs whose nodes they are; none for inputs that were not picked by nodes. */
  picked: readonly string[];
}

export function subjectOf(store: Store, pinned: NodeRef | null): Subject {
  const { graphs, selection, nInputs } = store;
  if (selection.inputs.length) {
    const nodes = pickedNodes(graphs, selection);
    const picked = graphs.filter((_, g) => nodes.some(({ graph }) => graph === g)).map(({ name }) => name);
    const inputs = count(selection.inputs.length, "input");
    if (!nodes.length) {
      return { kind: "selection", title: `${inputs} selected`, detail: "", about: selection, picked };
    }
    const title = nodes.length === 1 ? `node ${nodes[0].node}` : count(nodes.length, "node");
    const about = { nodes: selection.nodes, inputs: [] };
    return { kind: "selection", title, detail: `${picked.join(", ")} · ${inputs}`, about, picked };
  }
  if (pinned) {
    const graph = graphs[pinned.graph];
    const detail = `${graph.name} · ${count(sizeOf(graph, pinned.node), "input")}`;
    const about = { nodes: { [graph.name]: [pinned.node] }, inputs: [] };
    return { kind: "node", title: `node ${pinned.node}`, detail, about, picked: [graph.name] };
  }
  const title = `all ${count(nInputs, "input")}`;
  return { kind: "all", title, detail: "select, or point at a node", about: EMPTY, picked: [] };
}

/** Graphs to compare with, the likeliest first: those that nodes were picked in, too. */
export function othersOf(store: Store, { kind, picked }: Subject): string[] {
  const names = store.graphs.map(({ name }) => name);
  if (kind === "all" || names.length < 2) return [];
  if (!picked.length) return names.reverse();
  return [...picked.slice(1), ...names.filter((name) => !picked.includes(name))];
}

/** Inputs of the subject of which texts came with the picture: all that there is without a kernel. */
export function samplesOf(store: Store, pinned: NodeRef | null): { input: number; text: string | null }[] {
  const { nodes, texts } = store.traits.get("_samples");
  const { graphs, selection } = store;
  let known = [...new Set(Object.values(nodes).flat(2))].sort((a, b) => a - b);
  if (selection.inputs.length) {
    const selected = new Set(selection.inputs);
    known = known.filter((input) => selected.has(input));
  } else if (pinned) {
    const held = new Set(inputsOf(graphs, pinned));
    known = known.filter((input) => held.has(input));
  }
  return known.map((input) => ({ input, text: texts[input] ?? null }));
}
