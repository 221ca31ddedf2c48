// From one value for each input to what a node shows: its mix of categories or its mean.
import { instant, short } from "../numbers";
import { categoryColor, MISSING, type Ramp, regionColor } from "../palette";
import { floats, type Graph, integers, row, sizeOf, WireError } from "./decode";
import type { CategoricalScale, ContinuousScale, SizeScale, WidgetState } from "./state";

export interface Categorical {
  kind: "categorical";
  scale: CategoricalScale;
  /** Code of each input, -1 where missing. */
  codes: Int32Array;
  /** Inputs of each category; the last entry counts the missing. */
  counts: Uint32Array;
  /** For each graph, inputs of each category (and missing) in each node, node after node. */
  mixes: Uint32Array[];
}

export interface Continuous {
  kind: "continuous";
  scale: ContinuousScale | SizeScale;
  /** For each graph, the value of each node; NaN where all its inputs' are missing. */
  values: Float32Array[];
  /** For each graph, the value of each edge, where edges have values too. */
  edges: Float32Array[] | null;
}

export type Coloring = Categorical | Continuous;

export function decodeColoring(
  graphs: readonly Graph[],
  nInputs: number,
  scale: WidgetState["_color_scale"],
  buffer: DataView,
): Coloring {
  if (scale.kind === "size") {
    const values = graphs.map((g) => Float32Array.from({ length: g.nNodes }, (_, node) => sizeOf(g, node)));
    return { kind: "continuous", scale, values, edges: null };
  }
  const per = scale.kind === "continuous" ? scale.per : "input";
  const expected = 4 * valuesOf(per, graphs, nInputs);
  if (buffer.byteLength !== expected) {
    throw new WireError(`The colours from the kernel have ${buffer.byteLength} bytes, not ${expected}.`);
  }
  if (scale.kind === "categorical") {
    const codes = integers(buffer);
    const n = scale.categories.length;
    const counts = new Uint32Array(n + 1);
    for (const code of codes) counts[code < 0 ? n : code]++;
    return { kind: "categorical", scale, codes, counts, mixes: graphs.map((g) => mixOf(g, codes, n)) };
  }
  const all = floats(buffer);
  if (per === "node and edge") return { kind: "continuous", scale, ...ofMarks(graphs, all) };
  const values = graphs.map((g, i) =>
    meanOf(g, per === "input" ? all : all.subarray(i * nInputs, (i + 1) * nInputs)),
  );
  return { kind: "continuous", scale, values, edges: null };
}

function valuesOf(per: ContinuousScale["per"], graphs: readonly Graph[], nInputs: number): number {
  if (per === "node and edge") return graphs.reduce((sum, g) => sum + g.nNodes + g.nEdges, 0);
  return per === "input" ? nInputs : nInputs * graphs.length;
}

function ofMarks(
  graphs: readonly Graph[],
  all: Float32Array,
): { values: Float32Array[]; edges: Float32Array[] } {
  let end = 0;
  const next = (count: number) => {
    end += count;
    return all.subarray(end - count, end);
  };
  const both = graphs.map((g) => [next(g.nNodes), next(g.nEdges)]);
  return { values: both.map(([nodes]) => nodes), edges: both.map(([, edges]) => edges) };
}

/** The categories of one node; the last entry counts the missing. */
export const mixAt = (coloring: Categorical, graph: number, node: number): Uint32Array => {
  const n = coloring.counts.length;
  return coloring.mixes[graph].subarray(node * n, (node + 1) * n);
};

/** Nodes that are coloured by region have the colours of the regions. */
const BY_REGION = "region";

/** Colour of an entry of a mix: a category, or what comes after the last one, the missing. */
export function mixColor({ column, categories }: CategoricalScale, code: number): string {
  if (code >= categories.length) return MISSING;
  return column === BY_REGION ? regionColor(code) : categoryColor(code);
}

export const rampOf = (scale: ContinuousScale | SizeScale): Ramp =>
  scale.kind === "continuous" && scale.diverging ? "diverging" : "sequential";

/** Where a value lies in its scale, from 0 to 1; NaN: missing. */
export function fraction(scale: ContinuousScale | SizeScale, value: number): number {
  const [low, high] = scale.domain;
  if (Number.isNaN(value)) return value;
  return high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0.5;
}

/** A value of a scale as a reader sees it. */
export function toldBy(scale: ContinuousScale | SizeScale, value: number): string {
  if (scale.kind === "size" || scale.start === null) return short(value);
  return instant(scale.start + value, scale.domain[1] - scale.domain[0]);
}

function mixOf(graph: Graph, codes: Int32Array, nCategories: number): Uint32Array {
  const mix = new Uint32Array(graph.nNodes * (nCategories + 1));
  for (let node = 0; node < graph.nNodes; node++) {
    for (const input of row(graph.inputs, node)) {
      const code = codes[input];
      mix[node * (nCategories + 1) + (code < 0 ? nCategories : code)]++;
    }
  }
  return mix;
}

function meanOf(graph: Graph, values: Float32Array): Float32Array {
  return Float32Array.from({ length: graph.nNodes }, (_, node) => {
    let sum = 0;
    let count = 0;
    for (const input of row(graph.inputs, node)) {
      if (Number.isNaN(values[input])) continue;
      sum += values[input];
      count++;
    }
    return count ? sum / count : Number.NaN;
  });
}
