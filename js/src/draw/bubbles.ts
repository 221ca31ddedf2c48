// Bubble Sets of matched regions (Collins, Penn, Carpendale 2009): a region has one colour in every panel.
import type { Outline } from "../geometry/outline";
import { insidePolygon } from "../geometry/polygon";
import { regionMark, type ShownRegion } from "../model/patterns";
import { contrast } from "../palette";
import {
  hidden,
  LABEL_HEIGHT,
  LABEL_PADDING,
  type PlacedLabel,
  placeLabels,
  type Spot,
} from "../scene/labels";
import type { Frame, Outlines } from "../scene/outlines";
import type { Box } from "../scene/panels";
import { fineness, type PanelScene } from "../scene/scene";
import type { Tokens } from "../theme";
import type { Finish } from "./nodes";
import type { Pen } from "./pen";
import { lineColor, traceAll, traceLines } from "./rings";
import { FONT } from "./words";

/** Between a disc and the wall of its bubble, in pixels. */
const PAD = 5;
/** Between a label and the edge of its panel, in pixels. */
const EDGE = 4;
/** Panels under this width, in pixels, have no room for names: the list has them by the same marks. */
const WORDY = 400;
const LABEL_FONT = `500 11px ${FONT}`;
const BADGE_FONT = `700 10.5px ${FONT}`;

/** A region in a panel. */
export interface Bubble {
  region: ShownRegion;
  outline: Outline;
}

/** A bubble as it is when nobody points at it. */
export const unlit = ({ region, outline }: Bubble): Bubble => ({
  region: { ...region, lit: false },
  outline,
});

/** The bubbles of a panel that are worked out by now, the best region first. */
export function bubblesOf(
  outlines: Outlines,
  regions: readonly ShownRegion[],
  panel: number,
  frame: Frame,
): Bubble[] {
  return regions.flatMap((region) => {
    const pad = PAD * fineness(frame.panel);
    const members = region.nodes[panel].map((node) => ({ node, pad }));
    const outline = outlines.of(panel, frame, members, true);
    return outline ? [{ region, outline }] : [];
  });
}

/** The smallest bubble at a point. */
export function bubbleAt(bubbles: readonly Bubble[], x: number, y: number): ShownRegion | null {
  const isIn = ({ outline }: Bubble) =>
    outline.bodies.some(({ rings }) => rings.filter((ring) => insidePolygon(ring, x, y)).length % 2 === 1);
  return bubbles.filter(isIn).sort((a, b) => sizeOf(a) - sizeOf(b))[0]?.region ?? null;
}

const sizeOf = ({ outline }: Bubble): number =>
  outline.bodies.reduce((sum, { nodes }) => sum + nodes.length, 0);

/** Bubbles, fainter where something else is what the reader looks at. */
export function drawBubbles(
  pen: Pen,
  bubbles: readonly Bubble[],
  { at, radii }: PanelScene,
  tokens: Tokens,
  isQuiet: boolean,
  finish: Finish,
): void {
  const isLit = isQuiet || bubbles.some(({ region }) => region.lit);
  // Small ones on large ones, and what is pointed at on all.
  const ordered = [...bubbles].sort((a, b) => +a.region.lit - +b.region.lit || sizeOf(b) - sizeOf(a));
  pen.lineJoin = "round";
  for (const { region, outline } of ordered) {
    const { lit, color } = region;
    pen.fillStyle = color;
    pen.strokeStyle = lineColor(color, tokens);
    for (const body of outline.bodies) {
      traceAll(pen, body.rings, true);
      pen.globalAlpha = lit ? 0.34 : isLit ? 0.09 : 0.17;
      pen.fill("evenodd");
      pen.globalAlpha = lit ? 1 : isLit ? 0.55 : 0.9;
      // A line of one device pixel costs a tenth of a wider one.
      pen.lineWidth = finish.hurried ? finish.pixel : lit ? 2.4 : 1.5;
      pen.stroke();
    }
    pen.lineWidth = 1.2;
    traceLines(pen, outline.ties.broken, at, radii);
    pen.stroke();
    pen.setLineDash([1.5, 4]);
    pen.lineCap = "round";
    traceLines(pen, outline.ties.loose, at, radii);
    pen.stroke();
    pen.setLineDash([]);
    pen.lineCap = "butt";
  }
  pen.globalAlpha = 1;
}

/** Labels of the regions, by panel. They are placed at rest, and go along with their bubbles until then. */
export class RegionLabels {
  private readonly placed = new Map<
    number,
    { outlines: Outline[]; spots: Map<number, Spot>; labels: PlacedLabel[] }
  >();
  private readonly widths = new Map<string, number>();

  of(pen: Pen, panel: number, bubbles: readonly Bubble[], frame: Frame): PlacedLabel[] {
    const before = this.placed.get(panel);
    const outlines = bubbles.map(({ outline }) => outline);
    const isSame = before?.outlines.length === outlines.length;
    if (isSame && outlines.every((outline, k) => outline === before.outlines[k])) return before.labels;
    const named = bubbles.map(({ region, outline }) => ({
      badge: regionMark(region.number),
      name: frame.panel.projection.plot.width < WORDY ? "" : region.name,
      telling: region.telling,
      rings: outline.bodies.flatMap(({ rings }) => rings),
    }));
    const { at, radii, projection } = frame.panel;
    const site = {
      room: inset(projection.plot),
      hides: hidden(at, radii),
      measure: (text: string) => this.width(pen, text),
    };
    const spots = new Map<number, Spot>();
    bubbles.forEach(({ region }, k) => {
      const spot = before?.spots.get(region.number);
      if (spot) spots.set(k, spot);
    });
    const labels = placeLabels(named, site, frame.resting ? null : spots);
    if (frame.resting) {
      const own = labels.map(({ index, spot }) => [bubbles[index].region.number, spot] as const);
      this.placed.set(panel, { outlines, spots: new Map(own), labels });
    }
    return labels;
  }

  /** Measuring is slow, and the same few texts are measured again and again. */
  private width(pen: Pen, text: string): number {
    let width = this.widths.get(text);
    if (width === undefined) {
      pen.font = LABEL_FONT;
      width = pen.measureText(text).width;
      this.widths.set(text, width);
    }
    return width;
  }
}

const inset = ({ x, y, width, height }: Box): Box => ({
  x: x + EDGE,
  y,
  width: width - 2 * EDGE,
  height: height - EDGE,
});

/** Names on pills of the colour of what is behind, so that they can be read on anything. */
export function drawRegionLabels(
  pen: Pen,
  labels: readonly PlacedLabel[],
  bubbles: readonly Bubble[],
  tokens: Tokens,
  isQuiet: boolean,
): void {
  for (const { index, box, badge, text, spot } of labels) {
    const { color, number, lit } = bubbles[index].region;
    // The mark stays, beside its region: the list tells the name.
    const isShort = isQuiet && !lit;
    const width = isShort ? badge : box.width;
    const x = box.x + spot.lean * (box.width - width);
    pen.fillStyle = tokens.surface;
    pen.globalAlpha = 0.92;
    pill(pen, x, box.y, width);
    pen.fill();
    pen.globalAlpha = 1;
    pen.strokeStyle = color;
    pen.lineWidth = lit ? 2 : 1;
    pen.stroke();
    drawBadge(pen, regionMark(number), color, x, box.y, badge);
    if (!text || isShort) continue;
    pen.font = LABEL_FONT;
    pen.textAlign = "left";
    pen.fillStyle = tokens.ink;
    pen.textBaseline = "middle";
    pen.fillText(text, x + badge + LABEL_PADDING - 1, box.y + LABEL_HEIGHT / 2 + 0.5);
    pen.textBaseline = "alphabetic";
  }
}

const [LIGHT, DARK] = ["#ffffff", "#111418"];

/** The mark of a region on its colour. */
export function drawBadge(pen: Pen, mark: string, color: string, x: number, y: number, width: number): void {
  pen.fillStyle = color;
  pill(pen, x, y, width);
  pen.fill();
  pen.font = BADGE_FONT;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillStyle = contrast(color, LIGHT) >= contrast(color, DARK) ? LIGHT : DARK;
  pen.fillText(mark, x + width / 2, y + LABEL_HEIGHT / 2 + 0.5);
  pen.textBaseline = "alphabetic";
}

function pill(pen: Pen, x: number, y: number, width: number): void {
  pen.beginPath();
  pen.roundRect(x, y, width, LABEL_HEIGHT, LABEL_HEIGHT / 2);
}
