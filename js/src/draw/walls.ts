// What the wall of a membrane says, in samples for a legend.
import type { MembranePart } from "../model/patterns";
import type { Box } from "../scene/panels";
import { type WallStyle, wallStyle } from "./membranes";
import type { Pen } from "./pen";

/** Places and radii of the droplets of a sample, as parts of its width and height. */
const DROPLETS = [
  [0.2, 0.24],
  [0.5, 0.32],
  [0.8, 0.2],
] as const;

const WHOLE: MembranePart = {
  nodes: [0],
  shares: [1],
  held: [1],
  share: 1,
  content: 1,
  p: 0.01,
  pieces: 1,
  loops: 0,
  kind: "kept",
};

export interface WallMeaning {
  style: WallStyle;
  text: string;
}

const meaning = (part: Partial<MembranePart>, text: string): WallMeaning => ({
  style: wallStyle({ ...WHOLE, ...part }),
  text,
});

/** What there is to say, each by a wall that says it. */
export const WALLS = {
  thick: meaning({}, "thick: the same inputs"),
  thin: meaning({ content: 0.3 }, "thin: few in common"),
  dashed: meaning({ content: 0.3, p: 0.4 }, "dashed: as by chance"),
  open: meaning({ kind: "opened" }, "gap: its loop is open"),
  droplets: meaning({ kind: "dissolved", content: 0.1, p: 0.4 }, "droplets: dissolved"),
};

/** A straight piece of wall with what it holds below, for a legend. */
export function drawWallSample(pen: Pen, style: WallStyle, box: Box, color: string): void {
  const { line, between, dash, isOpen, wall, fill, droplets } = style;
  const width = 2 * line + between;
  const top = box.y + 0.3 * box.height;
  pen.fillStyle = color;
  pen.strokeStyle = color;
  pen.lineWidth = line;
  if (droplets) {
    for (const [part, size] of DROPLETS) {
      pen.beginPath();
      pen.arc(box.x + part * box.width, box.y + box.height / 2, size * box.height, 0, 2 * Math.PI);
      pen.globalAlpha = fill;
      pen.fill();
      pen.globalAlpha = wall;
      pen.stroke();
    }
    pen.globalAlpha = 1;
    return;
  }
  pen.globalAlpha = fill;
  pen.fillRect(box.x, top, box.width, box.y + box.height - top);
  pen.globalAlpha = wall;
  pen.setLineDash([...dash]);
  const half = isOpen ? 0.16 : 0;
  for (const y of [top - (width - line) / 2, top + (width - line) / 2]) {
    pen.beginPath();
    pen.moveTo(box.x, y);
    pen.lineTo(box.x + (0.5 - half) * box.width, y);
    pen.moveTo(box.x + (0.5 + half) * box.width, y);
    pen.lineTo(box.x + box.width, y);
    pen.stroke();
  }
  pen.setLineDash([]);
  pen.globalAlpha = 1;
}
