import { describe, expect, it } from "vitest";
import { insidePolygon } from "../src/geometry/polygon";
import { boundsOf, fitCamera, fitScale, Projection } from "../src/scene/camera";
import { type Box, contains, gridOf, gridWithRoom, listsFitIn, panelGrid, plotOf } from "../src/scene/panels";
import {
  centralNode,
  composeScene,
  fineness,
  nodeAt,
  nodesIn,
  nodeToward,
  type PanelScene,
  panelAt,
} from "../src/scene/scene";
import { graphsOf } from "./fixtures";

const graphs = graphsOf("categories");
const positions = [Float32Array.of(-1, 0, 0, 0, 1, 0, 0, 1), Float32Array.of(-1, 0, 0, 0.5, 1, 0)];
const bounds = boundsOf(positions);
const sceneAt = (zoom = 1) => {
  const camera = { ...fitCamera(bounds), zoom };
  return composeScene(graphs, positions, bounds, [camera, camera], 800, 400);
};

/** A small generator of repeatable numbers, for checks over many cases. */
function* numbers(seed: number): Generator<number> {
  for (let s = seed; ; ) {
    s = (s * 1664525 + 1013904223) % 4294967296;
    yield s / 4294967296;
  }
}

const square = ({ width, height }: Box) => Math.min(width, height);

describe("panels", () => {
  it.each([1, 2, 3, 4, 6, 7, 12])("%i of them lie inside and apart", (n) => {
    for (const [width, height] of [
      [1200, 460],
      [600, 460],
      [320, 900],
    ]) {
      const boxes = gridOf(n, panelGrid(n, width, height, square).columns, width, height);
      expect(boxes).toHaveLength(n);
      boxes.forEach((a, i) => {
        expect(a.x + a.width).toBeLessThanOrEqual(width + 1e-9);
        expect(a.y + a.height).toBeLessThanOrEqual(height + 1e-9);
        for (const b of boxes.slice(i + 1)) {
          expect(a.x + a.width <= b.x || a.y + a.height <= b.y || b.x + b.width <= a.x).toBe(true);
        }
      });
    }
  });

  it("lie side by side where there is room, and one above the other where there is not", () => {
    expect(panelGrid(2, 1000, 460, square).rows).toBe(1);
    expect(panelGrid(2, 300, 900, square).rows).toBe(2);
  });

  it("are as wide or as high as what is in them", () => {
    const wide = ({ width, height }: Box) => Math.min(width / 2, height);
    expect([520, 660].map((height) => panelGrid(3, 1045, height, square).rows)).toEqual([1, 1]);
    // An empty place is worth something, but not everything.
    expect([400, 660].map((height) => panelGrid(3, 1045, height, wide).rows)).toEqual([1, 2]);
  });
});

describe("lists", () => {
  const wide = ({ width, height }: Box) => Math.min(width / 1.5, height);

  it("fill the place that three wide panels would leave empty, and let them have the whole width", () => {
    expect(listsFitIn(3, 984, 686, 520, wide)).toBe(true);
    expect(listsFitIn(3, 984, 686, 700, square)).toBe(true);
    // In a row beside the lists they are drawn larger.
    expect(listsFitIn(3, 1384, 1086, 520, square)).toBe(false);
  });

  it("fill what five, seven or eight panels leave, over several places if need be", () => {
    expect(listsFitIn(5, 984, 686, 520, wide)).toBe(true);
    expect(listsFitIn(7, 1384, 1086, 520, square)).toBe(true);
    expect(listsFitIn(7, 984, 686, 780, wide)).toBe(true);
    expect(listsFitIn(8, 984, 686, 780, wide)).toBe(true);
  });

  it("lie beside panels that are as large there, and where a place would be too small for them", () => {
    for (const n of [1, 2, 4, 6]) {
      for (const width of [984, 1384]) {
        expect(listsFitIn(n, width, width - 298, 520, square)).toBe(false);
      }
    }
    expect(listsFitIn(3, 984, 686, 400, wide)).toBe(false);
    expect(listsFitIn(5, 784, 486, 700, wide)).toBe(false);
    expect(listsFitIn(7, 984, 686, 520, wide)).toBe(false);
  });

  it.each([0.7, 1, 1.3, 1.6, 2.2])(
    "leave three graphs of %f the largest scale that there is beside them",
    (aspect) => {
      const scaleIn = (plot: Box) => fitScale({ x0: 0, y0: 0, x1: aspect, y1: 1 }, plot);
      const scaleAt = (columns: number, width: number) => scaleIn(plotOf(gridOf(3, columns, width, 520)[0]));
      for (const whole of [930, 1280]) {
        const beside = whole - 298;
        const isInside = listsFitIn(3, whole, beside, 520, scaleIn);
        const { columns } = isInside
          ? gridWithRoom(3, whole, 520, scaleIn)!
          : panelGrid(3, beside, 520, scaleIn);
        const best = Math.max(scaleAt(2, whole), ...[1, 2, 3].map((n) => scaleAt(n, beside)));
        expect(scaleAt(columns, isInside ? whole : beside)).toBeGreaterThan(0.95 * best);
      }
    },
  );

  it("have what is left of the grid, of which no panel takes any, and keep the height that they need", () => {
    const cameras = [...graphs, ...graphs, graphs[0]].map(() => fitCamera(bounds));
    const [five, places] = [
      [...graphs, ...graphs, graphs[0]],
      [...positions, ...positions, positions[0]],
    ];
    for (const least of [300, 800]) {
      const { panels, free, height } = composeScene(five, places, bounds, cameras, 900, 800, least, true);
      expect(free).not.toBeNull();
      expect(free!.x + free!.width).toBe(900);
      expect(free!.height).toBeGreaterThanOrEqual(240);
      expect(free!.y + free!.height).toBeLessThanOrEqual(height);
      for (const { panel } of panels) expect(contains(panel, free!.x + 1, free!.y + 1)).toBe(false);
    }
    expect(composeScene(graphs, positions, bounds, cameras, 900, 800).free).toBeNull();
  });
});

describe("the height of a scene", () => {
  const cameras = graphs.map(() => fitCamera(bounds));
  const heightOf = (most: number, least?: number) =>
    composeScene(graphs, positions, bounds, cameras, 900, most, least).height;

  it("is what the graphs need, and what is asked for at least", () => {
    const needed = heightOf(400, 0);
    expect(needed).toBeLessThan(300);
    expect(heightOf(400, needed - 50)).toBe(needed);
    expect(heightOf(400)).toBe(300);
    expect(heightOf(400, 350)).toBe(350);
  });

  it("is never more than there is", () => {
    expect(heightOf(200)).toBe(200);
    expect(heightOf(200, 600)).toBe(200);
  });
});

describe("cameras", () => {
  const plot = { x: 10, y: 40, width: 300, height: 200 };

  it("keep the point under the pointer where it is while zooming", () => {
    const random = numbers(1);
    const next = () => random.next().value as number;
    for (let i = 0; i < 200; i++) {
      const before = new Projection(
        plot,
        { x: next() * 4 - 2, y: next() * 4 - 2, zoom: 0.5 + next() * 4 },
        50,
      );
      const [px, py] = [plot.x + next() * 300, plot.y + next() * 200];
      const after = new Projection(plot, before.zoomedAt(px, py, 0.5 + next() * 2), 50);
      const layoutX = before.camera.x + (px - before.x(before.camera.x)) / before.k;
      const layoutY = before.camera.y - (py - before.y(before.camera.y)) / before.k;
      expect(after.x(layoutX)).toBeCloseTo(px, 6);
      expect(after.y(layoutY)).toBeCloseTo(py, 6);
    }
  });

  it("follow a drag", () => {
    const before = new Projection(plot, { x: 0, y: 0, zoom: 2 }, 50);
    const after = new Projection(plot, before.panned(30, -20), 50);
    expect(after.x(0.3) - before.x(0.3)).toBeCloseTo(30);
    expect(after.y(0.7) - before.y(0.7)).toBeCloseTo(-20);
  });
});

describe("margins", () => {
  const unit = { x0: 0, y0: 0, x1: 1, y1: 1 };
  const marginOf = (side: number) => (side - fitScale(unit, { x: 0, y: 0, width: side, height: side })) / 2;

  it("are a small part of a small plot, and hold a disc of a tenth of the inputs with its bubble", () => {
    expect(marginOf(600)).toBeCloseTo(26);
    for (const side of [100, 140, 170, 240]) {
      expect(marginOf(side)).toBeCloseTo(side / 10);
      const panel = { x: 0, y: 0, width: side, height: side };
      const radius = Math.sqrt((0.1 * 0.085 * side * side) / Math.PI);
      const pad = 5 * fineness({ projection: new Projection(panel, fitCamera(unit), 1) } as PanelScene);
      expect(radius + pad).toBeLessThan(marginOf(side));
    }
  });
});

describe("scene", () => {
  it("shows every disc inside its plot at zoom 1", () => {
    for (const { at, radii, projection } of sceneAt().panels) {
      radii.forEach((r, i) => {
        expect(contains(projection.plot, at[2 * i], at[2 * i + 1])).toBe(true);
        expect(r).toBeGreaterThan(2);
      });
    }
  });

  it("puts the same place of the layout at the same place of every panel", () => {
    const [a, b] = sceneAt().panels;
    expect(a.at[0] - a.panel.x).toBeCloseTo(b.at[0] - b.panel.x, 3);
    expect(a.at[1]).toBeCloseTo(b.at[1], 3);
  });

  it("takes no more height than it needs", () => {
    const wide = [Float32Array.of(-5, 0, 5, 0, 0, 1, 0, 0), Float32Array.of(-5, 0, 0, 0, 5, 0)];
    const camera = fitCamera(boundsOf(wide));
    expect(composeScene(graphs, wide, boundsOf(wide), [camera, camera], 800, 700).height).toBeLessThan(400);
  });

  it("finds the node under the pointer, the smaller one where discs overlap", () => {
    const scene = sceneAt();
    const { at, radii } = scene.panels[0];
    for (let i = 0; i < radii.length; i++) {
      expect(nodeAt(scene, at[2 * i], at[2 * i + 1])).toEqual({ graph: 0, node: i });
    }
    expect(nodeAt(scene, scene.panels[0].panel.x + 3, scene.panels[0].panel.y + 3)).toBeNull();
    expect(panelAt(scene, 401, 10)).toBe(-1);
  });

  it("walks to the next node in a direction", () => {
    const scene = sceneAt();
    expect(nodeToward(scene, { graph: 0, node: 0 }, 1, 0)?.node).toBe(1);
    expect(nodeToward(scene, { graph: 0, node: 1 }, 0, -1)?.node).toBe(3);
    expect(nodeToward(scene, { graph: 0, node: 2 }, 1, 0)).toBeNull();
    expect(centralNode(scene, 0)).not.toBeNull();
  });

  it("catches nodes in a lasso", () => {
    const scene = sceneAt();
    const { x, y, width, height } = plotOf(scene.panels[0].panel);
    const left = [x, y, x + width / 3, y, x + width / 3, y + height, x, y + height];
    const caught = nodesIn(scene, 0, (px, py) => insidePolygon(left, px, py));
    expect(caught).toEqual([{ graph: 0, node: 0 }]);
  });
});

describe("polygons", () => {
  it("agree with the distance from a circle's centre", () => {
    const circle = Array.from({ length: 400 }, (_, i) => {
      const angle = (Math.floor(i / 2) / 200) * 2 * Math.PI;
      return i % 2 ? Math.sin(angle) : Math.cos(angle);
    });
    const random = numbers(7);
    const next = () => (random.next().value as number) * 3 - 1.5;
    for (let i = 0; i < 2000; i++) {
      const [px, py] = [next(), next()];
      const r = Math.hypot(px, py);
      if (Math.abs(r - 1) > 1e-3) expect(insidePolygon(circle, px, py)).toBe(r < 1);
    }
  });
});
