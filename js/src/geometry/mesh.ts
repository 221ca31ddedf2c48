// A mesh of the plane whose vertices are the points of a grid and the centres of discs.
//
// A line that separates the vertices of a mesh by a sign has each of them on its proper side, closes, and never
// crosses itself, however its points are moved along the edges. All that outlines promise rests on that.

/** Points `step` apart, row after row: point (i, j) is at (x0 + i step, y0 + j step). */
export interface Grid {
  x0: number;
  y0: number;
  step: number;
  nx: number;
  ny: number;
}

export interface Rect {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/** Where grids start between multiples of their step: nodes at round coordinates are on none of their lines. */
const SHIFT_X = 0.4071;
const SHIFT_Y = 0.7319;
/** Points nearer to each other than this, in pixels, are one. */
export const SAME_PLACE = 0.002;

/** The grid of a step that covers a rectangle. Grids of one step share their points wherever they overlap. */
export function gridOver({ x0, y0, x1, y1 }: Rect, step: number): Grid {
  const before = (low: number, shift: number) => (Math.floor(low / step - shift) + shift) * step;
  const [left, top] = [before(x0, SHIFT_X), before(y0, SHIFT_Y)];
  const points = (low: number, high: number) => Math.max(2, Math.ceil((high - low) / step) + 1);
  return { x0: left, y0: top, step, nx: points(left, x1), ny: points(top, y1) };
}

export class Mesh {
  /** Vertices of the grid; the centres come after them. */
  readonly lattice: number;
  /** All vertices. */
  readonly size: number;
  /** The vertex of each point that was given: -1 outside of the grid; points in one place share the first one's. */
  readonly vertexOf: Int32Array;
  /** Triangles of the cells that hold a centre, three vertices each. Cells go by their first corner. */
  readonly parted = new Map<number, number[]>();
  private readonly centers: number[] = [];

  constructor(
    readonly grid: Grid,
    points: readonly { x: number; y: number }[],
  ) {
    this.lattice = grid.nx * grid.ny;
    this.vertexOf = new Int32Array(points.length).fill(-1);
    for (const [cell, held] of this.cellsOf(points)) this.part(cell, held, points);
    this.size = this.lattice + this.centers.length / 2;
  }

  x(v: number): number {
    const { x0, nx, step } = this.grid;
    return v < this.lattice ? x0 + (v % nx) * step : this.centers[2 * (v - this.lattice)];
  }

  y(v: number): number {
    const { y0, nx, step } = this.grid;
    return v < this.lattice ? y0 + Math.floor(v / nx) * step : this.centers[2 * (v - this.lattice) + 1];
  }

  private cellsOf(points: readonly { x: number; y: number }[]): Map<number, number[]> {
    const { x0, y0, step, nx, ny } = this.grid;
    const cells = new Map<number, number[]>();
    points.forEach(({ x, y }, p) => {
      const [i, j] = [Math.floor((x - x0) / step), Math.floor((y - y0) / step)];
      if (!(i >= 0 && j >= 0 && i < nx - 1 && j < ny - 1)) return;
      const cell = j * nx + i;
      const held = cells.get(cell);
      if (held) held.push(p);
      else cells.set(cell, [p]);
    });
    return cells;
  }

  private part(cell: number, held: number[], points: readonly { x: number; y: number }[]): void {
    const { nx } = this.grid;
    const triangles = [cell, cell + 1, cell + nx + 1, cell, cell + nx + 1, cell + nx];
    const own: number[] = [];
    const vertices = new Map<number, number>();
    for (const p of held) {
      const { x, y } = points[p];
      const twin = own.find(
        (q) => Math.abs(points[q].x - x) < SAME_PLACE && Math.abs(points[q].y - y) < SAME_PLACE,
      );
      if (twin === undefined) {
        own.push(p);
        vertices.set(p, this.lattice + this.centers.length / 2);
        this.centers.push(x, y);
      }
      this.vertexOf[p] = vertices.get(twin ?? p) as number;
    }
    // From left to right, so that none comes to lie on the edge between two that are there already.
    own.sort((p, q) => points[p].x - points[q].x || points[p].y - points[q].y);
    for (const p of own) this.insert(triangles, this.vertexOf[p]);
    this.parted.set(cell, triangles);
  }

  /** Part the triangle that a vertex lies in into three. */
  private insert(triangles: number[], v: number): void {
    const [x, y] = [this.x(v), this.y(v)];
    let found = 0;
    let deepest = -Infinity;
    for (let t = 0; t < triangles.length; t += 3) {
      const [a, b, c] = [triangles[t], triangles[t + 1], triangles[t + 2]];
      const depth = Math.min(this.left(a, b, x, y), this.left(b, c, x, y), this.left(c, a, x, y));
      if (depth > deepest) {
        deepest = depth;
        found = t;
      }
    }
    const [a, b, c] = triangles.slice(found, found + 3);
    triangles[found + 2] = v;
    triangles.push(b, c, v, c, a, v);
  }

  /** How far a point lies to one side of an edge; positive for what is inside of a triangle. */
  private left(a: number, b: number, x: number, y: number): number {
    const [ax, ay] = [this.x(a), this.y(a)];
    const [dx, dy] = [this.x(b) - ax, this.y(b) - ay];
    return (dx * (y - ay) - dy * (x - ax)) / Math.hypot(dx, dy);
  }
}
