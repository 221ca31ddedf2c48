// Where nodes are: at their places, or on their way to new ones.
import { type Bounds, boundsOf } from "../scene/camera";

/** Milliseconds in which nodes move to a new layout. */
const DURATION = 450;

export class Motion {
  /** Of the positions that are moved to: the frame must not wobble on the way. */
  bounds: Bounds = boundsOf([]);
  private positions: Float32Array[] = [];
  private way: { from: Float32Array[]; start: number } | null = null;

  /** Whether nodes are on their way. */
  get underWay(): boolean {
    return this.way !== null;
  }

  /** Set out from some positions at a time in milliseconds, unless readers want things to keep still. */
  moveTo(positions: Float32Array[], from: Float32Array[], now: number): void {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const moves =
      !still &&
      from !== positions &&
      from.length === positions.length &&
      from.every((at, g) => at.length === positions[g].length);
    this.way = moves ? { from, start: now } : null;
    this.positions = positions;
    this.bounds = boundsOf(positions);
  }

  /** Positions at a time in milliseconds. */
  at(time: number): Float32Array[] {
    if (!this.way) return this.positions;
    const { from, start } = this.way;
    const t = Math.min(1, (time - start) / DURATION);
    if (t === 1) {
      this.way = null;
      return this.positions;
    }
    const eased = t * t * (3 - 2 * t);
    return this.positions.map((to, g) => to.map((value, i) => from[g][i] + (value - from[g][i]) * eased));
  }
}
