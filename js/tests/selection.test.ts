import { describe, expect, it } from "vitest";
import { best, heldBy, missing, neighbours, selectedShares, sharesOf } from "../src/model/counterparts";
import { EMPTY, ofInputs, ofNodes, pickedNodes, toggled } from "../src/model/selection";
import { graphsOf } from "./fixtures";

// a: [0 1 2] [2 3] [3 4 5] [6]; b: [0 1 2 3] [3 4 5] [5 6 7]
const graphs = graphsOf("categories");
const at = (graph: number, node: number) => ({ graph, node });

describe("selections", () => {
  it("are canonical whatever the order of picking", () => {
    const expected = { nodes: { a: [0, 1], b: [2] }, inputs: [0, 1, 2, 3, 5, 6, 7] };
    expect(ofNodes(graphs, [at(1, 2), at(0, 1), at(0, 0), at(0, 1)])).toEqual(expected);
    expect(ofInputs([3, 1, 3])).toEqual({ nodes: {}, inputs: [1, 3] });
  });

  it("toggle nodes, also across graphs", () => {
    const one = toggled(graphs, EMPTY, [at(0, 0)]);
    const two = toggled(graphs, one, [at(1, 1)]);
    expect(pickedNodes(graphs, two)).toEqual([at(0, 0), at(1, 1)]);
    expect(toggled(graphs, two, [at(1, 1)])).toEqual(one);
    expect(toggled(graphs, one, [at(0, 0)])).toEqual(EMPTY);
  });

  it("grow by a lasso that catches picked and unpicked nodes", () => {
    const grown = toggled(graphs, ofNodes(graphs, [at(0, 0)]), [at(0, 0), at(0, 1)]);
    expect(grown.nodes).toEqual({ a: [0, 1] });
  });
});

describe("counterparts", () => {
  const pattern = Int32Array.of(2, 3, 6);

  it("hold shares of the pattern", () => {
    expect([...heldBy(graphs[1], pattern)]).toEqual([2, 1, 1]);
    expect([...sharesOf(graphs[1], pattern)].map((s) => Math.round(s * 3))).toEqual([2, 1, 1]);
    expect(best(sharesOf(graphs[1], pattern), 2).map((c) => c.node)).toEqual([0, 1]);
  });

  it("are missing where no node holds an input", () => {
    expect(missing(graphs[0], Int32Array.of(6, 7))).toBe(0.5);
    expect(missing(graphs[1], pattern)).toBe(0);
  });

  it("tell how much of a node is selected", () => {
    expect([...selectedShares(graphs[0], [2, 3])]).toEqual([1 / 3, 1, 1 / 3, 0].map(Math.fround));
  });

  it("neighbours share an edge", () => {
    expect(neighbours(graphs[0], 1)).toEqual([0, 2]);
  });
});
