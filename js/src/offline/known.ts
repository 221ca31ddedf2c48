// Selections that were followed into every graph when the page was written; of others nothing can be told here.
import { heldBy } from "../model/counterparts";
import { type Graph, sizeOf } from "../model/decode";
import type { Membrane, Pattern, Selection } from "../model/state";
import { SELECTION } from "../model/store";
import type { Known } from "./page";

export class Followed {
  private readonly known: Map<string, Known>;

  constructor(
    private readonly graphs: readonly Graph[],
    known: readonly Known[],
  ) {
    this.known = new Map(
      known.map((own) => [keyOf({ nodes: own.nodes, inputs: [...own.typical].sort((a, b) => a - b) }), own]),
    );
  }

  /** Patterns of the selection and of the membranes that are kept, as the kernel would send them. */
  patterns(selection: Selection, membranes: readonly Membrane[]): Pattern[] {
    return [{ name: SELECTION, ...selection }, ...membranes].flatMap((own) => this.pattern(own) ?? []);
  }

  /** The inputs of a selection from their middle outwards; undefined: not known. */
  typical(selection: Selection): Int32Array | undefined {
    return this.known.get(keyOf(selection))?.typical;
  }

  private pattern(membrane: Membrane): Pattern | null {
    const found = this.known.get(keyOf(membrane));
    if (!found) return null;
    const inputs = found.typical;
    const parts: Pattern["parts"] = {};
    for (const graph of this.graphs) {
      const part = found.parts[graph.name];
      const held = heldBy(graph, inputs);
      parts[graph.name] = {
        ...part,
        shares: part.nodes.map((node) => held[node] / sizeOf(graph, node)),
        held: part.nodes.map((node) => held[node] / inputs.length),
      };
    }
    return { name: membrane.name, n_inputs: inputs.length, parts };
  }
}

/** What is equal has the same key: nodes tell their inputs. */
const keyOf = ({ nodes, inputs }: Selection): string =>
  Object.keys(nodes).length ? JSON.stringify(nodes) : inputs.join();
