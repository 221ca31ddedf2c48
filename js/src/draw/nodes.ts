// Nodes: pies of categories or discs of one colour, rings for what is selected.
import { type Coloring, fraction, mixAt, mixColor, rampOf } from "../model/coloring";
import type { Graph } from "../model/decode";
import { faded, valueColor } from "../palette";
import type { PanelScene } from "../scene/scene";
import type { Tokens } from "../theme";
import { FAINT } from "./emphasis";
import type { Pen } from "./pen";

/** How finely to draw. */
export interface Finish {
  /** The picture is large and moves: leave out what is not seen in motion. */
  hurried: boolean;
  /** Size of a device pixel. */
  pixel: number;
}

/** All that a graph has, or only what is lit up: the rest is there already. */
export type Marks = "all" | "lit";

const FULL = 2 * Math.PI;
const TOP = -Math.PI / 2;
/** A pie under this radius, in pixels, is a disc of its largest category. */
const SMALLEST_PIE = 3.5;
const HURRIED_PIE = 7;
/** In a hurry a disc under this radius is a square of the same area, which costs a third. */
const SMALLEST_DISC = 3;
const SQUARE = Math.sqrt(Math.PI) / 2;

/** What is lit up lies on top of what is faint; within each, small discs on large ones. */
function backToFront(largestFirst: Int32Array, opacity: Float32Array | null, marks: Marks): Int32Array {
  if (!opacity) return largestFirst;
  const lit = largestFirst.filter((node) => opacity[node] > FAINT);
  if (marks === "lit") return lit;
  const ordered = new Int32Array(largestFirst.length);
  ordered.set(largestFirst.filter((node) => opacity[node] <= FAINT));
  ordered.set(lit, ordered.length - lit.length);
  return ordered;
}

export function drawNodes(
  pen: Pen,
  graph: Graph,
  { at, radii, projection }: PanelScene,
  g: number,
  coloring: Coloring,
  opacity: Float32Array | null,
  tokens: Tokens,
  finish: Finish,
  marks: Marks,
): void {
  const { plot } = projection;
  const [right, bottom] = [plot.x + plot.width, plot.y + plot.height];
  // In a hurry only large discs keep their rims and slices.
  const smallestPie = finish.hurried ? HURRIED_PIE : SMALLEST_PIE;
  const smallestRim = finish.hurried ? HURRIED_PIE : 0;
  const smallestDisc = finish.hurried ? SMALLEST_DISC : 0;
  const main = mainColors(coloring, g);
  for (const node of backToFront(graph.largestFirst, opacity, marks)) {
    const x = at[2 * node];
    const y = at[2 * node + 1];
    const r = radii[node];
    if (x + r < plot.x || x - r > right || y + r < plot.y || y - r > bottom) continue;
    if (r >= smallestRim) disc(pen, x, y, r + Math.min(1, 0.4 * r), tokens.panel);
    const shown = opacity ? opacity[node] : 1;
    const fill = faded(main(node), tokens.panel, shown);
    if (r < smallestDisc) square(pen, x, y, r, fill);
    else disc(pen, x, y, r, fill);
    if (coloring.kind === "categorical" && r >= smallestPie) {
      const slice = (code: number) => faded(mixColor(coloring.scale, code), tokens.panel, shown);
      drawSlices(pen, x, y, r, mixAt(coloring, g, node), slice);
    }
  }
}

/** What tells the colour of most of a node. */
function mainColors(coloring: Coloring, g: number): (node: number) => string {
  if (coloring.kind === "continuous") {
    const values = coloring.values[g];
    const ramp = rampOf(coloring.scale);
    return (node) => valueColor(fraction(coloring.scale, values[node]), ramp);
  }
  const nColors = coloring.counts.length;
  const colors = Array.from({ length: nColors }, (_, code) => mixColor(coloring.scale, code));
  return (node) => colors[largest(coloring.mixes[g], node * nColors, nColors)];
}

/** Where in a stretch of an array its largest value is, the first of equals. */
function largest(values: Uint32Array, start: number, length: number): number {
  let found = 0;
  for (let i = 1; i < length; i++) if (values[start + i] > values[start + found]) found = i;
  return found;
}

/** The slices of all categories but the largest, whose colour the disc has. */
function drawSlices(
  pen: Pen,
  x: number,
  y: number,
  r: number,
  mix: Uint32Array,
  colorOf: (code: number) => string,
): void {
  const main = largest(mix, 0, mix.length);
  const total = mix.reduce((sum, n) => sum + n, 0);
  if (mix[main] === total) return;
  let angle = TOP;
  for (let code = 0; code < mix.length; code++) {
    const sweep = (mix[code] / total) * FULL;
    if (sweep > 0 && code !== main) {
      pen.fillStyle = colorOf(code);
      pen.beginPath();
      pen.moveTo(x, y);
      pen.arc(x, y, r, angle, angle + sweep);
      pen.fill();
    }
    angle += sweep;
  }
}

function disc(pen: Pen, x: number, y: number, r: number, fill: string): void {
  pen.fillStyle = fill;
  pen.beginPath();
  pen.arc(x, y, r, 0, FULL);
  pen.fill();
}

function square(pen: Pen, x: number, y: number, r: number, fill: string): void {
  const half = SQUARE * r;
  pen.fillStyle = fill;
  pen.fillRect(x - half, y - half, 2 * half, 2 * half);
}

/** Rings around what was picked, and arcs as long as the share of each node that is selected; in a membrane, fine rings. */
export function drawSelectionRings(
  pen: Pen,
  { at, radii }: PanelScene,
  selected: Float32Array,
  picked: ReadonlySet<number>,
  isWrapped: boolean,
  tokens: Tokens,
): void {
  pen.strokeStyle = tokens.ink;
  for (let node = 0; node < radii.length; node++) {
    const isPicked = picked.has(node);
    const sweep = isPicked ? FULL : isWrapped ? 0 : selected[node] * FULL;
    if (!sweep) continue;
    const width = isWrapped ? 1 : isPicked ? 2.4 : 1.4;
    pen.lineWidth = width;
    pen.beginPath();
    pen.arc(
      at[2 * node],
      at[2 * node + 1],
      radii[node] + (isWrapped ? 0.5 : width / 2 + 1.2),
      TOP,
      TOP + sweep,
    );
    pen.stroke();
  }
}

/** A thin ring with a gap around the node that is pointed at. */
export function drawHoverRing(pen: Pen, { at, radii }: PanelScene, node: number, tokens: Tokens): void {
  pen.strokeStyle = tokens.ink;
  pen.lineWidth = 1.6;
  pen.beginPath();
  pen.arc(at[2 * node], at[2 * node + 1], radii[node] + 4.5, 0, FULL);
  pen.stroke();
}
