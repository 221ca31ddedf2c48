// A field over a mesh: below 0 inside of a body, above 0 outside. In pixels near the wall.
import type { Mesh } from "./mesh";
import { BLEND, near, Pool } from "./pool";

export interface Disc {
  x: number;
  y: number;
  r: number;
}

/** Between the disc of a node that is no member and the wall, where there is room. */
export const CLEARANCE = 2.5;
/** Discs are taken for so much larger than they are, to be inside or outside with what is drawn around them. */
export const RIM = 0.5;
/** How round the wall is where it turns away from a node. */
const ROUNDING = 4;
/** Depth of the centre of a disc, whatever its size: where discs overlap, each has the part around its centre. */
const DEEP = 4;
const FAR = 1e9;

/** A function of the distance to a disc: pixels outside of it, 0 on its rim, least in its centre. */
const depth = (distance: number, r: number): number =>
  distance > r ? distance - r : DEEP * (distance / r - 1);

export class Field {
  readonly value: Float32Array;
  /** The nearest member's disc and its depth. */
  readonly own: Int32Array;
  readonly ownDepth: Float32Array;
  /** The nearest disc that is no member's, and its depth. */
  readonly other: Int32Array;
  readonly otherDepth: Float32Array;
  /** Vertices that are on one side whatever lies around: -1 inside, 1 outside. */
  readonly held: Int8Array;
  /** The members' centres. */
  readonly members: number[] = [];
  /** What flows around members and links. */
  readonly pool: Pool;

  constructor(
    readonly mesh: Mesh,
    readonly discs: readonly Disc[],
  ) {
    const { size } = mesh;
    this.value = new Float32Array(size);
    this.own = new Int32Array(size).fill(-1);
    this.ownDepth = new Float32Array(size).fill(FAR);
    this.other = new Int32Array(size).fill(-1);
    this.otherDepth = new Float32Array(size).fill(FAR);
    this.held = new Int8Array(size);
    this.pool = new Pool(mesh.grid);
    this.close();
  }

  /** A disc that the body covers, with what flows around it. */
  addMember(disc: number, pad: number): void {
    const { x, y, r } = this.discs[disc];
    this.pool.pour(x, y, r + pad, 1);
    near(this.mesh.grid, x, y, r + RIM + 2 * CLEARANCE, (v, distance) => {
      const own = depth(distance, r + RIM);
      if (own < this.ownDepth[v]) {
        this.ownDepth[v] = own;
        this.own[v] = disc;
      }
    });
    const v = this.mesh.vertexOf[disc];
    if (v < 0) return;
    this.hold(v, -1);
    this.own[v] = disc;
    this.ownDepth[v] = -DEEP;
    this.members.push(v);
  }

  /** A disc that the body keeps clear of. */
  addOther(disc: number): void {
    const { x, y, r } = this.discs[disc];
    near(this.mesh.grid, x, y, r + RIM + CLEARANCE + ROUNDING, (v, distance) => {
      const other = depth(distance, r + RIM);
      if (other < this.otherDepth[v]) {
        this.otherDepth[v] = other;
        this.other[v] = disc;
      }
    });
    // A mesh may have been made without the centres.
    const v = this.mesh.vertexOf[disc] ?? -1;
    // Of nodes in one place, the first counts.
    if (v < 0 || this.held[v] !== 0) return;
    this.hold(v, 1);
    this.other[v] = disc;
    this.otherDepth[v] = -DEEP;
  }

  /** Keep a vertex on a side: -1 inside, 1 outside. */
  hold(v: number, side: -1 | 1): void {
    this.held[v] = side;
  }

  /** Whether a vertex is in a disc that is no member's. */
  isOthers(v: number): boolean {
    return this.otherDepth[v] < 0;
  }

  /** Work out the values from all that was added. */
  settle(): void {
    const { mesh, value, held, pool } = this;
    const { step } = mesh.grid;
    for (let v = 0; v < mesh.lattice; v++) {
      value[v] = pool.flow[v] || held[v] ? this.settled(v) : BLEND;
    }
    // A centre lies as deep in its body, or as far outside, as its disc is wide.
    for (let v = mesh.lattice; v < mesh.size; v++) {
      const disc = held[v] < 0 ? this.own[v] : this.other[v];
      value[v] = (held[v] || 1) * Math.max(step / 2, disc < 0 ? 0 : this.discs[disc].r);
    }
  }

  private settled(v: number): number {
    const { step } = this.mesh.grid;
    const [own, other] = [this.ownDepth[v], this.otherDepth[v]];
    const barrier = Math.min(CLEARANCE - other, (own - other) / 2);
    let value = larger(this.pool.distance(v), barrier);
    // A lattice point in a disc is where that disc belongs, however near another one is.
    if (own < 0 && own < other) value = Math.min(value, -0.1 * step);
    else if (other < 0) value = Math.max(value, 0.1 * step);
    if (this.held[v] < 0) value = Math.min(value, -0.3 * step);
    if (this.held[v] > 0) value = Math.max(value, 0.3 * step);
    return value;
  }

  /** Nothing flows out of the grid. */
  private close(): void {
    const { nx, ny } = this.mesh.grid;
    for (let i = 0; i < nx; i++) this.held[i] = this.held[(ny - 1) * nx + i] = 1;
    for (let j = 0; j < ny; j++) this.held[j * nx] = this.held[j * nx + nx - 1] = 1;
  }
}

/** The larger of two numbers; where they are nearly equal a little more, so that there is no kink (Quilez). */
function larger(a: number, b: number): number {
  const h = Math.max(0, ROUNDING - Math.abs(a - b)) / ROUNDING;
  return Math.max(a, b) + (h * h * ROUNDING) / 4;
}
