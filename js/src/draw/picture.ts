// One frame: everything on the canvas, from a scene and what is to be shown of it.
import type { Coloring } from "../model/coloring";
import type { Graph } from "../model/decode";
import type { NodeRef } from "../model/selection";
import { count } from "../numbers";
import type { Box } from "../scene/panels";
import type { PanelScene, Scene } from "../scene/scene";
import type { Tokens } from "../theme";
import { drawEdges } from "./edges";
import type { Emphasis } from "./emphasis";
import { drawHoverRing, drawNodes, drawSelectionRings, type Finish, type Pen } from "./nodes";

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

export interface Picture {
  graphs: readonly Graph[];
  scene: Scene;
  coloring: Coloring;
  emphasis: Emphasis;
  picked: readonly NodeRef[];
  hover: NodeRef | null;
  /** Panel that the keyboard is in, or -1. */
  activePanel: number;
  /** Panel and polygon of a lasso being drawn. */
  lasso: { graph: number; polygon: readonly number[] } | null;
  tokens: Tokens;
  finish: Finish;
}

export function drawPicture(pen: Pen, width: number, height: number, picture: Picture): void {
  const { scene, tokens } = picture;
  pen.fillStyle = tokens.surface;
  pen.fillRect(0, 0, width, height);
  scene.panels.forEach((panel, g) => {
    drawPanel(pen, panel, g, picture);
  });
}

function drawPanel(pen: Pen, panelScene: PanelScene, g: number, picture: Picture): void {
  const { graphs, coloring, emphasis, tokens, hover, lasso, finish } = picture;
  const { panel } = panelScene;
  const graph = graphs[g];
  const opacity = emphasis.opacity?.[g] ?? null;
  pen.save();
  tracePanel(pen, panel);
  pen.fillStyle = tokens.panel;
  pen.fill();
  pen.clip();
  const edgeValues = coloring.kind === "continuous" ? (coloring.edges?.[g] ?? null) : null;
  drawEdges(pen, graph, panelScene, edgeValues, opacity, tokens, finish);
  drawNodes(pen, graph, panelScene, g, coloring, opacity, tokens, finish);
  if (emphasis.selected) {
    const picked = new Set(picture.picked.filter((p) => p.graph === g).map((p) => p.node));
    drawSelectionRings(pen, panelScene, emphasis.selected[g], picked, tokens);
  }
  if (hover?.graph === g) drawHoverRing(pen, panelScene, hover.node, tokens);
  if (lasso?.graph === g) drawLasso(pen, lasso.polygon, tokens);
  if (!graph.nNodes) drawEmpty(pen, panelScene, tokens);
  drawTitle(pen, graph, panelScene, tokens);
  pen.restore();
  const active = g === picture.activePanel;
  pen.strokeStyle = active ? tokens.focus : tokens.border;
  pen.lineWidth = active ? 2 : 1;
  tracePanel(pen, panel);
  pen.stroke();
}

function tracePanel(pen: Pen, panel: Box): void {
  pen.beginPath();
  pen.roundRect(panel.x + 0.5, panel.y + 0.5, panel.width - 1, panel.height - 1, 7);
}

function drawTitle(pen: Pen, graph: Graph, { panel }: PanelScene, tokens: Tokens): void {
  // Nodes that were dragged under the title are faded, not cut.
  const fade = pen.createLinearGradient(0, panel.y, 0, panel.y + 34);
  fade.addColorStop(0.7, tokens.panel);
  fade.addColorStop(1, `${tokens.panel}00`);
  pen.fillStyle = fade;
  pen.fillRect(panel.x, panel.y, panel.width, 34);
  const sizes = `${count(graph.nNodes, "node")} · ${count(graph.nEdges, "edge")}`;
  const baseline = panel.y + 21;
  pen.font = `400 11px ${FONT}`;
  const sizesWidth = pen.measureText(sizes).width;
  const room = panel.width - 24;
  const showSizes = room - sizesWidth > 90;
  pen.font = `600 13px ${FONT}`;
  pen.fillStyle = tokens.ink;
  pen.textAlign = "left";
  pen.fillText(elided(pen, graph.name, showSizes ? room - sizesWidth - 12 : room), panel.x + 12, baseline);
  if (!showSizes) return;
  pen.font = `400 11px ${FONT}`;
  pen.fillStyle = tokens.muted;
  pen.textAlign = "right";
  pen.fillText(sizes, panel.x + panel.width - 12, baseline);
}

function drawEmpty(pen: Pen, { projection: { plot } }: PanelScene, tokens: Tokens): void {
  pen.font = `400 12px ${FONT}`;
  pen.fillStyle = tokens.muted;
  pen.textAlign = "center";
  const [x, y] = [plot.x + plot.width / 2, plot.y + plot.height / 2];
  pen.fillText("No nodes: the clusterer took every", x, y - 8);
  pen.fillText("input for noise.", x, y + 8);
}

function drawLasso(pen: Pen, polygon: readonly number[], tokens: Tokens): void {
  pen.beginPath();
  for (let i = 0; i < polygon.length; i += 2) pen.lineTo(polygon[i], polygon[i + 1]);
  pen.closePath();
  pen.fillStyle = `${tokens.ink}14`;
  pen.fill();
  pen.strokeStyle = tokens.ink;
  pen.lineWidth = 1.2;
  pen.setLineDash([4, 3]);
  pen.stroke();
  pen.setLineDash([]);
}

/** Cut a text to a width, with an ellipsis. */
function elided(pen: Pen, text: string, width: number): string {
  if (pen.measureText(text).width <= width) return text;
  let end = text.length;
  while (end > 1 && pen.measureText(`${text.slice(0, end)}…`).width > width) end--;
  return `${text.slice(0, end).trimEnd()}…`;
}
