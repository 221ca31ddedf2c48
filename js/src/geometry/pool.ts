// What flows around points and along lines, and runs together where they are near to each other.
import type { Grid } from "./mesh";

/** What is nearer than this, in pixels, runs together. */
export const BLEND = 7;

/**
 * Distances from bodies at the points of a grid, in pixels, below 0 inside.
 *
 * Around one body at a signed distance d it is BLEND - a with a = BLEND - d, and around several BLEND - (sum of a^4)^(1/4):
 * a smooth union that does not depend on their order, and that no body beyond BLEND has a part in.
 */
export class Pool {
  /** The sums of a^4. */
  readonly flow: Float32Array;

  constructor(private readonly grid: Grid) {
    this.flow = new Float32Array(grid.nx * grid.ny);
  }

  /** A disc; less weight is like less of it. */
  pour(x: number, y: number, r: number, weight: number): void {
    near(this.grid, x, y, r + BLEND, (v, distance) => {
      const a = (r + BLEND - distance) ** 2;
      this.flow[v] += weight * a * a;
    });
  }

  /** A line, with `half` to each side; below 0 it is not seen by itself, but holds together what it joins. */
  pourAlong(x0: number, y0: number, x1: number, y1: number, half: number): void {
    const { grid, flow } = this;
    const reach = half + BLEND;
    if (reach <= 0) return;
    const [dx, dy] = [x1 - x0, y1 - y0];
    const square = dx * dx + dy * dy || 1;
    // A row meets the strip around the line in so much to each side of where it meets the line.
    const aside = dy === 0 ? Infinity : (reach * Math.sqrt(square)) / Math.abs(dy) + reach;
    const [left, right] = [Math.min(x0, x1) - reach, Math.max(x0, x1) + reach];
    const [top, bottom] = range(
      Math.min(y0, y1) - reach,
      Math.max(y0, y1) + reach,
      grid.y0,
      grid.step,
      grid.ny,
    );
    for (let j = top; j <= bottom; j++) {
      const y = grid.y0 + j * grid.step - y0;
      const middle = dy === 0 ? 0 : x0 + (dx * y) / dy;
      const [low, high] = [Math.max(left, middle - aside), Math.min(right, middle + aside)];
      const [first, last] = range(low, high, grid.x0, grid.step, grid.nx);
      for (let i = first; i <= last; i++) {
        const x = grid.x0 + i * grid.step - x0;
        const t = Math.max(0, Math.min(1, (x * dx + y * dy) / square));
        const [px, py] = [x - t * dx, y - t * dy];
        const a = reach - Math.sqrt(px * px + py * py);
        if (a > 0) flow[j * grid.nx + i] += a * a * a * a;
      }
    }
  }

  /** The distance at a point of the grid, at most BLEND. */
  distance(v: number): number {
    return BLEND - Math.sqrt(Math.sqrt(this.flow[v]));
  }
}

/** Visit the points of a grid nearer than r. */
export function near(
  grid: Grid,
  x: number,
  y: number,
  r: number,
  visit: (v: number, distance: number) => void,
): void {
  const [top, bottom] = range(y - r, y + r, grid.y0, grid.step, grid.ny);
  const [left, right] = range(x - r, x + r, grid.x0, grid.step, grid.nx);
  for (let j = top; j <= bottom; j++) {
    const dy = grid.y0 + j * grid.step - y;
    for (let i = left; i <= right; i++) {
      const dx = grid.x0 + i * grid.step - x;
      const distance = Math.sqrt(dx * dx + dy * dy);
      if (distance < r) visit(j * grid.nx + i, distance);
    }
  }
}

/** First and last index of the points between two coordinates. */
function range(low: number, high: number, start: number, step: number, n: number): [number, number] {
  return [Math.max(0, Math.ceil((low - start) / step)), Math.min(n - 1, Math.floor((high - start) / step))];
}
