// Random graphs in a panel, for the geometry that is drawn around nodes. The same for the same seed.
import type { Member, Nodes } from "../src/geometry/outline";
import { insidePolygon } from "../src/geometry/polygon";

/** Numbers from 0 to 1 (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface NodeScene extends Nodes {
  at: Float32Array;
  radii: Float32Array;
  /** The first nodes. */
  members: Member[];
  links: number[];
}

/** Anything that may come: sparse to crowded, small to large discs, at round coordinates, on a line, in one place. */
export function anyScene(seed: number): NodeScene {
  const next = random(seed * 7919);
  const n = 2 + Math.floor(60 * next() ** 2);
  const size = [25, 80, 250, 500][seed % 4];
  const largest = [2, 6, 15][seed % 3];
  const at = new Float32Array(2 * n).map(() => size * next());
  const radii = new Float32Array(n).map(() => largest * (0.4 + next()));
  if (seed % 5 === 0) at.set(at.map(Math.round));
  if (seed % 11 === 0) for (let i = 0; i < n; i++) at[2 * i + 1] = size / 2;
  if (seed % 13 === 0) for (let i = 1; i < n; i += 3) at.copyWithin(2 * i, 2 * i - 2, 2 * i);
  const count = 1 + Math.floor((n - 1) * 0.6 * next());
  const links: number[] = [];
  for (let k = 0; k < 1.3 * count; k++) {
    const a = Math.floor(count * next());
    const near = Array.from({ length: 4 }, () => Math.floor(count * next())).filter((b) => b !== a);
    near.sort((b, c) => distance(at, a, b) - distance(at, a, c));
    if (near.length) links.push(a, near[0]);
  }
  return { at, radii, members: firstMembers(count), links };
}

/** Nodes well apart from each other, linked to their neighbours to the right and below. */
export function clearScene(seed: number, columns: number): NodeScene {
  const next = random(seed);
  const n = columns * columns;
  const at = new Float32Array(2 * n);
  const radii = new Float32Array(n).map(() => 3 + 5 * next());
  // The members are a block of rows, so that no link passes under another node.
  for (let i = 0; i < n; i++) {
    at.set([40 + 44 * (i % columns) + 8 * next(), 40 + 44 * Math.floor(i / columns) + 8 * next()], 2 * i);
  }
  const count = columns * Math.max(1, Math.floor(columns * next()));
  const links: number[] = [];
  for (let i = 0; i < count; i++) {
    if ((i + 1) % columns) links.push(i, i + 1);
    if (i + columns < count) links.push(i, i + columns);
  }
  return { at, radii, members: firstMembers(count), links };
}

const firstMembers = (count: number): Member[] =>
  Array.from({ length: count }, (_, node) => ({ node, pad: 5 }));

export const distance = (at: ArrayLike<number>, a: number, b: number): number =>
  Math.hypot(at[2 * a] - at[2 * b], at[2 * a + 1] - at[2 * b + 1]);

/** Even-odd rule over all rings. */
export const within = (rings: readonly Float32Array[], x: number, y: number): boolean =>
  rings.filter((ring) => insidePolygon(ring, x, y)).length % 2 === 1;

/** The lines of rings as x0, y0, x1, y1. */
export const segments = (rings: readonly Float32Array[]): number[][] =>
  rings.flatMap((ring) =>
    Array.from({ length: ring.length / 2 }, (_, k) => {
      const next = (2 * k + 2) % ring.length;
      return [ring[2 * k], ring[2 * k + 1], ring[next], ring[next + 1]];
    }),
  );

const CELL = 8;

/** Lines by the squares that they come near to. */
function squares(lines: readonly number[][], reach: number): Map<string, number[][]> {
  const found = new Map<string, number[][]>();
  for (const line of lines) {
    const [x0, y0, x1, y1] = line;
    for (let i = Math.floor((Math.min(x0, x1) - reach) / CELL); i * CELL <= Math.max(x0, x1) + reach; i++) {
      for (let j = Math.floor((Math.min(y0, y1) - reach) / CELL); j * CELL <= Math.max(y0, y1) + reach; j++) {
        const held = found.get(`${i} ${j}`);
        if (held) held.push(line);
        else found.set(`${i} ${j}`, [line]);
      }
    }
  }
  return found;
}

/** Pairs of lines that cross. */
export function crossings(lines: readonly number[][]): number {
  let count = 0;
  for (const held of squares(lines, 0).values()) {
    held.forEach((a, k) => {
      for (const b of held.slice(0, k)) if (cross(a, b)) count++;
    });
  }
  return count;
}

function cross([ax, ay, bx, by]: number[], [cx, cy, dx, dy]: number[]): boolean {
  const side = (px: number, py: number, qx: number, qy: number, x: number, y: number) =>
    (qx - px) * (y - py) - (qy - py) * (x - px);
  const first = side(ax, ay, bx, by, cx, cy) * side(ax, ay, bx, by, dx, dy);
  const second = side(cx, cy, dx, dy, ax, ay) * side(cx, cy, dx, dy, bx, by);
  // What rounding leaves of a common end is no crossing.
  return first < -1e-9 && second < -1e-9;
}

/** How far each point of some rings is from others; Infinity where that is more than 8 pixels. */
export function gaps(rings: readonly Float32Array[], others: readonly Float32Array[]): number[] {
  const lines = squares(segments(others), 8);
  return segments(rings).map(([x, y]) => {
    let least = Infinity;
    for (const [x0, y0, x1, y1] of lines.get(`${Math.floor(x / CELL)} ${Math.floor(y / CELL)}`) ?? []) {
      const [dx, dy] = [x1 - x0, y1 - y0];
      const t = Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy || 1)));
      least = Math.min(least, (x - x0 - t * dx) ** 2 + (y - y0 - t * dy) ** 2);
    }
    return Math.sqrt(least);
  });
}
