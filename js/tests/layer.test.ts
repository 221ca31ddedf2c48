// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Bubble } from "../src/draw/bubbles";
import { FAINT } from "../src/draw/emphasis";
import { LayerStore } from "../src/draw/layer";
import type { Membrane } from "../src/draw/membranes";
import { drawPicture, type Picture } from "../src/draw/picture";
import type { Around } from "../src/draw/surroundings";
import { decodeColoring } from "../src/model/coloring";
import { boundsOf, fitCamera } from "../src/scene/camera";
import { composeScene } from "../src/scene/scene";
import { TOKENS } from "../src/theme";
import { graphsOf, load } from "./fixtures";
import { clearStage, pen, setStage } from "./stage";

beforeEach(setStage);
afterEach(clearStage);

const { state } = load("categories");
const graphs = graphsOf("categories");
const positions = graphs.map((graph) => Float32Array.from({ length: 2 * graph.nNodes }, (_, i) => i));
const bounds = boundsOf(positions);
const plain = () => ({
  graphs,
  scene: composeScene(
    graphs,
    positions,
    bounds,
    graphs.map(() => fitCamera(bounds)),
    800,
    400,
  ),
  coloring: decodeColoring(graphs, 8, state._color_scale, state._colors),
  tokens: TOKENS.light,
});

type Spied = Record<string, unknown>;
afterEach(() => {
  for (const name of ["arc", "fill", "globalAlpha"]) delete (pen as Spied)[name];
});

/** How many discs, and how many bodies of bubbles, are drawn meanwhile. */
function drawn(work: () => void): { discs: number; bodies: number } {
  let [discs, bodies] = [0, 0];
  (pen as Spied).arc = () => discs++;
  (pen as Spied).fill = (rule?: string) => {
    if (rule === "evenodd") bodies++;
  };
  work();
  return { discs, bodies };
}

const around = (...bubbles: Bubble[]): Around[] =>
  graphs.map(() => ({ bubbles, labels: [], membranes: [], morphing: null }));

const bubble = (number: number, lit = false): Bubble => ({
  region: { number, name: "", telling: [0, 0] as const, color: "#0000ff", nodes: [], lit },
  outline: OUTLINES[number],
});
const square = Float32Array.of(0, 0, 9, 0, 9, 9, 0, 9);
const OUTLINES = [0, 1].map(() => ({
  bodies: [{ nodes: [0], rings: [square] }],
  ties: { broken: [], loose: [] },
}));

const MEMBRANE = {} as Membrane;

describe("layers", () => {
  it("of graphs are drawn once, and again when something in them is another", () => {
    const layers = new LayerStore();
    const own = plain();
    const work = (changed: object = {}, ratio = 1) =>
      drawn(() => layers.of(pen as never, 800, 400, ratio, { ...own, ...changed }, around(), null, [])).discs;
    expect(work()).toBeGreaterThan(0);
    expect(work()).toBe(0);
    for (const key of ["scene", "coloring"] as const) {
      expect(work({ [key]: plain()[key] }), key).toBeGreaterThan(0);
      work();
    }
    expect(work({ tokens: TOKENS.dark })).toBeGreaterThan(0);
    expect(work({ tokens: TOKENS.dark }, 2)).toBeGreaterThan(0);
  });

  it("of bubbles are drawn again for other bubbles, but not when one is lit up", () => {
    const layers = new LayerStore();
    const own = plain();
    const work = (...bubbles: Bubble[]) =>
      drawn(() => layers.of(pen as never, 800, 400, 1, own, around(...bubbles), null, [])).bodies;
    expect(work(bubble(0))).toBe(2);
    expect(work(bubble(0, true))).toBe(0);
    expect(work(bubble(0), bubble(1))).toBe(4);
    expect(layers.of(pen as never, 800, 400, 1, own, around(), null, []).bubbles).toBeNull();
  });

  it("of rings are drawn again for another selection, or where a membrane says where it is", () => {
    const layers = new LayerStore();
    const own = plain();
    const all = () => graphs.map((graph) => new Float32Array(graph.nNodes).fill(1));
    const nodes = graphs.reduce((sum, { nNodes }) => sum + nNodes, 0);
    const picked = [{ graph: 0, node: 1 }];
    const work = (selected: Float32Array[] | null, isWrapped = false) => {
      const wrapped = around().map((one) => ({ ...one, membranes: isWrapped ? [MEMBRANE] : [] }));
      return drawn(() => layers.of(pen as never, 800, 400, 1, own, wrapped, selected, picked)).discs;
    };
    work(null);
    const selected = all();
    expect(work(selected)).toBe(nodes);
    expect(work(selected)).toBe(0);
    expect(work(selected, true)).toBe(picked.length);
    expect(work(all())).toBe(nodes);
    expect(layers.of(pen as never, 800, 400, 1, own, around(), null, []).rings).toBeNull();
  });
});

describe("a picture with layers", () => {
  const show = (opacity: Float32Array[] | null, ...bubbles: Bubble[]) => {
    const alphas: unknown[] = [];
    const laid = (opacity: number) => alphas.push(opacity);
    const picture: Picture = {
      ...plain(),
      emphasis: { opacity, selected: null },
      around: around(...bubbles),
      layers: { bubbles: bubbles.length ? laid : null, graphs: laid, rings: null },
      picked: [],
      hover: null,
      activePanel: -1,
      lasso: null,
      finish: { hurried: false, pixel: 1 },
      opaque: true,
    };
    return { ...drawn(() => drawPicture(pen as never, picture)), alphas };
  };
  const faint = () => graphs.map((graph) => new Float32Array(graph.nNodes).fill(FAINT));

  it("draws nothing but them while nothing is lit up", () => {
    expect(show(null)).toEqual({ discs: 0, bodies: 0, alphas: [1, 1] });
    expect(show(faint())).toEqual({ discs: 0, bodies: 0, alphas: [FAINT, FAINT] });
  });

  it("draws the nodes that are lit up, and the bubble that is, over the others", () => {
    const opacity = faint();
    opacity[1][0] = 1;
    expect(show(opacity).discs).toBeGreaterThan(0);
    const { bodies, alphas } = show(null, bubble(0, true), bubble(1));
    expect(bodies).toBe(2);
    expect(alphas).toEqual([0.6, 1, 0.6, 1]);
    expect(show(null, bubble(0)).bodies).toBe(0);
  });
});
