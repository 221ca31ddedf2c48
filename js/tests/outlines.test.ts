import { afterEach, describe, expect, it, vi } from "vitest";
import type { Outline } from "../src/geometry/outline";
import { boundsOf, type Camera, fitCamera } from "../src/scene/camera";
import { type Frame, Outlines } from "../src/scene/outlines";
import { composeScene } from "../src/scene/scene";
import { graphsOf } from "./fixtures";

const graphs = graphsOf("categories");
const positions = [Float32Array.of(-1, 0, 0, 0, 1, 0, 0, 1), Float32Array.of(-1, 0, 0, 0.5, 1, 0)];
const bounds = boundsOf(positions);
const members = [0, 1].map((node) => ({ node, pad: 5 }));

function frame(camera: Partial<Camera> = {}, resting = true, layouts = positions): Frame {
  const cameras = graphs.map(() => ({ ...fitCamera(bounds), ...camera }));
  const scene = composeScene(graphs, layouts, bounds, cameras, 800, 400);
  return { graph: graphs[0], panel: scene.panels[0], resting };
}

/** Ask until there is an outline. */
function outlineOf(outlines: Outlines, at: Frame): Outline {
  for (let round = 0; round < 50; round++) {
    const found = outlines.of(0, at, members, true);
    outlines.advance();
    if (found) return found;
  }
  throw new Error("There is no outline.");
}

const firstPoint = ({ bodies }: Outline): [number, number] => [bodies[0].rings[0][0], bodies[0].rings[0][1]];

afterEach(() => vi.restoreAllMocks());

describe("outlines", () => {
  it("are worked out at rest, and the view is told", () => {
    const redraw = vi.fn();
    const outlines = new Outlines(redraw);
    expect(outlines.of(0, frame({}, false), members, true)).toBeNull();
    outlines.advance();
    expect(redraw).not.toHaveBeenCalled();
    expect(outlines.of(0, frame(), members, true)).toBeNull();
    outlines.advance();
    expect(redraw).toHaveBeenCalledOnce();
    expect(outlineOf(outlines, frame()).bodies[0].nodes).toEqual([0, 1]);
  });

  it("are worked out once", () => {
    const redraw = vi.fn();
    const outlines = new Outlines(redraw);
    const first = outlineOf(outlines, frame());
    redraw.mockClear();
    expect(outlines.of(0, frame(), members, true)).toBe(first);
    outlines.advance();
    expect(redraw).not.toHaveBeenCalled();
  });

  it("of what is no longer asked for are given up", () => {
    const outlines = new Outlines(() => {});
    // No time at all: nothing is done but the first piece.
    vi.spyOn(performance, "now").mockImplementation(() => Infinity);
    outlines.of(0, frame(), members, true);
    outlines.of(1, frame(), members, true);
    outlines.advance();
    outlines.advance();
    vi.restoreAllMocks();
    outlines.advance();
    expect(outlines.of(1, frame({}, false), members, true)).toBeNull();
  });

  it("do not take more of a frame than a slice and what was begun", () => {
    const outlines = new Outlines(() => {});
    let time = 0;
    vi.spyOn(performance, "now").mockImplementation(() => {
      time += 5;
      return time;
    });
    const at = frame();
    const ask = () =>
      [0, 1, 2, 3].map((panel) => outlines.of(panel, at, members, true)).filter(Boolean).length;
    const done = Array.from({ length: 40 }, () => {
      const ready = ask();
      outlines.advance();
      return ready;
    });
    expect(done.at(-1)).toBe(4);
    for (let k = 1; k < done.length; k++) expect(done[k] - done[k - 1]).toBeLessThanOrEqual(1);
    expect(done.indexOf(4)).toBeGreaterThan(4);
  });

  it("are all there at once where the picture is drawn once, and stay however many are shown", () => {
    const outlines = new Outlines(() => {});
    const at = frame();
    const panels = Array.from({ length: 320 }, (_, panel) => panel);
    const few = members.slice(0, 1);
    const there = () => panels.filter((panel) => outlines.of(panel, at, few, false)).length;
    expect(there()).toBe(0);
    outlines.advance(Number.POSITIVE_INFINITY);
    expect(there()).toBe(320);
    outlines.advance();
    expect(there()).toBe(320);
  });

  it("go along while the reader pans, exactly, and zooms", () => {
    const outlines = new Outlines(() => {});
    const [at, start] = [frame(), outlineOf(outlines, frame())];
    const panned = frame({ x: at.panel.projection.camera.x + 0.25 }, false);
    const moved = outlines.of(0, panned, members, true);
    const shift = panned.panel.projection.x(0) - at.panel.projection.x(0);
    expect(shift).not.toBe(0);
    expect(firstPoint(moved!)[0]).toBeCloseTo(firstPoint(start)[0] + shift, 2);
    expect(firstPoint(moved!)[1]).toBeCloseTo(firstPoint(start)[1], 2);
    const zoomed = frame({ zoom: 2 }, false);
    const larger = outlines.of(0, zoomed, members, true);
    const layoutX = (shown: Frame, x: number) => (x - shown.panel.projection.x(0)) / shown.panel.projection.k;
    expect(layoutX(zoomed, firstPoint(larger!)[0])).toBeCloseTo(layoutX(at, firstPoint(start)[0]), 4);
  });

  it("after panning are those that they were; after zooming, others", () => {
    const outlines = new Outlines(() => {});
    const redraw = vi.fn();
    const own = new Outlines(redraw);
    outlineOf(outlines, frame());
    outlineOf(own, frame());
    redraw.mockClear();
    own.of(0, frame({ x: 0.25 }), members, true);
    own.advance();
    expect(redraw).not.toHaveBeenCalled();
    own.of(0, frame({ zoom: 2 }), members, true);
    own.advance();
    expect(redraw).toHaveBeenCalled();
  });

  it("follow the nodes to a new layout", () => {
    const outlines = new Outlines(() => {});
    const start = outlineOf(outlines, frame());
    const shifted = [positions[0].map((value, i) => (i & 1 ? value : value + 0.5)), positions[1]];
    const moving = frame({}, false, shifted);
    const moved = outlines.of(0, moving, members, true);
    expect(firstPoint(moved!)[0]).toBeCloseTo(firstPoint(start)[0] + 0.5 * moving.panel.projection.k, 2);
  });

  it("of nodes of other graphs are not shown", () => {
    const outlines = new Outlines(() => {});
    outlineOf(outlines, frame());
    const other = frame({}, false);
    other.panel.layout = Float32Array.of(0, 0, 1, 1);
    expect(outlines.of(0, other, members, true)).toBeNull();
  });
});
