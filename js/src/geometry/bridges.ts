// Ways round: where nodes cut a body in two, it is led past them, as short and as near to its links as that goes.
import { CLEARANCE, type Field } from "./field";
import { BLEND } from "./pool";
import { Queue } from "./queue";
import { bodiesOf } from "./regions";
import type { Sets } from "./sets";

/** No way is longer than this, in pixels; close by nodes and far from links a pixel counts for up to three. */
const FARTHEST = 240;
/** Half the width of a way, in pixels, where there is room for it. */
const HALF = 3;

/**
 * Lead bodies to one another; the field is to be settled anew.
 *
 * Fronts advance from all bodies at once (Mehlhorn 1988), and where two meet for the first time is the way.
 */
export function bridge(field: Field, regions: Sets): void {
  const ground = new Ground(field);
  const { lattice } = field.mesh;
  const bodies = bodiesOf(field, regions);
  const cost = new Float64Array(lattice).fill(Infinity);
  const body = new Int32Array(lattice).fill(-1);
  const before = new Int32Array(lattice).fill(-1);
  const queue = new Queue();
  for (const [v, own] of ground.shores(bodies, regions, body)) {
    cost[v] = 0;
    body[v] = own;
    queue.push(v, 0);
  }
  let apart = bodies.size - 1;
  const done = new Uint8Array(lattice);
  for (let v = queue.pop(); v !== undefined && apart > 0; v = queue.pop()) {
    if (done[v]) continue;
    done[v] = 1;
    if (cost[v] > FARTHEST / 2) return;
    for (const [w, length] of ground.steps(v, body)) {
      if (body[w] >= 0 && regions.join(body[v], body[w])) {
        ground.build([...wayBack(before, v).reverse(), ...wayBack(before, w)]);
        apart--;
      }
      const reached = cost[v] + length * ground.dearness(w);
      if (reached >= cost[w]) continue;
      cost[w] = reached;
      body[w] = body[v];
      before[w] = v;
      queue.push(w, reached);
    }
  }
}

function wayBack(before: Int32Array, v: number): number[] {
  const way = [];
  for (let w = v; w >= 0; w = before[w]) way.push(w);
  return way;
}

/** What is between bodies, and what it costs to go there. */
class Ground {
  private readonly nx: number;
  private readonly neighbours: [number, number][];

  constructor(private readonly field: Field) {
    const { nx, step } = field.mesh.grid;
    this.nx = nx;
    this.neighbours = [-nx - 1, -nx, -nx + 1, -1, 1, nx - 1, nx, nx + 1].map((offset) => [
      offset,
      Math.abs(offset) === 1 || Math.abs(offset) === nx ? step : Math.SQRT2 * step,
    ]);
  }

  /** Where bodies can be left, with the body. Marks what belongs to them. */
  shores(bodies: Set<number>, regions: Sets, body: Int32Array): [number, number][] {
    const { mesh, value } = this.field;
    const shores: [number, number][] = [];
    for (let v = 0; v < mesh.lattice; v++) {
      if (value[v] >= 0 || !bodies.has(regions.of(v))) continue;
      body[v] = regions.of(v);
    }
    for (let v = 0; v < mesh.lattice; v++) {
      if (body[v] >= 0 && this.neighbours.some(([offset]) => this.isFree(v + offset))) {
        shores.push([v, body[v]]);
      }
    }
    // A body may be no more than a centre in a cell.
    for (const triangles of mesh.parted.values()) {
      triangles.forEach((v, k) => {
        if (v < mesh.lattice || value[v] >= 0) return;
        const first = k - (k % 3);
        for (const w of triangles.slice(first, first + 3)) {
          if (w < mesh.lattice && body[w] < 0 && this.isFree(w)) shores.push([w, regions.of(v)]);
        }
      });
    }
    return shores;
  }

  /** Steps from a vertex, with their lengths: to free ones, and into other bodies. */
  *steps(v: number, body: Int32Array): Generator<[number, number]> {
    for (const [offset, length] of this.neighbours) {
      const w = v + offset;
      if (!this.isFree(w) && !(body[w] >= 0 && this.field.value[w] < 0)) continue;
      if (this.corner(v, w) !== null) yield [w, length];
    }
  }

  /** What a pixel counts for: more close by nodes, and more away from links. */
  dearness(v: number): number {
    const room = Math.min(1, this.field.otherDepth[v] / (2 * CLEARANCE));
    return 1 + (1 - room) + Math.max(0, this.field.pool.distance(v)) / BLEND;
  }

  /** Make a way part of the body. */
  build(way: readonly number[]): void {
    const { field } = this;
    const { mesh } = field;
    way.forEach((v, k) => {
      this.take(v);
      if (k > 0) this.take(this.corner(way[k - 1], v) ?? v);
    });
    const stops = way.map((v) => ({ x: mesh.x(v), y: mesh.y(v) }));
    for (let k = 2; k < stops.length; k += 2) {
      const [a, b] = [stops[k - 2], stops[k]];
      field.pool.pourAlong(a.x, a.y, b.x, b.y, HALF);
    }
  }

  private take(v: number): void {
    if (this.field.value[v] >= 0) this.field.hold(v, -1);
  }

  /** A step over the diagonal of a cell goes by one of the cell's other corners; null if neither is free. */
  private corner(v: number, w: number): number | null {
    const row = Math.round((w - v) / this.nx);
    const column = w - v - row * this.nx;
    if (row === 0 || column === 0) return w;
    const [a, b] = [v + column, v + row * this.nx];
    const roomier = this.field.otherDepth[a] >= this.field.otherDepth[b] ? [a, b] : [b, a];
    return roomier.find((c) => this.isFree(c) || this.field.value[c] < 0) ?? null;
  }

  private isFree(v: number): boolean {
    const { held, otherDepth } = this.field;
    return held[v] <= 0 && otherDepth[v] > 0;
  }
}
