import { describe, expect, it } from "vitest";
import { decodeColoring, mixAt } from "../src/model/coloring";
import { decodeGraphs, decodePositions, row, sizeOf, WireError } from "../src/model/decode";
import { load, names } from "./fixtures";

describe.each(names)("what Python wrote as %s", (name: string) => {
  it.each([0, 1, 2, 3, 7])("means the same graphs at byte offset %i", (shift) => {
    const { state, meaning } = load(name, shift);
    const graphs = decodeGraphs(state._manifest, state._topology);
    const positions = decodePositions(graphs, state._positions);
    const read = graphs.map((graph, g) => ({
      name: graph.name,
      nodes: Array.from({ length: graph.nNodes }, (_, i) => [...row(graph.inputs, i)]),
      edges: Array.from({ length: graph.nEdges }, (_, e) => [...graph.edges.slice(2 * e, 2 * e + 2)]),
      edge_weights: [...graph.edgeWeights],
      positions: Array.from({ length: graph.nNodes }, (_, i) => [...positions[g].slice(2 * i, 2 * i + 2)]),
    }));
    expect(read).toEqual(meaning);
  });

  it("knows the nodes of each input", () => {
    const { state } = load(name);
    for (const graph of decodeGraphs(state._manifest, state._topology)) {
      for (let input = 0; input < state._manifest.n_inputs; input++) {
        const expected = Array.from({ length: graph.nNodes }, (_, i) => i).filter((i) =>
          row(graph.inputs, i).includes(input),
        );
        expect([...row(graph.nodes, input)]).toEqual(expected);
      }
    }
  });
});

function coloringOf(name: string) {
  const { state } = load(name);
  const graphs = decodeGraphs(state._manifest, state._topology);
  return {
    graphs,
    coloring: decodeColoring(graphs, state._manifest.n_inputs, state._color_scale, state._colors),
  };
}

describe("colours", () => {
  it("of categories are counted in each node, the missing last", () => {
    const { graphs, coloring } = coloringOf("categories");
    if (coloring.kind !== "categorical") throw new Error(coloring.kind);
    expect(coloring.scale.categories).toEqual(["<img src=x onerror=boom()>", "news", "sport"]);
    expect([...coloring.counts]).toEqual([1, 3, 3, 1]);
    // Node 1 of a holds inputs 2 (news) and 3 (missing).
    expect([...mixAt(coloring, 0, 1)]).toEqual([0, 1, 0, 1]);
    graphs.forEach((graph, g) => {
      for (let i = 0; i < graph.nNodes; i++) {
        expect(mixAt(coloring, g, i).reduce((a, b) => a + b)).toBe(sizeOf(graph, i));
      }
    });
  });

  it("of numbers are means without the missing", () => {
    const { coloring } = coloringOf("numbers");
    if (coloring.kind !== "continuous") throw new Error(coloring.kind);
    // Node 0 of a: 0.5, 1.5, NaN.
    expect(coloring.values[0][0]).toBeCloseTo(1);
  });

  it("of nodes and edges come graph by graph", () => {
    const { coloring } = coloringOf("survival");
    if (coloring.kind !== "continuous") throw new Error("not continuous");
    expect(coloring.values.map((v) => [v.length, v[0], v.at(-1)])).toEqual([
      [4, 0, 1],
      [3, 0, 1],
    ]);
    expect(coloring.edges?.map((v) => [...v])).toEqual([
      [1, 0.5],
      [1, 0.5],
    ]);
  });

  it("of a lens are each graph's own", () => {
    const { coloring } = coloringOf("lens");
    if (coloring.kind !== "continuous") throw new Error(coloring.kind);
    expect(coloring.values.map((v) => v.length)).toEqual([2, 2]);
    expect(coloring.values[0][0]).toBeCloseTo((100 + 100 / 3) / 2, 3);
  });
});

describe("what cannot be read", () => {
  it("says that data are cut off", () => {
    const { state } = load("categories");
    const short = new DataView(state._topology.buffer, 0, 40);
    expect(() => decodeGraphs(state._manifest, short)).toThrow(/cut off/);
    expect(() => decodePositions(decodeGraphs(state._manifest, state._topology), short)).toThrow(WireError);
  });

  it("says that versions differ", () => {
    const { state } = load("categories");
    const manifest = { ...state._manifest, version: 99 };
    expect(() => decodeGraphs(manifest, state._topology)).toThrow(/version 99.*Restart the kernel/s);
  });

  it("says that colours do not fit", () => {
    const { state } = load("categories");
    const graphs = decodeGraphs(state._manifest, state._topology);
    expect(() => decodeColoring(graphs, 9, state._color_scale, state._colors)).toThrow(/32 bytes, not 36/);
  });
});
