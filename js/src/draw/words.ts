// What is written on the canvas, so that it fits: the titles of panels, and why one is empty.
import type { Graph } from "../model/decode";
import { cutAround, cutInMiddle, type Part, tellingParts } from "../names";
import { count } from "../numbers";
import { type Box, titleHeight } from "../scene/panels";
import type { Tokens } from "../theme";
import type { Pen } from "./pen";

export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** Nodes that were dragged under the title are faded, not cut; labels keep below it. */
export function drawFade(pen: Pen, panel: Box, tokens: Tokens): void {
  const height = titleHeight(panel);
  const fade = pen.createLinearGradient(0, panel.y, 0, panel.y + height);
  fade.addColorStop(0.7, tokens.panel);
  fade.addColorStop(1, `${tokens.panel}00`);
  pen.fillStyle = fade;
  pen.fillRect(panel.x, panel.y, panel.width, height);
}

/** Name of a graph, and its size where there is room for both. */
export function drawTitle(pen: Pen, graphs: readonly Graph[], g: number, panel: Box, tokens: Tokens): void {
  const graph = graphs[g];
  const height = titleHeight(panel);
  const isSmall = height < 30;
  const indent = isSmall ? 8 : 12;
  const room = panel.width - 2 * indent;
  const baseline = panel.y + height / 2 + (isSmall ? 5 : 6);
  const sizes = `${count(graph.nNodes, "node")} · ${count(graph.nEdges, "edge")}`;
  pen.font = `400 11px ${FONT}`;
  const sizesWidth = widthOf(pen, sizes);
  pen.font = `600 ${isSmall ? 12 : 13}px ${FONT}`;
  pen.fillStyle = tokens.ink;
  pen.textAlign = "left";
  const width = widthOf(pen, graph.name);
  // What tells names apart is worked out only where one is cut: this is drawn in every frame.
  const title =
    width <= room
      ? graph.name
      : shortened(pen, graph.name, tellingParts(graphs.map(({ name }) => name))[g], room);
  pen.fillText(title, panel.x + indent, baseline);
  if (width + 12 + sizesWidth > room) return;
  pen.font = `400 11px ${FONT}`;
  pen.fillStyle = tokens.muted;
  pen.textAlign = "right";
  pen.fillText(sizes, panel.x + panel.width - indent, baseline);
}

/** Say in the middle of an area why nothing is there. */
export function drawEmpty(pen: Pen, plot: Box, tokens: Tokens): void {
  pen.font = `400 12px ${FONT}`;
  pen.fillStyle = tokens.muted;
  pen.textAlign = "center";
  const lines = wrapped(pen, "No nodes: the clusterer took every input for noise.", plot.width - 16);
  const top = plot.y + plot.height / 2 - 8 * (lines.length - 1);
  lines.forEach((line, i) => {
    pen.fillText(line, plot.x + plot.width / 2, top + 16 * i);
  });
}

/** Measuring is slow, and the same few texts are drawn in each frame. */
const widths = new Map<string, number>();
const MOST_WIDTHS = 5000;

export function widthOf(pen: Pen, text: string): number {
  const key = `${pen.font}\n${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    width = pen.measureText(text).width;
    if (widths.size >= MOST_WIDTHS) widths.clear();
    widths.set(key, width);
  }
  return width;
}

/** Cut a name to a width so that the part stays that tells it from others. */
export const shortened = (pen: Pen, name: string, part: Part, width: number): string =>
  cutAround(name, part, (text) => widthOf(pen, text) <= width);

/** Cut a text to a width in its middle. */
export const elided = (pen: Pen, text: string, width: number): string =>
  cutInMiddle(text, (cut) => widthOf(pen, cut) <= width);

function wrapped(pen: Pen, text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line ? `${line} ${word}` : word;
    if (line && widthOf(pen, longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}
