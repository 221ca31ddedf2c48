// The geometry of one frame: panels, projections, radii; and what lies under a point. Pure.
import { type Graph, sizeOf } from "../model/decode";
import type { NodeRef } from "../model/selection";
import { type Bounds, type Camera, fitScale, fittedHeight, Projection } from "./camera";
import { type Box, contains, gridOf, gridWithRoom, panelGrid, plotOf, restOf, roomyHeight } from "./panels";

export interface PanelScene {
  panel: Box;
  projection: Projection;
  /** Positions of the nodes in the layout's coordinates. */
  layout: Float32Array;
  /** Pixel positions of the nodes, x and y one after another. */
  at: Float32Array;
  /** Pixel radii of the nodes. */
  radii: Float32Array;
}

export interface Scene {
  panels: PanelScene[];
  /** Pixels that the panels take; less than they may where the graphs are wider than high. */
  height: number;
  /** What they leave of their grid, if anything. */
  free: Box | null;
}

/** Share of a panel that the discs of the fullest graph may cover at zoom 1. */
const INK = 0.085;
/** No disc has a smaller radius than this, in pixels, unless the nodes are so many that they would hide each other. */
const SMALLEST = 2.6;
const TINIEST = 1.8;
/** Smallest radius as a part of the distance between nodes spread evenly over a panel. */
const APART = 0.14;
/** Smaller side of a plot, in pixels, from which on lines are as thick as they get. */
const USUAL = 320;
/** No picture is less high than this, in pixels, if it may be and nobody says otherwise. */
const SHORTEST = 300;
/** Beyond a disc, in pixels, where the pointer still means it. */
const REACH = 6;

/** @param keepsFree Whether there is to be room for lists after the last panel. */
export function composeScene(
  graphs: readonly Graph[],
  positions: readonly Float32Array[],
  bounds: Bounds,
  cameras: readonly Camera[],
  width: number,
  largestHeight: number,
  leastHeight = SHORTEST,
  keepsFree = false,
): Scene {
  const n = graphs.length;
  const scaleIn = (own: Box) => fitScale(bounds, own);
  const roomy = keepsFree ? gridWithRoom(n, width, largestHeight, scaleIn) : null;
  const { columns, rows } = roomy ?? panelGrid(n, width, largestHeight, scaleIn);
  const [first] = gridOf(n, columns, width, largestHeight);
  const spare = plotOf(first).height - fittedHeight(bounds, plotOf(first));
  // Under this the picture would have to become smaller.
  const needed = Math.round(largestHeight - rows * Math.max(0, spare));
  const height = Math.max(Math.min(largestHeight, leastHeight), needed, roomy ? roomyHeight(rows) : 0);
  const boxes = gridOf(n, columns, width, height);
  const plot = plotOf(boxes[0]);
  const scale = scaleIn(plot);
  const unit = radiusUnit(graphs, plot);
  const least = leastRadius(graphs, plot);
  const panels = graphs.map((graph, g) => {
    const projection = new Projection(plotOf(boxes[g]), cameras[g], scale);
    const at = new Float32Array(2 * graph.nNodes);
    const radii = new Float32Array(graph.nNodes);
    // Discs grow more slowly than distances, so that zooming in pulls crowded nodes apart.
    const growth = unit * Math.sqrt(Math.max(0.5, cameras[g].zoom));
    const smallest = Math.min(SMALLEST, least * Math.sqrt(Math.max(1, cameras[g].zoom)));
    const largest =
      0.09 * Math.min(projection.plot.width, projection.plot.height) * Math.sqrt(cameras[g].zoom);
    for (let i = 0; i < graph.nNodes; i++) {
      at[2 * i] = projection.x(positions[g][2 * i]);
      at[2 * i + 1] = projection.y(positions[g][2 * i + 1]);
      radii[i] = Math.min(largest, Math.max(smallest, growth * Math.sqrt(sizeOf(graph, i))));
    }
    return { panel: boxes[g], projection, layout: positions[g], at, radii };
  });
  return { panels, height, free: restOf(boxes, width) };
}

/** How thick lines and pads may be, of what they are in a panel of usual size: small ones would be filled by them. */
export function fineness({ projection: { plot } }: PanelScene): number {
  return Math.max(0.45, Math.min(1, Math.min(plot.width, plot.height) / USUAL));
}

/** Pixel radius of a node with one input, so that areas tell sizes and all panels use one measure. */
function radiusUnit(graphs: readonly Graph[], plot: Box): number {
  const fullest = Math.max(1, ...graphs.map((g) => g.inputs.values.length));
  return Math.sqrt((INK * plot.width * plot.height) / (Math.PI * fullest));
}

function leastRadius(graphs: readonly Graph[], plot: Box): number {
  const most = Math.max(1, ...graphs.map((g) => g.nNodes));
  return Math.max(TINIEST, APART * Math.sqrt((plot.width * plot.height) / most));
}

export const panelAt = (scene: Scene, x: number, y: number): number =>
  scene.panels.findIndex((p) => contains(p.panel, x, y));

/** The node of a panel that costs least, the first of equals; none at or above a limit. */
function cheapest(
  { radii }: PanelScene,
  graph: number,
  limit: number,
  cost: (node: number) => number,
): NodeRef | null {
  let found: NodeRef | null = null;
  let least = limit;
  for (let node = 0; node < radii.length; node++) {
    const own = cost(node);
    if (own < least) {
      least = own;
      found = { graph, node };
    }
  }
  return found;
}

/** The node under a point: the disc whose edge is nearest, small discs lying on top. */
export function nodeAt(scene: Scene, x: number, y: number): NodeRef | null {
  const graph = panelAt(scene, x, y);
  if (graph < 0) return null;
  const { at, radii } = scene.panels[graph];
  return cheapest(scene.panels[graph], graph, REACH, (node) => {
    const distance = Math.hypot(at[2 * node] - x, at[2 * node + 1] - y);
    // Inside several discs the pointer means the smallest, which is drawn last.
    return distance < radii[node] ? radii[node] / 1e4 - 1 : distance - radii[node];
  });
}

/** The nodes of a panel whose centres lie in a polygon. */
export function nodesIn(scene: Scene, graph: number, inside: (x: number, y: number) => boolean): NodeRef[] {
  const { at, radii } = scene.panels[graph];
  return Array.from(radii.keys())
    .filter((node) => inside(at[2 * node], at[2 * node + 1]))
    .map((node) => ({ graph, node }));
}

/** The nearest node in a direction (unit vector, y downward), favouring what lies straight ahead. */
export function nodeToward(scene: Scene, from: NodeRef, dx: number, dy: number): NodeRef | null {
  const { at } = scene.panels[from.graph];
  return cheapest(scene.panels[from.graph], from.graph, Infinity, (node) => {
    const x = at[2 * node] - at[2 * from.node];
    const y = at[2 * node + 1] - at[2 * from.node + 1];
    const ahead = x * dx + y * dy;
    const aside = Math.abs(x * dy - y * dx);
    return node === from.node || ahead <= 0 || aside > 2 * ahead ? Infinity : ahead + 2 * aside;
  });
}

/** Where the keyboard starts in a panel: the node nearest to its centre. */
export function centralNode(scene: Scene, graph: number): NodeRef | null {
  const { at, projection } = scene.panels[graph];
  const { plot } = projection;
  const [x, y] = [plot.x + plot.width / 2, plot.y + plot.height / 2];
  return cheapest(scene.panels[graph], graph, Infinity, (node) =>
    Math.hypot(at[2 * node] - x, at[2 * node + 1] - y),
  );
}
