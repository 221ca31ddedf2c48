// Paths of outlines.
import { contrast, faded } from "../palette";
import type { Tokens } from "../theme";
import type { Pen } from "./pen";

/** Contrast that lines need (WCAG 2.2). */
const VISIBLE = 3;

/** The colour of a line on a panel: what could hardly be seen there is brought nearer to the colour of the text. */
export const lineColor = (color: string, { panel, ink }: Tokens): string =>
  contrast(color, panel) < VISIBLE ? faded(color, ink, 0.65) : color;

/** Begin a path of lines; x and y one after another. */
export function traceAll(pen: Pen, lines: readonly Float32Array[], isClosed: boolean): void {
  pen.beginPath();
  for (const line of lines) {
    pen.moveTo(line[0], line[1]);
    for (let k = 2; k < line.length; k += 2) pen.lineTo(line[k], line[k + 1]);
    if (isClosed) pen.closePath();
  }
}

/** Begin a path of lines between the rims of pairs of nodes. */
export function traceLines(
  pen: Pen,
  pairs: readonly number[],
  at: ArrayLike<number>,
  radii: ArrayLike<number>,
): void {
  pen.beginPath();
  for (let k = 0; k < pairs.length; k += 2) {
    const [a, b] = [pairs[k], pairs[k + 1]];
    const [dx, dy] = [at[2 * b] - at[2 * a], at[2 * b + 1] - at[2 * a + 1]];
    const length = Math.hypot(dx, dy);
    if (length <= radii[a] + radii[b]) continue;
    const [s, t] = [radii[a] / length, 1 - radii[b] / length];
    pen.moveTo(at[2 * a] + s * dx, at[2 * a + 1] + s * dy);
    pen.lineTo(at[2 * a] + t * dx, at[2 * a + 1] + t * dy);
  }
}
