// Edges: the more inputs two nodes share, the wider and darker the line; those with values have their colour.
import type { Graph } from "../model/decode";
import { valueColor } from "../palette";
import type { PanelScene } from "../scene/scene";
import type { Tokens } from "../theme";
import { FAINT } from "./emphasis";
import type { Finish, Marks } from "./nodes";
import { isScreen, type Pen, type Screen } from "./pen";

/** Lines of one look are stroked together: a path for each edge would cost a stroke each. */
const LOOKS = 5;
/** Shades of edges that have values. */
const SHADES = 8;
/** Graphs with more edges than this get thinner lines, or they would be one grey patch. */
const FEW = 1200;

export function drawEdges(
  pen: Pen,
  graph: Graph,
  panel: PanelScene,
  values: Float32Array | null,
  opacity: Float32Array | null,
  tokens: Tokens,
  finish: Finish,
  marks: Marks,
): void {
  pen.strokeStyle = tokens.edge;
  // Ends lie under the discs.
  pen.lineCap = "butt";
  if (finish.hurried && !values && !opacity && isScreen(pen)) {
    drawHurried(pen, graph, panel, finish.pixel);
  } else {
    const crowding = Math.min(1, Math.sqrt(FEW / graph.nEdges));
    const stretch = crowding * Math.min(2, Math.sqrt(panel.projection.camera.zoom));
    for (const [look, lines] of linesByLook(graph, panel, values, opacity, marks)) {
      const weight = Math.floor(look / 5) % LOOKS;
      if (values) pen.strokeStyle = valueColor(Math.floor(look / (5 * LOOKS)) / (SHADES - 1));
      const width = (0.7 + (2.1 * weight) / (LOOKS - 1)) * stretch;
      // A line of one device pixel costs a tenth of a wider one.
      pen.lineWidth = finish.hurried ? Math.min(width, finish.pixel) : width;
      pen.globalAlpha = (values ? 0.9 : strengthOf(weight)) * Math.max(0.2, (look % 5) / 4);
      pen.beginPath();
      for (let k = 0; k < lines.length; k += 4) {
        pen.moveTo(lines[k], lines[k + 1]);
        pen.lineTo(lines[k + 2], lines[k + 3]);
      }
      pen.stroke();
    }
  }
  pen.globalAlpha = 1;
}

const weightOf = (graph: Graph, edge: number): number =>
  Math.min(LOOKS - 1, Math.floor(graph.edgeWeights[edge] * LOOKS));

const strengthOf = (weight: number): number => 0.4 + (0.4 * weight) / (LOOKS - 1);

/** The ends of the edges that can be seen, by their looks: colour, weight and how much they are shown in one number. */
function linesByLook(
  graph: Graph,
  { at, projection: { plot } }: PanelScene,
  values: Float32Array | null,
  opacity: Float32Array | null,
  marks: Marks,
): Map<number, number[]> {
  const looks = new Map<number, number[]>();
  for (let e = 0; e < graph.nEdges; e++) {
    const i = graph.edges[2 * e];
    const j = graph.edges[2 * e + 1];
    const lit = opacity ? Math.min(opacity[i], opacity[j]) : 1;
    if (marks === "lit" && lit <= FAINT) continue;
    const x0 = at[2 * i];
    const y0 = at[2 * i + 1];
    const x1 = at[2 * j];
    const y1 = at[2 * j + 1];
    if (Math.max(x0, x1) < plot.x || Math.min(x0, x1) > plot.x + plot.width) continue;
    if (Math.max(y0, y1) < plot.y || Math.min(y0, y1) > plot.y + plot.height) continue;
    const shade = values ? Math.min(SHADES - 1, Math.floor(values[e] * SHADES)) : 0;
    const look = (shade * LOOKS + weightOf(graph, e)) * 5 + Math.round(4 * lit);
    let lines = looks.get(look);
    if (!lines) {
      lines = [];
      looks.set(look, lines);
    }
    lines.push(x0, y0, x1, y1);
  }
  return looks;
}

/** By the positions of the nodes: a camera moves the paths as they are. */
const layoutPaths = new WeakMap<Float32Array, Path2D[]>();

/** All edges as lines of one device pixel. */
function drawHurried(pen: Screen, graph: Graph, { layout, projection }: PanelScene, pixel: number): void {
  let paths = layoutPaths.get(layout);
  if (!paths) {
    paths = pathsByWeight(graph, layout);
    layoutPaths.set(layout, paths);
  }
  const { k } = projection;
  pen.save();
  pen.transform(k, 0, 0, -k, projection.x(0), projection.y(0));
  pen.lineWidth = pixel / k;
  paths.forEach((path, weight) => {
    pen.globalAlpha = strengthOf(weight);
    pen.stroke(path);
  });
  pen.restore();
}

function pathsByWeight(graph: Graph, layout: Float32Array): Path2D[] {
  const paths = Array.from({ length: LOOKS }, () => new Path2D());
  for (let e = 0; e < graph.nEdges; e++) {
    const i = graph.edges[2 * e];
    const j = graph.edges[2 * e + 1];
    const path = paths[weightOf(graph, e)];
    path.moveTo(layout[2 * i], layout[2 * i + 1]);
    path.lineTo(layout[2 * j], layout[2 * j + 1]);
  }
  return paths;
}
