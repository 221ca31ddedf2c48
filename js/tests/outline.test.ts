// What outlines promise, over thousands of random scenes.
import { describe, expect, it } from "vitest";
import { type Outline, outline } from "../src/geometry/outline";
import { Sets } from "../src/geometry/sets";
import {
  anyScene,
  clearScene,
  crossings,
  distance,
  gaps,
  type NodeScene,
  random,
  segments,
  within,
} from "./node_scenes";

const SCENES = 2000;
/** Nodes nearer than this, in pixels, are in one place. */
const TOGETHER = 0.02;

const outlineOf = (scene: NodeScene): Outline => outline(scene, scene.members, scene.links);
const ringsOf = ({ bodies }: Outline): Float32Array[] => bodies.flatMap(({ rings }) => rings);

const scenes = Array.from({ length: SCENES }, (_, seed) => {
  const scene = anyScene(seed + 1);
  const found = outlineOf(scene);
  return { seed: seed + 1, scene, found, rings: ringsOf(found) };
});

function* nodes() {
  for (const { seed, scene, rings } of scenes) {
    const n = scene.radii.length;
    for (let node = 0; node < n; node++) {
      const others = Array.from({ length: n }, (_, i) => i).filter((i) => i !== node);
      const isMember = node < scene.members.length;
      const [x, y] = [scene.at[2 * node], scene.at[2 * node + 1]];
      yield { name: `scene ${seed}, node ${node}`, scene, rings, node, others, isMember, x, y };
    }
  }
}

describe("an outline", { timeout: 60_000 }, () => {
  it("has every member inside and every other node outside", () => {
    for (const { name, scene, rings, node, others, isMember, x, y } of nodes()) {
      const twin = others.find((i) => distance(scene.at, i, node) < TOGETHER);
      const isExempt = twin !== undefined && !isMember && twin < scene.members.length;
      if (!isExempt && within(rings, x, y) !== isMember) expect.fail(name);
    }
  });

  it("has discs inside where they touch no other", () => {
    let discs = 0;
    let cut = 0;
    for (const { name, scene, rings, node, others, isMember, x, y } of nodes()) {
      const { at, radii } = scene;
      if (!isMember || others.some((i) => distance(at, i, node) < radii[i] + radii[node])) continue;
      discs++;
      const holds = (slack: number) => {
        const r = radii[node] - slack;
        const turns = Array.from({ length: 12 }, (_, k) => (k * Math.PI) / 6);
        return r <= 0 || turns.every((turn) => within(rings, x + r * Math.cos(turn), y + r * Math.sin(turn)));
      };
      if (!holds(0.5)) cut++;
      if (!holds(1.3)) expect.fail(name);
    }
    expect(discs).toBeGreaterThan(3000);
    expect(cut / discs).toBeLessThan(0.002);
  });

  it("passes between the centres where discs of a member and of another node overlap", () => {
    const at = Float32Array.of(50, 50, 62, 50);
    const radii = Float32Array.of(10, 10);
    const rings = ringsOf(outline({ at, radii }, [{ node: 0, pad: 5 }], []));
    expect(within(rings, 55.4, 50)).toBe(true);
    expect(within(rings, 56.6, 50)).toBe(false);
  });

  it("has a body for each connected piece, but for links without a way", () => {
    for (const { seed, scene, found } of scenes) {
      const { at, members, links } = scene;
      const sets = new Sets(members.length);
      for (let k = 0; k < links.length; k += 2) sets.join(links[k], links[k + 1]);
      members.forEach((_, a) => {
        for (let b = 0; b < a; b++) if (distance(at, a, b) < 1e-4) sets.join(a, b);
      });
      const pieces = new Set(members.map((_, k) => sets.of(k))).size;
      expect(found.bodies.length - found.ties.broken.length / 2, `scene ${seed}`).toBe(pieces);
      // With what joins pieces, the lines make one of all.
      expect(found.ties.broken.length / 2 + found.ties.loose.length / 2).toBe(found.bodies.length - 1);
    }
  });

  it("never crosses itself", () => {
    for (const { seed, rings } of scenes) expect(crossings(segments(rings)), `scene ${seed}`).toBe(0);
  });

  it("leads a link around a node that lies on it", () => {
    const at = Float32Array.of(40, 50, 100, 50, 70, 50);
    const radii = Float32Array.of(5, 5, 6);
    const { bodies, ties } = outline(
      { at, radii },
      [
        { node: 0, pad: 5 },
        { node: 1, pad: 5 },
      ],
      [0, 1],
    );
    expect(bodies).toHaveLength(1);
    expect(ties.broken).toEqual([]);
    expect(within(ringsOf({ bodies, ties }), 70, 50)).toBe(false);
  });

  it("says that there is no way", () => {
    // A member within a closed fence of discs.
    const fence = Array.from({ length: 24 }, (_, k) => (k * Math.PI) / 12);
    const at = Float32Array.from([
      70,
      70,
      200,
      70,
      ...fence.flatMap((a) => [70 + 25 * Math.cos(a), 70 + 25 * Math.sin(a)]),
    ]);
    const radii = new Float32Array(26).fill(5);
    const { bodies, ties } = outline(
      { at, radii },
      [
        { node: 0, pad: 5 },
        { node: 1, pad: 5 },
      ],
      [0, 1],
    );
    expect(bodies).toHaveLength(2);
    expect(ties).toEqual({ broken: [0, 1], loose: [] });
  });

  it("leaves a hole in a loop, and none in a triangle", () => {
    const loop = (n: number, r: number) => {
      const turns = Array.from({ length: n }, (_, k) => (2 * k * Math.PI) / n);
      const at = Float32Array.from(turns.flatMap((a) => [100 + r * Math.cos(a), 100 + r * Math.sin(a)]));
      const members = turns.map((_, node) => ({ node, pad: 5 }));
      const links = turns.flatMap((_, k) => [k, (k + 1) % n]);
      return outline({ at, radii: new Float32Array(n).fill(4) }, members, links).bodies;
    };
    expect(loop(8, 50).map(({ rings }) => rings.length)).toEqual([2]);
    expect(loop(3, 12).map(({ rings }) => rings.length)).toEqual([1]);
  });
});

describe("an outline always comes", () => {
  const radii = Float32Array.of(5, 5, 5);
  const members = [0, 1, 2].map((node) => ({ node, pad: 5 }));

  it("for one member, for members in one place, for members far apart", () => {
    for (const at of [
      [9, 9, 50, 50, 90, 90],
      [9, 9, 9, 9, 9, 9],
      [0, 0, 2e4, 0, 0, 1e5],
    ]) {
      for (const count of [1, 2, 3]) {
        const own = members.slice(0, count);
        const rings = ringsOf(outline({ at, radii }, own, [0, 1]));
        for (const { node } of own) expect(within(rings, at[2 * node], at[2 * node + 1])).toBe(true);
      }
    }
  });

  it("for discs without a size, and in spite of nodes that are nowhere", () => {
    const at = [10, 10, NaN, 30, 40, Infinity];
    const { bodies } = outline({ at, radii: [0, 5, NaN] }, members, [0, 1, 1, 2]);
    expect(bodies.map(({ nodes }) => nodes)).toEqual([[0]]);
    expect(outline({ at: [NaN, 1], radii: [3] }, members.slice(0, 1), []).bodies).toEqual([]);
    expect(outline({ at: [], radii: [] }, [], []).bodies).toEqual([]);
  });

  it("of bounded size, and only within the window", () => {
    const { at, radii, links } = clearScene(1, 12);
    const own = Array.from(radii.keys(), (node) => ({ node, pad: 5 }));
    const zoomed = { at: at.map((v) => 40 * v), radii: radii.map((r) => 6 * r) };
    const whole = outline(zoomed, own, links);
    expect(whole.bodies.length).toBeGreaterThan(0);
    const points = (found: Outline) => ringsOf(found).reduce((sum, ring) => sum + ring.length, 0);
    expect(points(whole)).toBeLessThan(40_000);
    const window = { x0: 3000, y0: 3000, x1: 5000, y1: 5000 };
    const ring = ringsOf(outline(zoomed, own, links, window)).flatMap((r) => [...r]);
    expect(Math.min(...ring)).toBeGreaterThan(2900);
    expect(Math.max(...ring)).toBeLessThan(5100);
    expect(outline(zoomed, own, links, { x0: -9e3, y0: -9e3, x1: -8e3, y1: -8e3 }).bodies).toEqual([]);
  });
});

describe("when nodes move by a pixel", { timeout: 60_000 }, () => {
  const shaken = (scene: NodeScene, seed: number): NodeScene => {
    const next = random(seed);
    const at = scene.at.slice();
    for (let i = 0; i < at.length; i += 2) {
      const turn = 2 * Math.PI * next();
      at.set([at[i] + Math.cos(turn), at[i + 1] + Math.sin(turn)], i);
    }
    return { ...scene, at };
  };
  const moves = (scene: NodeScene, seed: number): number[] => {
    const [before, after] = [ringsOf(outlineOf(scene)), ringsOf(outlineOf(shaken(scene, seed)))];
    return [...gaps(before, after), ...gaps(after, before)];
  };

  it("walls move by no more than 4 where no node is on a link", () => {
    for (let seed = 1; seed <= 60; seed++) {
      expect(Math.max(...moves(clearScene(seed, 5), seed)), `scene ${seed}`).toBeLessThan(4);
    }
  });

  it("walls move by no more than 4 nearly everywhere in a crowd", () => {
    const all = Array.from({ length: 80 }, (_, seed) => anyScene(4 * seed + 3)).flatMap(moves);
    expect(all.filter((gap) => gap <= 4).length / all.length).toBeGreaterThan(0.98);
  });
});
