// A membrane on its way from one graph to another: what it holds flows from the nodes of one to those of the other.
import { contour } from "./contour";
import { CLEARANCE, Field } from "./field";
import { gridOver, Mesh, type Rect } from "./mesh";
import { LINK, type Member, type Nodes, outline, piecesOf } from "./outline";
import { BLEND, Pool } from "./pool";
import { regionsOf } from "./regions";

/** Step of the grid, in pixels, and points that it may have; it is coarser where it would have more. */
const STEP = 4;
const MOST_POINTS = 30_000;
/** What is smaller than this, in square pixels, is neither a body nor a hole. */
const SPECK = 30;
/** What is a smaller part than this of both its nodes stays out. */
const TRICKLE = 0.04;

/** Between pieces that no link joins, in pixels. */
const APART = 5;
/** How far on its way a membrane is when they have run together wherever they would, and what the wall loses in all. */
const FUSED = 0.4;
const DEPTH = 40;

/** The membrane in one graph, in pixels; links are pairs of nodes, one after another. */
export interface MembraneEnd extends Nodes {
  members: readonly Member[];
  links: ArrayLike<number>;
}

/** Inputs that a node of one end shares with one of the other. */
export interface Flow {
  from: number;
  to: number;
  inputs: number;
}

/** The walls of one body: the outer one, then those of its holes. */
export interface MorphBody {
  rings: Float32Array[];
}

/**
 * The bodies of a membrane at t, 0 in one graph and 1 in the other; in between, how many they are tells where it
 * splits or fuses.
 *
 * What two nodes share moves straight from the one to the other. It weighs by its share of the node that it comes from
 * and, more and more, of the node that it goes to, so that at both ends the field is that of the nodes. What is shared
 * with nobody fades. Links of one end let go and those of the other take hold.
 */
export function morph(a: MembraneEnd, b: MembraneEnd, flows: readonly Flow[], t: number): MorphBody[] {
  if (t <= 0 || t >= 1) {
    const end = t <= 0 ? a : b;
    return outline(end, end.members, end.links).bodies;
  }
  const drops = dropsOf(a, b, flows, t).filter(({ x, y }) => Number.isFinite(x + y));
  if (!drops.length) return [];
  const mesh = new Mesh(gridAround(drops), []);
  const field = new Field(
    mesh,
    [...fading(a, 1 - t), ...fading(b, t)].filter(({ r }) => r > 0),
  );
  const [neckA, neckB] = [necks(a, drops, "from", t), necks(b, drops, "to", 1 - t)];
  fill(field.pool, drops, [...neckA, ...neckB]);
  field.discs.forEach((_, disc) => {
    field.addOther(disc);
  });
  field.settle();
  part(field, a, drops, neckA, "from", t);
  part(field, b, drops, neckB, "to", 1 - t);
  const regions = regionsOf(field);
  const bodies = new Map<number, MorphBody>();
  const rings = contour(field, () => false).filter(({ area }) => Math.abs(area) > SPECK);
  for (const { inside, points } of rings.sort((p, q) => q.area - p.area)) {
    const region = regions.of(inside);
    const body = bodies.get(region);
    if (body) body.rings.push(points);
    else bodies.set(region, { rings: [points] });
  }
  return [...bodies.values()];
}

/** What two nodes share, on its way. */
interface Drop {
  from: number;
  to: number;
  x: number;
  y: number;
  r: number;
  weight: number;
}

function dropsOf(a: MembraneEnd, b: MembraneEnd, flows: readonly Flow[], t: number): Drop[] {
  const [sent, received] = [totals(flows, "from"), totals(flows, "to")];
  const [radiusA, radiusB] = [reaches(a), reaches(b)];
  const drops = flows.flatMap(({ from, to, inputs }) => {
    const [out, into] = [inputs / sent.get(from)!, inputs / received.get(to)!];
    const [r0, r1] = [radiusA.get(from), radiusB.get(to)];
    if (r0 === undefined || r1 === undefined || !(Math.max(out, into) >= TRICKLE)) return [];
    // Midway a drop stands for itself, and is as large as a node of its own inputs.
    const midway = 4 * t * (1 - t);
    const alone = (1 - t) * r0 * Math.sqrt(out) + t * r1 * Math.sqrt(into);
    const r = (1 - midway) * ((1 - t) * r0 + t * r1) + midway * alone;
    const at = (axis: number) => (1 - t) * a.at[2 * from + axis] + t * b.at[2 * to + axis];
    return [{ from, to, x: at(0), y: at(1), r, weight: midway + (1 - midway) * ((1 - t) * out + t * into) }];
  });
  const fades = (end: MembraneEnd, moved: Map<number, number>, left: number): Drop[] =>
    end.members
      .filter(({ node }) => !moved.has(node))
      .map(({ node, pad }) => ({
        from: end === a ? node : -1,
        to: end === b ? node : -1,
        x: end.at[2 * node],
        y: end.at[2 * node + 1],
        r: (end.radii[node] + pad) * Math.sqrt(left),
        weight: left,
      }));
  return [...drops, ...fades(a, sent, 1 - t), ...fades(b, received, t)];
}

const reaches = ({ members, radii }: MembraneEnd): Map<number, number> =>
  new Map(members.map(({ node, pad }) => [node, radii[node] + pad]));

function totals(flows: readonly Flow[], side: "from" | "to"): Map<number, number> {
  const sums = new Map<number, number>();
  for (const flow of flows) sums.set(flow[side], (sums.get(flow[side]) ?? 0) + flow.inputs);
  return sums;
}

interface Neck {
  from: Drop;
  to: Drop;
  half: number;
}

/** What holds drops together that are of one node or of linked ones; it gives way as `loosened` goes to 1. */
function necks(end: MembraneEnd, drops: readonly Drop[], side: "from" | "to", loosened: number): Neck[] {
  const pads = new Map(end.members.map(({ node, pad }) => [node, pad]));
  const half = (width: number) => width - (width + BLEND) * loosened;
  const own = new Map<number, Drop[]>();
  for (const drop of drops) {
    const parts = own.get(drop[side]);
    if (parts) parts.push(drop);
    else own.set(drop[side], [drop]);
  }
  const found: Neck[] = [];
  for (const [node, parts] of own) {
    const [largest, ...rest] = parts.sort((p, q) => q.weight - p.weight);
    for (const part of rest)
      found.push({ from: largest, to: part, half: half(LINK * (pads.get(node) ?? 0)) });
  }
  for (let k = 0; k + 1 < end.links.length; k += 2) {
    const [u, v] = [end.links[k], end.links[k + 1]];
    const pair = nearest(own.get(u) ?? [], own.get(v) ?? []);
    if (pair) found.push({ ...pair, half: half(LINK * Math.min(pads.get(u) ?? 0, pads.get(v) ?? 0)) });
  }
  return found;
}

function nearest(some: readonly Drop[], others: readonly Drop[]): { from: Drop; to: Drop } | null {
  let found: { from: Drop; to: Drop } | null = null;
  let least = Infinity;
  for (const from of some) {
    for (const to of others) {
      const distance = (from.x - to.x) ** 2 + (from.y - to.y) ** 2;
      if (distance >= least) continue;
      least = distance;
      found = { from, to };
    }
  }
  return found;
}

function fill(pool: Pool, drops: readonly Drop[], held: readonly Neck[]): void {
  for (const { x, y, r, weight } of drops) pool.pour(x, y, r, weight);
  for (const { from, to, half } of held) pool.pourAlong(from.x, from.y, to.x, to.y, half);
}

/** Keep apart what no links join at an end; the pieces may run together as they leave it. */
function part(
  field: Field,
  end: MembraneEnd,
  drops: readonly Drop[],
  held: readonly Neck[],
  side: "from" | "to",
  loosened: number,
): void {
  const pieces = piecesOf(end, end.members, end.links);
  if (loosened >= FUSED || pieces.length < 2) return;
  const { grid, lattice } = field.mesh;
  const [first, second] = [0, 1].map(() => new Float32Array(lattice).fill(BLEND));
  for (const { members } of pieces) {
    const own = new Set(members.map(({ node }) => node));
    const parts = drops.filter((drop) => own.has(drop[side]));
    const pool = new Pool(grid);
    fill(
      pool,
      parts,
      held.filter(({ from }) => own.has(from[side])),
    );
    for (let v = 0; v < lattice; v++) {
      const distance = pool.distance(v);
      if (distance < first[v]) [second[v], first[v]] = [first[v], distance];
      else if (distance < second[v]) second[v] = distance;
    }
  }
  // The wall between two pieces gives way from where they are deepest.
  for (let v = 0; v < lattice; v++) {
    const wall = (APART - (second[v] - first[v])) / 2 - loosened * DEPTH;
    field.value[v] = Math.max(field.value[v], wall);
  }
}

/** The discs of nodes that are not of the membrane, as far as they are still there or there already. */
function fading({ at, radii, members }: MembraneEnd, present: number) {
  const isMember = new Set(members.map(({ node }) => node));
  return Array.from({ length: radii.length }, (_, node) => node)
    .filter((node) => !isMember.has(node) && Number.isFinite(at[2 * node] + at[2 * node + 1]))
    .map((node) => ({
      x: at[2 * node],
      y: at[2 * node + 1],
      r: (radii[node] + CLEARANCE) * present - CLEARANCE,
    }));
}

function gridAround(drops: readonly Drop[]) {
  const rect: Rect = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
  for (const { x, y, r } of drops) {
    const reach = r + 2 * BLEND;
    rect.x0 = Math.min(rect.x0, x - reach);
    rect.y0 = Math.min(rect.y0, y - reach);
    rect.x1 = Math.max(rect.x1, x + reach);
    rect.y1 = Math.max(rect.y1, y + reach);
  }
  const fewest = Math.sqrt(((rect.x1 - rect.x0) * (rect.y1 - rect.y0)) / MOST_POINTS);
  return gridOver(rect, Math.max(STEP, fewest));
}
