// Membranes of a pattern. What the wall looks like says what became of the pattern: see docs/membranes.md.
import type { MembraneEnd, MorphBody } from "../geometry/morph";
import { looseEnds, opened } from "../geometry/openings";
import type { Body, Outline } from "../geometry/outline";
import type { Graph } from "../model/decode";
import type { MembranePart, ShownMembrane } from "../model/patterns";
import { faded } from "../palette";
import { type Frame, inducedLinks, type Outlines } from "../scene/outlines";
import { fineness, type PanelScene } from "../scene/scene";
import type { Tokens } from "../theme";
import type { Finish } from "./nodes";
import type { Pen } from "./pen";
import { lineColor, traceAll, traceLines } from "./rings";

/** What a shuffled pattern has as often as not is drawn with dashes. */
const BY_CHANCE = 0.05;
/** Between a disc and the wall, in pixels: of a node that holds next to nothing of the pattern, and added to the others. */
const [THIN, THICK] = [3, 5];
/** How wide a wall is open, in pixels. */
const OPENING = 16;

export interface WallStyle {
  /** Width of each of the wall's two lines, and between them; without room between them they are one. */
  line: number;
  between: number;
  dash: readonly number[];
  /** Whether the wall has gaps. */
  isOpen: boolean;
  /** Opacity of the wall, and of what it holds. */
  wall: number;
  fill: number;
  /** No body, but a droplet for each node. */
  droplets: boolean;
}

/** How a part's wall is drawn: the more alike its inputs are to the pattern's, the thicker and fuller. */
export function wallStyle({ kind, content, p }: MembranePart): WallStyle {
  const alike = Math.max(0, Math.min(1, content));
  const dash = p !== null && p > BY_CHANCE ? [5, 4] : [];
  if (kind === "dissolved") {
    return {
      line: 1,
      between: 0,
      dash: [],
      isOpen: false,
      wall: 0.55,
      fill: 0.05 + 0.1 * alike,
      droplets: true,
    };
  }
  return {
    line: 1 + 0.6 * alike,
    between: 0.6 + 3 * alike,
    dash,
    isOpen: kind === "opened",
    wall: 1,
    fill: 0.05 + 0.2 * alike,
    droplets: false,
  };
}

/** A membrane in a panel. */
export interface Membrane {
  color: string;
  style: WallStyle;
  outline: Outline;
  /** The body whose wall is open, and where: x and y, one after another. */
  openings: { body: Body; points: number[] } | null;
}

/** The membranes of a panel that are worked out by now. */
export function membranesOf(
  outlines: Outlines,
  membranes: readonly ShownMembrane[],
  panel: number,
  frame: Frame,
): Membrane[] {
  return membranes.flatMap(({ color, parts }) => {
    const part = parts[panel];
    if (!part) return [];
    const size = fineness(frame.panel);
    const style = finer(wallStyle(part), size);
    const outline = outlines.of(panel, frame, membersOf(part, size), !style.droplets);
    if (!outline) return [];
    return [{ color, style, outline, openings: style.isOpen ? openingsOf(outline, frame) : null }];
  });
}

/** A wall in a small panel. */
const finer = (style: WallStyle, size: number): WallStyle => ({
  ...style,
  line: Math.max(0.8, size * style.line),
  between: size * style.between,
});

/** The more of the pattern a node holds, the more there is around it. */
export function membersOf({ nodes, held }: MembranePart, size: number): { node: number; pad: number }[] {
  const most = Math.max(...held);
  return nodes.map((node, k) => ({ node, pad: size * (THIN + THICK * Math.sqrt(held[k] / most || 0)) }));
}

/** A part as an end of a morph, with its graph's nodes at some place, in pixels. */
export function membraneEnd(
  part: MembranePart,
  graph: Graph,
  at: Float32Array,
  radii: Float32Array,
  size: number,
): MembraneEnd {
  const links = wallStyle(part).droplets ? [] : inducedLinks(graph, part.nodes);
  return { at, radii, members: membersOf(part, size), links };
}

/** Beside the loose ends of the largest body, on the sides where they would meet. */
function openingsOf({ bodies }: Outline, { graph, panel: { at, radii } }: Frame): Membrane["openings"] {
  const [body] = [...bodies].sort((a, b) => b.nodes.length - a.nodes.length);
  const ends = body && looseEnds(body.nodes, inducedLinks(graph, body.nodes));
  if (!ends) return null;
  const [a, b] = ends;
  const [dx, dy] = [at[2 * b] - at[2 * a], at[2 * b + 1] - at[2 * a + 1]];
  const length = Math.hypot(dx, dy) || 1;
  const beside = (node: number, sign: number) => {
    const reach = (sign * (radii[node] + THIN + THICK)) / length;
    return [at[2 * node] + reach * dx, at[2 * node + 1] + reach * dy];
  };
  return { body, points: [...beside(a, 1), ...beside(b, -1)] };
}

/** What membranes hold; nodes are drawn over it, or it would change their colours. */
export function drawContents(pen: Pen, membranes: readonly Membrane[]): void {
  for (const { color, style, outline } of membranes) {
    for (const { rings } of outline.bodies) fillBody(pen, rings, color, style);
  }
}

/** The walls, over the nodes. */
export function drawMembranes(
  pen: Pen,
  membranes: readonly Membrane[],
  { at, radii }: PanelScene,
  tokens: Tokens,
  finish: Finish,
): void {
  for (const { color, style: whole, outline, openings } of membranes) {
    const style = finish.hurried ? hurried(whole) : whole;
    for (const body of outline.bodies) {
      drawWall(pen, body.rings, color, style, body === openings?.body ? openings.points : [], tokens);
    }
    pen.strokeStyle = lineColor(color, tokens);
    pen.lineWidth = 1.2;
    pen.globalAlpha = style.wall;
    traceLines(pen, outline.ties.broken, at, radii);
    pen.stroke();
    pen.globalAlpha = 1;
  }
}

/** One line is half the work of two. */
const hurried = (style: WallStyle): WallStyle => ({ ...style, line: style.line / 2, between: 0 });

/** A membrane on its way: its wall changes from that of one end to that of the other. */
export function drawMorph(
  pen: Pen,
  bodies: readonly MorphBody[],
  color: string,
  from: MembranePart,
  to: MembranePart,
  t: number,
  tokens: Tokens,
): void {
  const [start, end] = [wallStyle(from), wallStyle(to)];
  const between = (key: "line" | "between" | "wall" | "fill") => (1 - t) * start[key] + t * end[key];
  const style: WallStyle = {
    ...(t < 0.5 ? start : end),
    line: between("line"),
    between: between("between"),
    wall: between("wall"),
    fill: between("fill"),
  };
  for (const { rings } of bodies) {
    fillBody(pen, rings, color, style);
    drawWall(pen, rings, color, style, [], tokens);
  }
}

function fillBody(pen: Pen, rings: readonly Float32Array[], color: string, style: WallStyle): void {
  traceAll(pen, rings, true);
  pen.fillStyle = color;
  pen.globalAlpha = style.fill;
  pen.fill("evenodd");
  pen.globalAlpha = 1;
}

/** The wall of one body; the outer one is open near some points, x and y one after another. */
function drawWall(
  pen: Pen,
  rings: readonly Float32Array[],
  color: string,
  style: WallStyle,
  openings: readonly number[],
  tokens: Tokens,
): void {
  pen.globalAlpha = style.wall;
  const isOpen = openings.length > 0;
  strokeWall(pen, isOpen ? opened(rings[0], openings, OPENING) : rings, !isOpen, color, style, tokens);
  if (isOpen) strokeWall(pen, rings.slice(1), true, color, style, tokens);
  pen.globalAlpha = 1;
}

/** A wide line and on it a narrower one are two lines that are equally far apart everywhere. */
function strokeWall(
  pen: Pen,
  lines: readonly Float32Array[],
  isClosed: boolean,
  color: string,
  { line, between, dash }: WallStyle,
  tokens: Tokens,
): void {
  pen.lineJoin = "round";
  // Where the wall is open, its two lines meet.
  pen.lineCap = isClosed || dash.length ? "butt" : "round";
  pen.setLineDash([...dash]);
  traceAll(pen, lines, isClosed);
  pen.strokeStyle = lineColor(color, tokens);
  pen.lineWidth = 2 * line + between;
  pen.stroke();
  if (between) {
    pen.strokeStyle = faded(color, tokens.panel, 0.25);
    pen.lineWidth = between;
    pen.stroke();
  }
  pen.setLineDash([]);
  pen.lineCap = "butt";
}
