import { describe, expect, it } from "vitest";
import { insidePolygon } from "../src/geometry/polygon";
import { categoryColor, contrast, DISTINCT, faded, MISSING, valueColor } from "../src/palette";
import { boundsOf, fitCamera, Projection } from "../src/scene/camera";
import { contains, panelGrid, plotOf } from "../src/scene/panels";
import { centralNode, composeScene, nodeAt, nodesIn, nodeToward, panelAt } from "../src/scene/scene";
import { TOKENS } from "../src/theme";
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

describe("panels", () => {
  it.each([1, 2, 3, 4, 6, 7, 12])("%i of them lie inside and apart", (n) => {
    for (const [width, height] of [
      [1200, 460],
      [600, 460],
      [320, 900],
    ]) {
      const boxes = panelGrid(n, width, height);
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
    expect(new Set(panelGrid(2, 1000, 460).map((b) => b.y)).size).toBe(1);
    expect(new Set(panelGrid(2, 300, 900).map((b) => b.x)).size).toBe(1);
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

/** What remains of linear RGB without one kind of cone: Machado, Oliveira, Fernandes 2009, severity 1. */
const BLINDNESS = {
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};
const times = (m: readonly number[], v: readonly number[]): number[] =>
  [0, 3, 6].map((row) => m[row] * v[0] + m[row + 1] * v[1] + m[row + 2] * v[2]);

function seenWith(matrix: readonly number[], hex: string): number[] {
  const linear = [1, 3, 5].map((i) => {
    const s = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  return times(matrix, linear).map((c) => Math.min(1, Math.max(0, c)));
}

/** Ottosson 2020. */
function oklab(linear: readonly number[]): number[] {
  const cones = [
    0.4122214708, 0.5363325363, 0.0514459929, 0.2119034982, 0.6806995451, 0.1073969566, 0.0883024619,
    0.2817188376, 0.6299787005,
  ];
  const axes = [
    0.2104542553, 0.793617785, -0.0040720468, 1.9779984951, -2.428592205, 0.4505937099, 0.0259040371,
    0.7827717662, -0.808675766,
  ];
  return times(axes, times(cones, linear).map(Math.cbrt));
}

describe("palette", () => {
  it("tells categories apart before it repeats", () => {
    const colors = Array.from({ length: DISTINCT }, (_, i) => categoryColor(i));
    expect(new Set(colors).size).toBe(DISTINCT);
    expect(categoryColor(DISTINCT)).toBe(categoryColor(0));
  });

  it("is seen on both panels", () => {
    for (let code = 0; code < 12; code++) {
      for (const { panel } of Object.values(TOKENS)) {
        expect(contrast(categoryColor(code), panel), categoryColor(code)).toBeGreaterThan(1.95);
      }
    }
  });

  it("is told apart by colour-blind readers (Machado et al. 2009)", () => {
    const colors = Array.from({ length: 10 }, (_, code) => categoryColor(code));
    for (const [kind, matrix] of Object.entries(BLINDNESS)) {
      const seen = colors.map((color) => oklab(seenWith(matrix, color)));
      seen.forEach((a, i) => {
        for (const [j, b] of seen.entries()) {
          if (j > i)
            expect(Math.hypot(...a.map((v, k) => v - b[k])), `${kind} ${i} ${j}`).toBeGreaterThan(0.07);
        }
      });
    }
  });

  it("has text that can be read on both surfaces (WCAG AA)", () => {
    for (const { surface, panel, ink, muted } of Object.values(TOKENS)) {
      for (const text of [ink, muted]) {
        expect(contrast(text, surface)).toBeGreaterThan(4.5);
        expect(contrast(text, panel)).toBeGreaterThan(4.5);
      }
    }
  });

  it("fades from the background to the colour", () => {
    expect(faded("#ff0000", "#000000", 1)).toBe("#ff0000");
    expect(faded("#ff0000", "#000000", 0)).toBe("#000000");
    expect(valueColor(Number.NaN)).toBe(MISSING);
    expect([valueColor(0), valueColor(1)]).toEqual(["#440154", "#fde725"]);
  });
});
