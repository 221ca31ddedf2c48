import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { drawEdges } from "../src/draw/edges";
import { FAINT } from "../src/draw/emphasis";
import { drawNodes, type Pen } from "../src/draw/nodes";
import { decodeColoring } from "../src/model/coloring";
import { decodeGraphs, type Graph } from "../src/model/decode";
import { boundsOf, fitCamera } from "../src/scene/camera";
import { composeScene } from "../src/scene/scene";
import { TOKENS } from "../src/theme";
import { load } from "./fixtures";

const { state } = load("categories");
const graphs = decodeGraphs(state._manifest, state._topology);
const coloring = decodeColoring(graphs, 8, state._color_scale, state._colors);
const positions = [Float32Array.of(-1, 0, 0, 0, 1, 0, 0, 1), Float32Array.of(-1, 0, 0, 0.5, 1, 0)];
const bounds = boundsOf(positions);
const scene = composeScene(graphs, positions, bounds, [fitCamera(bounds), fitCamera(bounds)], 800, 400);
const CALM = { hurried: false, pixel: 0.5 };
const HURRIED = { hurried: true, pixel: 0.5 };

/** A pen that notes its discs and the widths of its lines. */
function recorder() {
  const discs: { x: number; r: number; fill: string }[] = [];
  const widths: number[] = [];
  let arc = { x: 0, r: 0 };
  const pen = {
    fillStyle: "",
    lineWidth: 0,
    beginPath() {},
    moveTo() {},
    arc: (x: number, _: number, r: number) => {
      arc = { x, r };
    },
    fill: () => discs.push({ ...arc, fill: pen.fillStyle }),
    stroke: () => widths.push(pen.lineWidth),
  };
  return { pen: pen as unknown as Pen, discs, widths };
}

beforeEach(() => {
  vi.stubGlobal(
    "Path2D",
    class {
      moveTo() {}
      lineTo() {}
    },
  );
});
afterEach(() => vi.unstubAllGlobals());

function drawn(opacity: Float32Array | null, finish = CALM) {
  const { pen, discs } = recorder();
  drawNodes(pen, graphs[0], scene.panels[0], 0, coloring, opacity, TOKENS.light, finish);
  const { at } = scene.panels[0];
  const node = (x: number) => [0, 1, 2, 3].filter((i) => at[2 * i] === x);
  return { discs, order: discs.map(({ x }) => node(x)) };
}

describe("nodes", () => {
  it("are drawn from the largest to the smallest", () => {
    // Sizes 3, 2, 3, 1; nodes 1 and 3 have the same x.
    const firsts = drawn(null).order.map(String);
    expect([...new Set(firsts)]).toEqual(["0", "2", "1,3"]);
    expect([...graphs[0].largestFirst]).toEqual([0, 2, 1, 3]);
  });

  it("that are lit lie on those that are faint, whatever their sizes", () => {
    const order = drawn(Float32Array.of(1, FAINT, FAINT, FAINT)).order.map(String);
    expect(order.at(-1)).toBe("0");
    expect(order[0]).toBe("2");
  });

  it("have a rim in the colour of the panel, save the small ones in a hurry", () => {
    const rims = (finish: typeof CALM) =>
      drawn(null, finish).discs.filter(({ fill }) => fill === TOKENS.light.panel).length;
    expect(rims(CALM)).toBe(4);
    const large = scene.panels[0].radii.filter((r) => r >= 7).length;
    expect(rims(HURRIED)).toBe(large);
  });
});

/** A path of n nodes whose neighbours share nearly all. */
function path(n: number): Graph {
  const edges = Int32Array.from({ length: 2 * (n - 1) }, (_, i) => Math.ceil(i / 2));
  return { ...graphs[0], nNodes: n, nEdges: n - 1, edges, edgeWeights: new Float32Array(n - 1).fill(0.95) };
}

function widthsOf(graph: Graph, finish: typeof CALM): number[] {
  const { pen, widths } = recorder();
  const at = new Float32Array(2 * graph.nNodes).fill(100);
  drawEdges(pen, graph, { ...scene.panels[0], at }, null, null, TOKENS.light, finish);
  return widths;
}

describe("edges", () => {
  it("of one look are one stroke", () => {
    expect(widthsOf(path(500), CALM)).toHaveLength(1);
  });

  it("are thinner where there are many, and of one device pixel in a hurry", () => {
    const [few] = widthsOf(path(500), CALM);
    const [many] = widthsOf(path(5000), CALM);
    expect(few).toBeCloseTo(2.8);
    expect(many).toBeLessThan(few / 1.9);
    expect(widthsOf(path(500), HURRIED)).toEqual([HURRIED.pixel]);
  });
});
