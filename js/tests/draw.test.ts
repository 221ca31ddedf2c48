import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { drawEdges } from "../src/draw/edges";
import { FAINT } from "../src/draw/emphasis";
import { drawNodes, type Marks } from "../src/draw/nodes";
import type { Pen } from "../src/draw/pen";
import { elided, shortened } from "../src/draw/words";
import { decodeColoring } from "../src/model/coloring";
import { decodeGraphs, type Graph } from "../src/model/decode";
import { tellingParts } from "../src/names";
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

/** A pen that notes its discs, its squares and the widths of its lines. */
function recorder() {
  const discs: { x: number; r: number; fill: string }[] = [];
  const squares: { x: number; area: number; fill: string }[] = [];
  const widths: number[] = [];
  let arc = { x: 0, r: 0 };
  let scale = 1;
  const pen = {
    fillStyle: "",
    lineWidth: 0,
    beginPath() {},
    moveTo() {},
    lineTo() {},
    arc: (x: number, _: number, r: number) => {
      arc = { x, r };
    },
    fill: () => discs.push({ ...arc, fill: pen.fillStyle }),
    fillRect: (x: number, _: number, w: number, h: number) =>
      squares.push({ x: x + w / 2, area: w * h, fill: pen.fillStyle }),
    stroke: () => widths.push(pen.lineWidth * scale),
    save() {},
    restore: () => {
      scale = 1;
    },
    transform: (k: number) => {
      scale *= k;
    },
  };
  return { pen: pen as unknown as Pen, discs, squares, widths };
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

function drawn(opacity: Float32Array | null, finish = CALM, marks: Marks = "all", panel = scene.panels[0]) {
  const { pen, discs, squares } = recorder();
  drawNodes(pen, graphs[0], panel, 0, coloring, opacity, TOKENS.light, finish, marks);
  const { at } = scene.panels[0];
  const node = (x: number) => [0, 1, 2, 3].filter((i) => at[2 * i] === x);
  return { discs, squares, order: discs.map(({ x }) => node(x)) };
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

  it("are left out where they are faint and there already", () => {
    const { order } = drawn(Float32Array.of(1, FAINT, FAINT, FAINT), CALM, "lit");
    expect(new Set(order.map(String))).toEqual(new Set(["0"]));
    expect(drawn(null, CALM, "lit").order).toHaveLength(drawn(null).order.length);
  });

  it("that are tiny are squares of the same area in a hurry, and discs at rest", () => {
    const tiny = { ...scene.panels[0], radii: new Float32Array(4).fill(2) };
    expect(drawn(null, CALM, "all", tiny).squares).toEqual([]);
    const { squares, discs } = drawn(null, HURRIED, "all", tiny);
    expect(discs).toEqual([]);
    expect(squares.map(({ x }) => x)).toEqual([...graphs[0].largestFirst].map((i) => tiny.at[2 * i]));
    for (const { area } of squares) expect(area).toBeCloseTo(Math.PI * 4);
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
  const panel = { ...scene.panels[0], at, layout: new Float32Array(at.length) };
  drawEdges(pen, graph, panel, null, null, TOKENS.light, finish, "all");
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
    // In a hurry there is a stroke for each weight; those without edges are empty.
    expect(widthsOf(path(500), HURRIED).every((width) => Math.abs(width - HURRIED.pixel) < 1e-9)).toBe(true);
  });

  it("in a hurry are the same paths, whatever the camera", () => {
    const made = vi.fn();
    vi.stubGlobal(
      "Path2D",
      class {
        moveTo() {}
        lineTo = made;
      },
    );
    const graph = path(50);
    const layout = new Float32Array(100);
    for (const zoom of [1, 2, 3]) {
      const cameras = [{ ...fitCamera(bounds), zoom }, fitCamera(bounds)];
      const moved = composeScene(graphs, positions, bounds, cameras, 800, 400).panels[0];
      drawEdges(recorder().pen, graph, { ...moved, layout }, null, null, TOKENS.light, HURRIED, "all");
    }
    expect(made).toHaveBeenCalledTimes(graph.nEdges);
  });
});

describe("a title", () => {
  // Each letter is ten pixels wide.
  const pen = {
    font: "test",
    measureText: (text: string) => ({ width: 10 * text.length }),
  } as unknown as Pen;

  it("that fits is whole; another is cut in the middle, to a width and no more", () => {
    expect(elided(pen, "layer 10", 80)).toBe("layer 10");
    expect(elided(pen, "encoder.layer.10", 100)).toBe("encod…r.10");
    for (let width = 20; width < 160; width += 10) {
      expect(10 * elided(pen, "encoder.layer.10", width).length).toBeLessThanOrEqual(width);
    }
  });

  it("without room is still a text", () => {
    expect(elided(pen, "encoder", 0)).toBe("e…");
  });

  it("stay where they differ from the others, wherever that is", () => {
    const pen = { font: "differing", measureText: (text: string) => ({ width: 10 * text.length }) } as never;
    const names = ["mlp.width_8.layers.0.out", "mlp.width_16.layers.0.out", "mlp.width_64.layers.0.out"];
    const parts = tellingParts(names);
    const shown = names.map((name, g) => shortened(pen, name, parts[g], 120));
    ["8", "16", "64"].forEach((width, g) => {
      expect(shown[g]).toContain(width);
    });
    expect(new Set(shown).size).toBe(3);
    for (const own of shown) expect(own.length).toBeLessThanOrEqual(12);
    expect(shortened(pen, "encoder.layer.10", [14, 16], 100)).toBe("….layer.10");
    expect(shortened(pen, "ab", [0, 2], 100)).toBe("ab");
  });
});
