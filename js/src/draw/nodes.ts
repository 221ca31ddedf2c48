// Nodes: pies of categories or discs of one colour, rings for what is selected.
import { type Coloring, fraction, mixAt } from "../model/coloring";
import type { Graph } from "../model/decode";
import { faded, mixColor, valueColor } from "../palette";
import type { PanelScene } from "../scene/scene";
import type { Tokens } from "../theme";
import { FAINT } from "./emphasis";

/** The drawing surface: what both a canvas and a recorder of vector graphics can do. */
export type Pen = CanvasRenderingContext2D;

/** How finely to draw. */
export interface Finish {
  /** The picture is large and moves: leave out what is not seen in motion. */
  hurried: boolean;
  /** Size of a device pixel. */
  pixel: number;
}

const FULL = 2 * Math.PI;
const TOP = -Math.PI / 2;
/** A pie under this radius, in pixels, is a disc of its largest category. */
const SMALLEST_PIE = 3.5;
const HURRIED_PIE = 7;

/** What is lit up lies on top of what is faint; within each, small discs on large ones. */
function backToFront(largestFirst: Int32Array, opacity: Float32Array | null): Int32Array {
  if (!opacity) return largestFirst;
  const ordered = new Int32Array(largestFirst.length);
  const faint = largestFirst.filter((node) => opacity[node] <= FAINT);
  ordered.set(faint);
  ordered.set(
    largestFirst.filter((node) => opacity[node] > FAINT),
    faint.length,
  );
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
): void {
  const { plot } = projection;
  // In a hurry only large discs keep their rims and slices.
  const detailed = finish.hurried ? HURRIED_PIE : 0;
  for (const node of backToFront(graph.largestFirst, opacity)) {
    const [x, y, r] = [at[2 * node], at[2 * node + 1], radii[node]];
    if (x + r < plot.x || x - r > plot.x + plot.width || y + r < plot.y || y - r > plot.y + plot.height)
      continue;
    if (r >= detailed) disc(pen, x, y, r + Math.min(1, 0.4 * r), tokens.panel);
    const shown = opacity?.[node] ?? 1;
    drawNode(pen, x, y, r, Math.max(detailed, SMALLEST_PIE), g, node, coloring, (color) =>
      faded(color, tokens.panel, shown),
    );
  }
}

function drawNode(
  pen: Pen,
  x: number,
  y: number,
  r: number,
  smallestPie: number,
  graph: number,
  node: number,
  coloring: Coloring,
  tint: (color: string) => string,
): void {
  if (coloring.kind === "continuous") {
    const value = coloring.values[graph][node];
    disc(pen, x, y, r, tint(valueColor(Number.isNaN(value) ? value : fraction(coloring.scale, value))));
    return;
  }
  const mix = mixAt(coloring, graph, node);
  let total = 0;
  let largest = 0;
  for (let code = 0; code < mix.length; code++) {
    total += mix[code];
    if (mix[code] > mix[largest]) largest = code;
  }
  disc(pen, x, y, r, tint(mixColor(largest, mix.length - 1)));
  if (mix[largest] === total || r < smallestPie) return;
  let angle = TOP;
  for (let code = 0; code < mix.length; code++) {
    const sweep = (mix[code] / total) * FULL;
    if (sweep > 0 && code !== largest) {
      pen.fillStyle = tint(mixColor(code, mix.length - 1));
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

/** An arc as long as the share of the node that is selected; closed and heavy if the node was picked. */
export function drawSelectionRings(
  pen: Pen,
  { at, radii }: PanelScene,
  selected: Float32Array,
  picked: ReadonlySet<number>,
  tokens: Tokens,
): void {
  pen.strokeStyle = tokens.ink;
  for (let node = 0; node < radii.length; node++) {
    if (!selected[node]) continue;
    const isPicked = picked.has(node);
    const sweep = isPicked ? FULL : selected[node] * FULL;
    pen.lineWidth = isPicked ? 2.4 : 1.4;
    pen.beginPath();
    pen.arc(at[2 * node], at[2 * node + 1], radii[node] + (isPicked ? 2.4 : 2), TOP, TOP + sweep);
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
