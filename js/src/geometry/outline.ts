// Outlines around some nodes of a graph: closed and smooth, every member inside and every other node outside.
import { bridge } from "./bridges";
import { contour, type Ring } from "./contour";
import { CLEARANCE, type Disc, Field } from "./field";
import { type Grid, gridOver, Mesh, type Rect, SAME_PLACE } from "./mesh";
import { insidePolygon } from "./polygon";
import { BLEND } from "./pool";
import { bodiesOf, regionsOf } from "./regions";
import { Sets } from "./sets";
import { type Ties, tiesOf } from "./ties";

/** Steps of the grid, in pixels: as fine as the smallest disc is, within these. */
const FINEST = 2;
const COARSEST = 4;
/** Points that a grid may have; it is coarser where it would have more. */
const MOST_POINTS = 40_000;
/** Kept around linked members, in pixels, for ways round other nodes. */
const ROOM = 30;
/** A hole that holds no node and is smaller than this, in square pixels, is closed. */
const PINHOLE = 120;
/** Half the width of what runs along a link, as a part of what is around the less padded of its ends. */
export const LINK = 0.7;

/** Nodes in a panel: x and y one after another, and radii, in pixels. */
export interface Nodes {
  at: ArrayLike<number>;
  radii: ArrayLike<number>;
}

export interface Member {
  node: number;
  /** Between its disc and the wall, in pixels. */
  pad: number;
}

/** One connected piece of an outline. */
export interface Body {
  /** The wall, and then the walls of holes; x and y one after another, closed. */
  rings: Float32Array[];
  nodes: number[];
}

export interface Outline {
  bodies: Body[];
  ties: Ties;
}

/**
 * Outline some nodes: a body for each piece that their links make of them.
 *
 * Links are pairs of members, one after another. Of what lies outside the window nothing is outlined.
 */
export function outline(
  nodes: Nodes,
  members: readonly Member[],
  links: ArrayLike<number>,
  window?: Rect,
): Outline {
  const work = outlined(nodes, members, links, window);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** The same, a few milliseconds at a time. */
export function* outlined(
  nodes: Nodes,
  members: readonly Member[],
  links: ArrayLike<number>,
  window: Rect = EVERYWHERE,
): Generator<void, Outline> {
  const placed = members.filter(({ node }) => Number.isFinite(nodes.at[2 * node] + nodes.at[2 * node + 1]));
  const bodies: Body[] = [];
  if (!placed.length) return { bodies, ties: { broken: [], loose: [] } };
  const pieces = piecesOf(nodes, placed, links);
  const sheet = new Sheet(nodes, placed, window);
  for (const piece of pieces) {
    bodies.push(...(yield* sheet.outline(piece)));
  }
  return {
    bodies,
    ties: tiesOf(
      bodies,
      pieces.flatMap((piece) => piece.links),
      nodes.at,
    ),
  };
}

/** What pieces have done to the points of a sheet. */
const BESIDE = 1;
const COVERED = 2;

const EVERYWHERE: Rect = { x0: -Infinity, y0: -Infinity, x1: Infinity, y1: Infinity };

interface Piece {
  members: Member[];
  links: [number, number][];
}

/** Connected pieces, the largest first. Members that lie in one place are in one piece. */
export function piecesOf({ at }: Nodes, members: readonly Member[], links: ArrayLike<number>): Piece[] {
  const place = new Map(members.map(({ node }, k) => [node, k]));
  const sets = new Sets(members.length);
  const along = members.map((_, k) => k).sort((a, b) => at[2 * members[a].node] - at[2 * members[b].node]);
  for (let k = 0; k < along.length; k++) {
    const [x, y] = [at[2 * members[along[k]].node], at[2 * members[along[k]].node + 1]];
    for (let j = k + 1; j < along.length && at[2 * members[along[j]].node] - x < SAME_PLACE; j++) {
      if (Math.abs(at[2 * members[along[j]].node + 1] - y) < SAME_PLACE) sets.join(along[k], along[j]);
    }
  }
  const known: [number, number][] = [];
  for (let k = 0; k + 1 < links.length; k += 2) {
    const [a, b] = [place.get(links[k]), place.get(links[k + 1])];
    if (a === undefined || b === undefined || a === b) continue;
    sets.join(a, b);
    known.push([links[k], links[k + 1]]);
  }
  const pieces = new Map<number, Piece>();
  members.forEach((member, k) => {
    const set = sets.of(k);
    if (!pieces.has(set)) pieces.set(set, { members: [], links: [] });
    pieces.get(set)!.members.push(member);
  });
  for (const link of known) pieces.get(sets.of(place.get(link[0])!))!.links.push(link);
  return [...pieces.values()].sort((a, b) => b.members.length - a.members.length);
}

/** The plane that the pieces of one outline share: none may cover what another one has covered. */
class Sheet {
  private readonly isMember: Set<number>;
  private readonly grid: Grid;
  private readonly whole: Rect;
  private readonly taken: Uint8Array;

  constructor(
    private readonly nodes: Nodes,
    members: readonly Member[],
    window: Rect,
  ) {
    this.isMember = new Set(members.map(({ node }) => node));
    this.whole = meet(this.around(members, ROOM), window);
    const { x0, y0, x1, y1 } = this.whole;
    const smallest = Math.min(...members.map(({ node }) => nodes.radii[node] || 0));
    const fewest = Math.sqrt(Math.max(0, (x1 - x0) * (y1 - y0)) / MOST_POINTS);
    this.grid = gridOver(this.whole, Math.max(fewest, Math.min(COARSEST, Math.max(FINEST, smallest))));
    this.taken = new Uint8Array(this.grid.nx * this.grid.ny);
  }

  *outline({ members, links }: Piece): Generator<void, Body[]> {
    const rect = meet(this.around(members, links.length ? ROOM : 0), this.whole);
    if (rect.x0 >= rect.x1 || rect.y0 >= rect.y1) return [];
    const grid = gridOver(rect, this.grid.step);
    const own = members.map(({ node }) => node);
    const others = this.othersIn(rect, new Set(own));
    const ids = [...own, ...others];
    const discs = ids.map((node) => this.disc(node));
    const mesh = new Mesh(grid, discs);
    const field = new Field(mesh, discs);
    members.forEach(({ pad }, k) => {
      field.addMember(k, pad);
    });
    const pads = new Map(members.map(({ node, pad }) => [node, pad]));
    for (const [a, b] of links) {
      const [from, to] = [this.disc(a), this.disc(b)];
      field.pool.pourAlong(from.x, from.y, to.x, to.y, LINK * Math.min(pads.get(a)!, pads.get(b)!));
    }
    others.forEach((_, k) => {
      field.addOther(members.length + k);
    });
    this.keepOut(field);
    yield;
    const regions = settled(field);
    yield;
    const isForeign = (v: number) =>
      this.isTaken(grid, v) || (field.isOthers(v) && this.isMember.has(others[field.other[v] - own.length]));
    const rings = contour(field, isForeign);
    this.take(field);
    const bodies = new Map<number, Body>();
    own.forEach((node, k) => {
      if (mesh.vertexOf[k] < 0) return;
      const region = regions.of(mesh.vertexOf[k]);
      if (!bodies.has(region)) bodies.set(region, { rings: [], nodes: [] });
      bodies.get(region)!.nodes.push(node);
    });
    const isEmpty = ({ points }: Ring) => !discs.some(({ x, y }) => insidePolygon(points, x, y));
    rings.sort((a, b) => b.area - a.area);
    for (const ring of rings) {
      const isPinhole = ring.area < 0 && ring.area > -PINHOLE && isEmpty(ring);
      // A link that nodes cut may leave islands between them; only bodies have members.
      if (!isPinhole) bodies.get(regions.of(ring.inside))?.rings.push(ring.points);
    }
    return [...bodies.values()];
  }

  private disc(node: number): Disc {
    const { at, radii } = this.nodes;
    return { x: at[2 * node], y: at[2 * node + 1], r: Math.max(0, radii[node] || 0) };
  }

  private around(members: readonly Member[], room: number): Rect {
    const rect = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
    for (const { node, pad } of members) {
      const { x, y, r } = this.disc(node);
      const reach = r + pad + BLEND + COARSEST + room;
      rect.x0 = Math.min(rect.x0, x - reach);
      rect.y0 = Math.min(rect.y0, y - reach);
      rect.x1 = Math.max(rect.x1, x + reach);
      rect.y1 = Math.max(rect.y1, y + reach);
    }
    return rect;
  }

  /** Nodes that a body in a rectangle must keep clear of; of those in one place, members count, and come first. */
  private othersIn({ x0, y0, x1, y1 }: Rect, own: Set<number>): number[] {
    const { at, radii } = this.nodes;
    const found = [];
    for (let node = 0; node < radii.length; node++) {
      const [x, y] = [at[2 * node], at[2 * node + 1]];
      const reach = Math.max(0, radii[node] || 0) + 2 * CLEARANCE;
      const isNear = x + reach > x0 && x - reach < x1 && y + reach > y0 && y - reach < y1;
      if (isNear && !own.has(node)) found.push(node);
    }
    return found.sort((a, b) => +this.isMember.has(b) - +this.isMember.has(a));
  }

  /** The place of a vertex of a piece's grid in the sheet's. */
  private place({ x0, y0, nx, step }: Grid, v: number): number {
    const column = Math.round((x0 - this.grid.x0) / step) + (v % nx);
    const row = Math.round((y0 - this.grid.y0) / step) + Math.floor(v / nx);
    const isOn = column >= 0 && row >= 0 && column < this.grid.nx && row < this.grid.ny;
    return isOn ? row * this.grid.nx + column : -1;
  }

  private isTaken(grid: Grid, v: number): boolean {
    return v < grid.nx * grid.ny && this.taken[this.place(grid, v)] === COVERED;
  }

  /** Keep a body out of what others have covered, and, but for its own discs, a step away from it. */
  private keepOut(field: Field): void {
    const { grid, lattice } = field.mesh;
    for (let v = 0; v < lattice; v++) {
      const taken = this.taken[this.place(grid, v)];
      if (taken === COVERED || (taken === BESIDE && field.ownDepth[v] > 0)) field.hold(v, 1);
    }
  }

  private take({ mesh, value }: Field): void {
    const { grid, lattice, parted } = mesh;
    const mark = (v: number, as: number) => {
      const place = v < lattice ? this.place(grid, v) : -1;
      if (place >= 0) this.taken[place] = Math.max(this.taken[place], as);
    };
    for (let v = 0; v < lattice; v++) {
      if (value[v] >= 0) continue;
      mark(v, COVERED);
      for (const w of [v - grid.nx, v - 1, v + 1, v + grid.nx]) mark(w, BESIDE);
    }
    for (const triangles of parted.values()) {
      triangles.forEach((v, k) => {
        if (value[v] < 0) for (let t = k - (k % 3); t < k - (k % 3) + 3; t++) mark(triangles[t], BESIDE);
      });
    }
  }
}

/** Let a field settle to one body, if there is a way to join all. */
function settled(field: Field): Sets {
  field.settle();
  let regions = regionsOf(field);
  if (bodiesOf(field, regions).size > 1) {
    bridge(field, regions);
    field.settle();
    regions = regionsOf(field);
  }
  return regions;
}

const meet = (a: Rect, b: Rect): Rect => ({
  x0: Math.max(a.x0, b.x0),
  y0: Math.max(a.y0, b.y0),
  x1: Math.min(a.x1, b.x1),
  y1: Math.min(a.y1, b.y1),
});
