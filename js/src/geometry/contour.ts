// The walls of a field, as closed rings: marching over the cells of its mesh, then smoothing along its edges.

import { type Disc, type Field, RIM } from "./field";
import type { Mesh } from "./mesh";
import { areaOf } from "./polygon";

/** A wall crosses an edge at least this far from the edge's ends, as a part of its length. */
const LEAST = 0.03;
/** Where walls of two bodies cross one edge, each has less than half of it. */
const HALFWAY = 0.46;
/** Half the least width of a way that was made, in pixels. */
const NARROWEST = 1.2;
/** Rounds of smoothing, and how far a point may move in them, in pixels. */
const ROUNDS = 6;
const GIVE = 2;
/** Where a wall turns by less than this from point to point (cosine), it is smooth. */
const SMOOTH = 0.7;

/** Where the wall crosses an edge of the mesh. */
class Crossing {
  next: Crossing = this;
  seen = false;
  x = 0;
  y = 0;
  private t: number;
  private readonly least: number;
  private readonly most: number;

  private constructor(
    readonly inside: number,
    private readonly ax: number,
    private readonly ay: number,
    private readonly dx: number,
    private readonly dy: number,
    t: number,
    least: number,
    most: number,
  ) {
    const give = GIVE / Math.hypot(dx, dy);
    this.least = Math.max(least, Math.min(most, t) - give);
    this.most = Math.min(most, Math.max(least, t) + give);
    this.t = t;
    this.moveBy(0, 0);
  }

  /** On the edge from a vertex inside to one outside; `foreign`: that one may be another body's. */
  static between(field: Field, inside: number, outside: number, foreign: boolean): Crossing {
    const { mesh, discs, value, own, other, held } = field;
    const [ax, ay] = [mesh.x(inside), mesh.y(inside)];
    const [dx, dy] = [mesh.x(outside) - ax, mesh.y(outside) - ay];
    const length = Math.hypot(dx, dy);
    const t = value[inside] / (value[inside] - value[outside]);
    const end = foreign ? HALFWAY : 1 - LEAST;
    let most = end;
    if (other[outside] >= 0) most = Math.min(most, passes(discs[other[outside]], ax, ay, dx, dy, -1));
    let least = LEAST;
    if (held[inside] < 0 && inside < mesh.lattice) least = Math.min(most, NARROWEST / length);
    if (own[inside] >= 0) least = Math.max(least, passes(discs[own[inside]], ax, ay, dx, dy, 1));
    if (least <= most) return new Crossing(inside, ax, ay, dx, dy, t, least, most);
    // Two discs overlap: the wall stays where they are equally deep.
    const fixed = Math.min(end, Math.max(LEAST, most, Math.min(least, t)));
    return new Crossing(inside, ax, ay, dx, dy, fixed, fixed, fixed);
  }

  /** Move along the edge, as far as that is towards a shift and within bounds. */
  moveBy(x: number, y: number): void {
    const { dx, dy } = this;
    const t = this.t + (x * dx + y * dy) / (dx * dx + dy * dy);
    this.t = Math.max(this.least, Math.min(this.most, t));
    this.x = this.ax + this.t * dx;
    this.y = this.ay + this.t * dy;
  }

  /** Whether the line between two points crosses the same edge. */
  isBetween(x0: number, y0: number, x1: number, y1: number): boolean {
    const { ax, ay, dx, dy } = this;
    const [ex, ey] = [x1 - x0, y1 - y0];
    const across = dx * ey - dy * ex;
    const t = ((x0 - ax) * ey - (y0 - ay) * ex) / across;
    return t > LEAST / 2 && t < Math.max(this.most, this.t) + LEAST / 2;
  }
}

/** Where a line enters (-1) or leaves (1) a disc with its rim, as a part of its length; if it does not, nowhere. */
function passes({ x, y, r }: Disc, ax: number, ay: number, dx: number, dy: number, side: -1 | 1): number {
  const [cx, cy] = [ax - x, ay - y];
  const a = dx * dx + dy * dy;
  const b = cx * dx + cy * dy;
  const square = b * b - a * (cx * cx + cy * cy - (r + RIM) ** 2);
  const nowhere = side < 0 ? 1 : 0;
  if (square <= 0) return nowhere;
  const t = (-b + side * Math.sqrt(square)) / a;
  // A vertex may be nearest to a disc without being in it.
  return t > 0 && t < 1 ? t : nowhere;
}

export interface Ring {
  /** A vertex of the mesh inside of the wall. */
  inside: number;
  /** x and y, one after another; closed. */
  points: Float32Array;
  /** In square pixels; below 0: of a hole. */
  area: number;
}

/** All walls. `isForeign` tells the vertices that may be another body's. */
export function contour(field: Field, isForeign: (v: number) => boolean): Ring[] {
  const rings = chained(crossingsOf(field, isForeign));
  for (const ring of rings) smooth(ring);
  return rings.map((ring) => {
    const points = rounded(ring);
    return { inside: ring[0].inside, points, area: areaOf(points) };
  });
}

function crossingsOf(field: Field, isForeign: (v: number) => boolean): Iterable<Crossing> {
  const crossings = new Map<number, Crossing>();
  const { mesh, value } = field;
  const at = (a: number, b: number): Crossing => {
    const key = a < b ? a * mesh.size + b : b * mesh.size + a;
    let found = crossings.get(key);
    if (!found) {
      const [inside, outside] = value[a] < 0 ? [a, b] : [b, a];
      found = Crossing.between(field, inside, outside, isForeign(outside));
      crossings.set(key, found);
    }
    return found;
  };
  forCells(mesh, value, (corners) => {
    const n = corners.length;
    // Around each run of corners inside, from where it ends to where it begins.
    for (let k = 0; k < n; k++) {
      const [last, after] = [corners[k], corners[(k + 1) % n]];
      if (value[last] >= 0 || value[after] < 0) continue;
      let first = k;
      while (value[corners[(first + n - 1) % n]] < 0) first = (first + n - 1) % n;
      at(last, after).next = at(corners[(first + n - 1) % n], corners[first]);
    }
  });
  return crossings.values();
}

/** Visit the cells that the wall may run through, as their corners. */
function forCells(
  { grid, lattice, parted }: Mesh,
  value: Float32Array,
  visit: (corners: number[]) => void,
): void {
  const { nx } = grid;
  // The border is outside, so that what seems to be a cell at the end of a row has no wall.
  for (let v = 0; v < lattice - nx; v++) {
    const side = value[v] < 0;
    if (value[v + 1] < 0 === side && value[v + nx] < 0 === side && value[v + nx + 1] < 0 === side) continue;
    if (!parted.has(v)) visit([v, v + 1, v + nx + 1, v + nx]);
  }
  for (const triangles of parted.values()) {
    for (let t = 0; t < triangles.length; t += 3) visit(triangles.slice(t, t + 3));
  }
}

function chained(crossings: Iterable<Crossing>): Crossing[][] {
  const rings = [];
  for (const start of crossings) {
    const ring = [];
    for (let crossing = start; !crossing.seen; crossing = crossing.next) {
      crossing.seen = true;
      ring.push(crossing);
    }
    if (ring.length > 2) rings.push(ring);
  }
  return rings;
}

/** Where the wall turns sharply, draw it towards the middle between its neighbours; it stays on its edge of the mesh. */
function smooth(ring: readonly Crossing[]): void {
  const n = ring.length;
  for (let round = 0; round < ROUNDS; round++) {
    for (let k = 0; k < n; k++) {
      const [a, b, c] = [ring[(k + n - 1) % n], ring[k], ring[(k + 1) % n]];
      const [ux, uy, wx, wy] = [b.x - a.x, b.y - a.y, c.x - b.x, c.y - b.y];
      const turn = (ux * wx + uy * wy) / (Math.sqrt((ux * ux + uy * uy) * (wx * wx + wy * wy)) || 1);
      if (turn < SMOOTH) b.moveBy((SMOOTH - turn) * (wx - ux) * 0.25, (SMOOTH - turn) * (wy - uy) * 0.25);
    }
  }
}

/**
 * Points of the quadratic B-spline of a ring, two for each corner.
 *
 * Its pieces lie in the two cells at the corner's edge, where no other wall is. Where a piece would go around an end
 * of the edge, which may be the centre of a node, the corner stays.
 */
function rounded(ring: readonly Crossing[]): Float32Array {
  const n = ring.length;
  const points = new Float32Array(4 * n);
  for (let k = 0; k < n; k++) {
    const [a, b, c] = [ring[(k + n - 1) % n], ring[k], ring[(k + 1) % n]];
    const [x0, y0, x1, y1] = [(a.x + b.x) / 2, (a.y + b.y) / 2, (b.x + c.x) / 2, (b.y + c.y) / 2];
    const pull = b.isBetween(x0, y0, x1, y1) ? 0.25 : 0;
    const points_k = [x0, y0, b.x + pull * (x0 + x1 - 2 * b.x), b.y + pull * (y0 + y1 - 2 * b.y)];
    points.set(points_k, 4 * k);
  }
  return points;
}
