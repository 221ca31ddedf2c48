// Edges: the more inputs two nodes share, the wider and darker the line; those with values have their colour.
import type { Graph } from "../model/decode";
import { valueColor } from "../palette";
import type { PanelScene } from "../scene/scene";
import type { Tokens } from "../theme";
import type { Finish, Pen } from "./nodes";

/** Lines of one look are stroked together: a path for each edge would cost a stroke each. */
const LOOKS = 5;
/** Shades of edges that have values. */
const SHADES = 8;
/** Graphs with more edges than this get thinner lines, or they would be one grey patch. */
const FEW = 1200;

export function drawEdges(
  pen: Pen,
  graph: Graph,
  { at, projection }: PanelScene,
  values: Float32Array | null,
  opacity: Float32Array | null,
  tokens: Tokens,
  finish: Finish,
): void {
  const paths = new Map<number, Path2D>();
  const { plot } = projection;
  for (let e = 0; e < graph.nEdges; e++) {
    const [i, j] = [graph.edges[2 * e], graph.edges[2 * e + 1]];
    const [x0, y0, x1, y1] = [at[2 * i], at[2 * i + 1], at[2 * j], at[2 * j + 1]];
    if (Math.max(x0, x1) < plot.x || Math.min(x0, x1) > plot.x + plot.width) continue;
    if (Math.max(y0, y1) < plot.y || Math.min(y0, y1) > plot.y + plot.height) continue;
    const weight = Math.min(LOOKS - 1, Math.floor(graph.edgeWeights[e] * LOOKS));
    const shown = opacity ? Math.round(4 * Math.min(opacity[i], opacity[j])) : 4;
    const shade = values ? Math.min(SHADES - 1, Math.floor(values[e] * SHADES)) : 0;
    const look = (shade * LOOKS + weight) * 5 + shown;
    let path = paths.get(look);
    if (!path) {
      path = new Path2D();
      paths.set(look, path);
    }
    path.moveTo(x0, y0);
    path.lineTo(x1, y1);
  }
  pen.strokeStyle = tokens.edge;
  // Ends lie under the discs.
  pen.lineCap = "butt";
  const crowding = Math.min(1, Math.sqrt(FEW / graph.nEdges));
  const stretch = crowding * Math.min(2, Math.sqrt(projection.camera.zoom));
  for (const [look, path] of paths) {
    const weight = (Math.floor(look / 5) % LOOKS) / (LOOKS - 1);
    if (values) pen.strokeStyle = valueColor(Math.floor(look / (5 * LOOKS)) / (SHADES - 1));
    const width = (0.7 + 2.1 * weight) * stretch;
    // A line of one device pixel costs a tenth of a wider one.
    pen.lineWidth = finish.hurried ? Math.min(width, finish.pixel) : width;
    const strength = values ? 0.9 : 0.4 + 0.4 * weight;
    pen.globalAlpha = strength * Math.max(0.2, (look % 5) / 4);
    pen.stroke(path);
  }
  pen.globalAlpha = 1;
}
