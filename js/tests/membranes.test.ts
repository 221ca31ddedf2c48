import { describe, expect, it } from "vitest";
import { membersOf, type WallStyle, wallStyle } from "../src/draw/membranes";
import { anchorsOf, carried } from "../src/geometry/carry";
import { type MembraneEnd, morph } from "../src/geometry/morph";
import { looseEnds, opened } from "../src/geometry/openings";
import { outline } from "../src/geometry/outline";
import type { MembranePart } from "../src/model/patterns";
import { gaps, within } from "./node_scenes";

const part: MembranePart = {
  nodes: [0, 1, 2],
  shares: [1, 1, 1],
  held: [0.6, 0.3, 0],
  share: 0.9,
  content: 0.8,
  p: 0.01,
  pieces: 1,
  loops: 0,
  kind: "kept",
};

describe("a wall", () => {
  const width = ({ line, between }: WallStyle) => 2 * line + between;

  it("is thicker and fuller the more alike the inputs are", () => {
    const styles = [0, 0.25, 0.5, 0.75, 1].map((content) => wallStyle({ ...part, content }));
    for (let k = 1; k < styles.length; k++) {
      expect(width(styles[k])).toBeGreaterThan(width(styles[k - 1]));
      expect(styles[k].fill).toBeGreaterThan(styles[k - 1].fill);
    }
  });

  it("is dashed by chance, open where a loop was, droplets where all dissolved", () => {
    expect(wallStyle(part)).toMatchObject({ dash: [], isOpen: false, droplets: false });
    expect(wallStyle({ ...part, p: 0.06 }).dash).not.toEqual([]);
    expect(wallStyle({ ...part, p: null, kind: "origin" }).dash).toEqual([]);
    expect(wallStyle({ ...part, kind: "opened" }).isOpen).toBe(true);
    expect(wallStyle({ ...part, kind: "dissolved" })).toMatchObject({ droplets: true, between: 0 });
  });

  it("is the farther from a node, the more of the pattern that holds", () => {
    const [most, some, none] = membersOf(part, 1).map(({ pad }) => pad);
    expect(most).toBeGreaterThan(some);
    expect(some).toBeGreaterThan(none);
    expect(membersOf(part, 0.5)[0].pad).toBeCloseTo(most / 2);
    expect(membersOf({ ...part, held: [0, 0, 0] }, 1).every(({ pad }) => pad > 0)).toBe(true);
  });
});

describe("an opening", () => {
  it("is at the two nodes that are farthest apart", () => {
    const links = [4, 7, 7, 2, 2, 9, 2, 5];
    expect(looseEnds([2, 4, 5, 7, 9], links)?.sort()).toEqual([
      4,
      expect.toSatisfy((n) => n === 5 || n === 9),
    ]);
    expect(looseEnds([3], [])).toBeNull();
  });

  it("leaves the rest of the wall", () => {
    const turns = Array.from({ length: 100 }, (_, k) => (k * Math.PI) / 50);
    const ring = Float32Array.from(turns.flatMap((turn) => [50 * Math.cos(turn), 50 * Math.sin(turn)]));
    const lines = opened(ring, [60, 0, -60, 0], 20);
    expect(lines).toHaveLength(2);
    const points = lines.flatMap((line) =>
      Array.from({ length: line.length / 2 }, (_, k) => Math.abs(line[2 * k])),
    );
    expect(Math.max(...points)).toBeLessThan(49.5);
    expect(Math.max(...points)).toBeGreaterThan(47);
    expect(opened(ring, [60, 0], 1000)).toEqual([]);
  });
});

/** Nodes in a row; each linked to the next but where there is a break. */
function row(y: number, n: number, gap: number, breaks: number[] = []): MembraneEnd {
  const at = Array.from({ length: n }, (_, k) => [
    100 + gap * k + 60 * breaks.filter((b) => b <= k).length,
    y,
  ]).flat();
  const links = Array.from({ length: n - 1 }, (_, k) => (breaks.includes(k + 1) ? [] : [k, k + 1])).flat();
  const members = Array.from({ length: n }, (_, node) => ({ node, pad: 6 }));
  return { at, radii: new Array(n).fill(5), members, links };
}

const straight = (n: number) => Array.from({ length: n }, (_, k) => ({ from: k, to: k, inputs: 10 }));

describe("a morph", () => {
  const whole = row(100, 6, 25);
  const split = row(220, 6, 25, [3]);

  it("is the membrane of either graph at its ends, and near to it close by", () => {
    for (const [t, near, end] of [
      [0, 0.005, whole],
      [1, 0.995, split],
    ] as const) {
      const own = outline(end, end.members, end.links).bodies;
      expect(morph(whole, split, straight(6), t)).toEqual(own);
      const close = morph(whole, split, straight(6), near);
      expect(close).toHaveLength(own.length);
      const rings = [own, close].map((bodies) => bodies.flatMap((body) => body.rings));
      expect(Math.max(...gaps(rings[0], rings[1]), ...gaps(rings[1], rings[0]))).toBeLessThan(3);
    }
  });

  it("pinches off where the pattern splits, and fuses the other way round", () => {
    const counts = [0, 0.25, 0.5, 0.75, 1].map((t) => morph(whole, split, straight(6), t).length);
    expect(counts[0]).toBe(1);
    expect(counts.at(-1)).toBe(2);
    expect(counts).toEqual([...counts].sort());
    const back = [0, 0.25, 0.5, 0.75, 1].map((t) => morph(split, whole, straight(6), t).length);
    expect(back).toEqual([...counts].reverse());
  });

  it("keeps pieces apart that only lie beside each other", () => {
    const [above, below] = [row(100, 4, 25), row(124, 4, 25)];
    const pair: MembraneEnd = {
      at: [...(above.at as number[]), ...(below.at as number[])],
      radii: new Array(8).fill(5),
      members: Array.from({ length: 8 }, (_, node) => ({ node, pad: 6 })),
      links: [...(above.links as number[]), ...(below.links as number[]).map((node) => node + 4)],
    };
    for (const t of [0, 0.02, 0.98, 1]) expect(morph(pair, pair, straight(8), t)).toHaveLength(2);
  });

  it("lets go of what nobody shares, and of what is nowhere", () => {
    const alone = morph(whole, split, [], 0.9).flatMap(({ rings }) => rings);
    expect(within(alone, 100, 100)).toBe(false);
    expect(within(alone, 100, 220)).toBe(true);
    const lost = { ...split, at: new Array(12).fill(NaN) };
    expect(morph(whole, lost, straight(6), 0.5)).toEqual([]);
    const empty = { ...whole, members: [] };
    expect(morph(empty, empty, [], 0.5)).toEqual([]);
  });

  it("keeps clear of other nodes as long as they are there", () => {
    const crowded = {
      ...whole,
      at: [...(whole.at as number[]), 112, 104],
      radii: [...(whole.radii as number[]), 6],
    };
    const covers = (t: number) =>
      within(
        morph(crowded, whole, straight(6), t).flatMap(({ rings }) => rings),
        112,
        104,
      );
    expect(covers(0.05)).toBe(false);
    expect(covers(0.95)).toBe(true);
  });
});

describe("rings that go along with nodes", () => {
  it("move as the nearest of them, and do not tear", () => {
    const { bodies } = outline(
      { at: [50, 50, 90, 50], radii: [5, 5] },
      [
        { node: 0, pad: 5 },
        { node: 1, pad: 5 },
      ],
      [0, 1],
    );
    const [ring] = bodies[0].rings;
    const anchors = anchorsOf(ring, [0, 1], [50, 50, 90, 50]);
    expect(carried(ring, anchors, [3, 4, 3, 4])[0]).toBeCloseTo(ring[0] + 3, 4);
    const stretched = carried(ring, anchors, [0, 0, 20, 0]);
    for (let k = 2; k < ring.length; k += 2) {
      const before = Math.hypot(ring[k] - ring[k - 2], ring[k + 1] - ring[k - 1]);
      const after = Math.hypot(stretched[k] - stretched[k - 2], stretched[k + 1] - stretched[k - 1]);
      expect(after - before).toBeLessThan(4);
    }
  });
});
