// What the wall of a membrane says, in samples drawn as the canvas draws them.
import { drawWallSample, wallStyle } from "../draw/membranes";
import type { MembranePart } from "../model/patterns";
import { h } from "./dom";

const [WIDTH, HEIGHT] = [40, 18];

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

const ROWS: readonly [part: MembranePart, text: string][] = [
  [WHOLE, "thick: the same inputs"],
  [{ ...WHOLE, content: 0.3 }, "thin: few in common"],
  [{ ...WHOLE, content: 0.3, p: 0.4 }, "dashed: as by chance"],
  [{ ...WHOLE, kind: "opened" }, "gap: its loop is open"],
  [{ ...WHOLE, kind: "dissolved", content: 0.1, p: 0.4 }, "droplets: dissolved"],
];

/** A piece of wall of a part of a pattern, as in its panel. */
export function wallSample(part: MembranePart, color: string): HTMLCanvasElement {
  const ratio = window.devicePixelRatio || 1;
  const canvas = h("canvas", {
    class: "ta-wall",
    width: String(Math.round(WIDTH * ratio)),
    height: String(Math.round(HEIGHT * ratio)),
    "aria-hidden": "true",
  });
  const pen = canvas.getContext("2d");
  if (pen) {
    pen.scale(ratio, ratio);
    drawWallSample(pen, wallStyle(part), { x: 0, y: 0, width: WIDTH, height: HEIGHT }, color);
  }
  return canvas;
}

export const wallKey = (color: string): HTMLElement =>
  h(
    "div",
    { class: "ta-wall-key" },
    ...ROWS.map(([part, text]) => h("div", {}, wallSample(part, color), h("span", {}, text))),
  );
