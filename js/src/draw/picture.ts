// One frame: everything on the canvas, from a scene and what is to be shown of it.
import type { Coloring } from "../model/coloring";
import type { Graph } from "../model/decode";
import type { NodeRef } from "../model/selection";
import type { Box } from "../scene/panels";
import type { PanelScene, Scene } from "../scene/scene";
import type { Tokens } from "../theme";
import { drawBubbles, drawRegionLabels, unlit } from "./bubbles";
import { drawEdges } from "./edges";
import { type Emphasis, FAINT } from "./emphasis";
import type { Layers } from "./layer";
import { drawContents, drawMembranes, drawMorph } from "./membranes";
import { drawHoverRing, drawNodes, drawSelectionRings, type Finish, type Marks } from "./nodes";
import type { Pen } from "./pen";
import { type Around, isWrapped } from "./surroundings";
import { drawEmpty, drawFade, drawTitle } from "./words";

/** How much bubbles are shown while something else is what the reader looks at. */
const DIMMED = 0.6;

/** The graphs by themselves. */
export interface PlainPicture {
  graphs: readonly Graph[];
  scene: Scene;
  coloring: Coloring;
  tokens: Tokens;
}

export interface Picture extends PlainPicture {
  emphasis: Emphasis;
  /** By panel. */
  around: readonly Around[];
  /** What was drawn before; null: it is drawn now. */
  layers: Layers | null;
  picked: readonly NodeRef[];
  hover: NodeRef | null;
  /** Panel that the keyboard is in, or -1. */
  activePanel: number;
  /** Panel and polygon of a lasso being drawn. */
  lasso: { graph: number; polygon: readonly number[] } | null;
  finish: Finish;
  /** Whether panels have a colour; else what is behind the picture is seen. */
  opaque: boolean;
}

export function drawPicture(pen: Pen, picture: Picture): void {
  picture.scene.panels.forEach((panel, g) => {
    drawPanel(pen, panel, g, picture);
  });
}

function drawPanel(pen: Pen, panelScene: PanelScene, g: number, picture: Picture): void {
  const { graphs, emphasis, layers, tokens, hover, lasso, finish, opaque } = picture;
  const { panel } = panelScene;
  const graph = graphs[g];
  const opacity = emphasis.opacity?.[g] ?? null;
  pen.save();
  tracePanel(pen, panel);
  if (opaque) {
    pen.fillStyle = tokens.panel;
    pen.fill();
  }
  pen.clip();
  const { bubbles, labels, membranes, morphing } = picture.around[g];
  // A selection is what the reader looks at.
  const isQuiet = emphasis.selected !== null;
  if (layers?.bubbles) {
    const lit = bubbles.filter(({ region }) => region.lit);
    const isDimmed = isQuiet || hover !== null || lit.length > 0;
    layers.bubbles(isDimmed ? DIMMED : 1);
    drawBubbles(pen, lit, panelScene, tokens, isQuiet, finish);
  } else drawBubbles(pen, bubbles, panelScene, tokens, isQuiet || hover !== null, finish);
  drawContents(pen, membranes);
  layers?.graphs(opacity ? FAINT : 1);
  if (!layers || opacity) drawGraph(pen, picture, g, opacity, finish, layers ? "lit" : "all");
  drawMembranes(pen, membranes, panelScene, tokens, finish);
  if (morphing) {
    const { bodies, color, from, to, t } = morphing;
    drawMorph(pen, bodies, color, from, to, t, tokens);
  }
  if (layers) layers.rings?.(1);
  else if (emphasis.selected) {
    drawRings(pen, panelScene, g, picture.around[g], emphasis.selected, picture.picked, tokens);
  }
  if (hover?.graph === g) drawHoverRing(pen, panelScene, hover.node, tokens);
  if (lasso?.graph === g) drawLasso(pen, lasso.polygon, tokens);
  drawRegionLabels(pen, labels, bubbles, tokens, isQuiet);
  if (!graph.nNodes) drawEmpty(pen, panelScene.projection.plot, tokens);
  if (opaque) drawFade(pen, panel, tokens);
  drawTitle(pen, graphs, g, panel, tokens);
  pen.restore();
  const active = g === picture.activePanel;
  pen.strokeStyle = active ? tokens.focus : tokens.border;
  pen.lineWidth = active ? 2 : 1;
  tracePanel(pen, panel);
  pen.stroke();
}

/** Every graph in its panel, as it looks with nothing lit up. */
export function drawGraphs(pen: Pen, plain: PlainPicture, finish: Finish): void {
  inPanels(pen, plain.scene, (_, g) => drawGraph(pen, plain, g, null, finish, "all"));
}

/** Every bubble in its panel, as it looks when it is not lit up. */
export function drawAllBubbles(
  pen: Pen,
  { scene, tokens }: PlainPicture,
  around: readonly Around[],
  finish: Finish,
): void {
  inPanels(pen, scene, (panel, g) => {
    drawBubbles(pen, around[g].bubbles.map(unlit), panel, tokens, false, finish);
  });
}

/** The rings of what is selected, in every panel. */
export function drawAllRings(
  pen: Pen,
  { scene, tokens }: PlainPicture,
  around: readonly Around[],
  selected: readonly Float32Array[],
  picked: readonly NodeRef[],
): void {
  inPanels(pen, scene, (panel, g) => drawRings(pen, panel, g, around[g], selected, picked, tokens));
}

function drawRings(
  pen: Pen,
  panel: PanelScene,
  g: number,
  around: Around,
  selected: readonly Float32Array[],
  picked: readonly NodeRef[],
  tokens: Tokens,
): void {
  const own = new Set(picked.filter((p) => p.graph === g).map((p) => p.node));
  drawSelectionRings(pen, panel, selected[g], own, isWrapped(around), tokens);
}

function inPanels(pen: Pen, scene: Scene, draw: (panel: PanelScene, g: number) => void): void {
  scene.panels.forEach((own, g) => {
    pen.save();
    tracePanel(pen, own.panel);
    pen.clip();
    draw(own, g);
    pen.restore();
  });
}

function drawGraph(
  pen: Pen,
  { graphs, scene, coloring, tokens }: PlainPicture,
  g: number,
  opacity: Float32Array | null,
  finish: Finish,
  marks: Marks,
): void {
  const values = coloring.kind === "continuous" ? (coloring.edges?.[g] ?? null) : null;
  drawEdges(pen, graphs[g], scene.panels[g], values, opacity, tokens, finish, marks);
  drawNodes(pen, graphs[g], scene.panels[g], g, coloring, opacity, tokens, finish, marks);
}

function tracePanel(pen: Pen, panel: Box): void {
  pen.beginPath();
  pen.roundRect(panel.x + 0.5, panel.y + 0.5, panel.width - 1, panel.height - 1, 7);
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
