// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Graph } from "../src/model/decode";
import { boundsOf, fitCamera } from "../src/scene/camera";
import { composeScene } from "../src/scene/scene";
import { type FakeModel, graphsOf, load } from "./fixtures";
import { clearStage, nextFrame, setStage, show } from "./stage";

const WIDTH = 800;

/** Where the fixture's nodes are on the canvas of a view that shows everything. */
function places(): [number, number][][] {
  const { meaning, state } = load("categories");
  const graphs: Graph[] = graphsOf("categories");
  const positions = meaning.map((graph) => Float32Array.from(graph.positions.flat()));
  const bounds = boundsOf(positions);
  const cameras = graphs.map(() => fitCamera(bounds));
  const scene = composeScene(graphs, positions, bounds, cameras, WIDTH, state.height);
  return scene.panels.map(({ at, radii }) => [...radii.keys()].map((i) => [at[2 * i], at[2 * i + 1]]));
}

beforeEach(() => {
  setStage();
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(460);
  vi.spyOn(HTMLCanvasElement.prototype, "getBoundingClientRect").mockReturnValue({
    left: 0,
    top: 0,
    width: WIDTH,
    height: 460,
  } as DOMRect);
  HTMLCanvasElement.prototype.setPointerCapture = () => {};
});
afterEach(clearStage);

const nodes = (model: FakeModel) => model.state.selection.nodes;
const [a, b] = places();

function click(view: ReturnType<typeof show>, [x, y]: [number, number], options: PointerEventInit = {}) {
  view.pointer("pointerdown", x, y, options);
  view.pointer("pointerup", x, y, options);
}

function lasso(view: ReturnType<typeof show>, corners: [number, number][]) {
  view.pointer("pointerdown", ...corners[0], { shiftKey: true });
  for (const corner of corners.slice(1)) view.pointer("pointermove", ...corner, { shiftKey: true });
}
const AROUND_A: [number, number][] = [
  [5, 35],
  [395, 35],
  [395, 455],
  [5, 455],
];

describe("the pointer", () => {
  it("picks a node, adds one of another graph, takes it out again, and clears", () => {
    const view = show();
    click(view, a[1]);
    expect(nodes(view.model)).toEqual({ a: [1] });
    click(view, b[2], { shiftKey: true });
    expect(nodes(view.model)).toEqual({ a: [1], b: [2] });
    click(view, b[2], { metaKey: true });
    expect(nodes(view.model)).toEqual({ a: [1] });
    click(view, [3, 3]);
    expect(view.model.state.selection).toEqual({ nodes: {}, inputs: [] });
    expect(view.model.saved).toHaveLength(4);
  });

  it("lassoes with Shift, in one message", () => {
    const view = show();
    lasso(view, AROUND_A);
    expect(view.model.saved).toEqual([]);
    view.pointer("pointerup", ...AROUND_A[3], { shiftKey: true });
    expect(nodes(view.model)).toEqual({ a: [0, 1, 2, 3] });
    expect(view.model.saved).toHaveLength(1);
  });

  it("forgets a lasso that Esc cancelled, though the button is still down", () => {
    const view = show();
    lasso(view, AROUND_A.slice(0, 2));
    view.key("Escape");
    for (const corner of AROUND_A.slice(2)) view.pointer("pointermove", ...corner, { shiftKey: true });
    view.pointer("pointerup", ...AROUND_A[3], { shiftKey: true });
    expect(view.model.saved).toEqual([]);
  });

  it("does not select by dragging the picture", () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const view = show();
    view.pointer("pointerdown", ...a[1]);
    view.pointer("pointermove", a[1][0] + 40, a[1][1]);
    view.pointer("pointerup", a[1][0] + 40, a[1][1]);
    vi.advanceTimersByTime(400);
    expect(nodes(view.model)).toEqual({});
    const { cameras } = view.model.state.view;
    expect(cameras.b).toEqual(cameras.a);
  });

  it("points at nothing while it drags the picture", () => {
    const view = show();
    view.pointer("pointermove", ...a[1]);
    view.pointer("pointerdown", ...a[1]);
    view.pointer("pointermove", a[1][0] + 40, a[1][1]);
    nextFrame();
    expect(view.el.querySelector<HTMLElement>(".ta-card")?.hidden).toBe(true);
  });

  it("moves only one panel when they are not linked", () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const view = show();
    view.key("u");
    view.key("2");
    view.key("+");
    vi.advanceTimersByTime(400);
    expect(view.model.state.view.linked).toBe(false);
    expect(Object.keys(view.model.state.view.cameras)).toEqual(["b"]);
  });

  it("leaves the wheel to the page until the picture has been clicked; a pinch zooms at once", () => {
    const view = show();
    const wheel = (ctrlKey: boolean) => {
      const event = new WheelEvent("wheel", { deltaY: -50, cancelable: true });
      // happy-dom's wheel is no mouse event.
      const mouse = { clientX: 100, clientY: 200, ctrlKey };
      for (const [name, value] of Object.entries(mouse)) Object.defineProperty(event, name, { value });
      view.canvas?.dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect(wheel(false)).toBe(false);
    expect(wheel(true)).toBe(true);
    view.canvas?.focus();
    expect(wheel(false)).toBe(true);
  });

  it("shows a card for the node under it and tells nobody", () => {
    const view = show();
    view.pointer("pointermove", ...a[0]);
    nextFrame();
    const card = view.el.querySelector<HTMLElement>(".ta-card");
    expect(card?.hidden).toBe(false);
    expect(card?.textContent).toMatch(/node 0.*3 inputs.*in b.*node 0.*100 %/s);
    expect(view.model.saved).toEqual([]);
    view.pointer("pointerleave", 0, 0);
    nextFrame();
    expect(card?.hidden).toBe(true);
  });
});

describe("a node that Python lights up", () => {
  const shown = (hovered: unknown) => {
    const view = show();
    view.model.arrive({ hovered });
    nextFrame();
    return view.el.querySelector<HTMLElement>(".ta-card")?.hidden === false;
  };

  it("gets a card if there is such a node", () => {
    expect(shown({ graph: "b", node: 2 })).toBe(true);
    expect(shown({ graph: "b", node: 3 })).toBe(false);
    expect(shown({ graph: "nowhere", node: 0 })).toBe(false);
  });
});
