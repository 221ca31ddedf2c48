// What the wall of a membrane says, in samples drawn as the canvas draws them.
import { type WallStyle, wallStyle } from "../draw/membranes";
import { drawWallSample, WALLS } from "../draw/walls";
import type { MembranePart } from "../model/patterns";
import { h } from "./dom";

const [WIDTH, HEIGHT] = [40, 18];

/** A piece of wall of a part of a pattern, as in its panel. */
export const wallSample = (part: MembranePart, color: string): HTMLCanvasElement =>
  sample(wallStyle(part), color);

function sample(style: WallStyle, color: string): HTMLCanvasElement {
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
    drawWallSample(pen, style, { x: 0, y: 0, width: WIDTH, height: HEIGHT }, color);
  }
  return canvas;
}

export const wallKey = (color: string): HTMLElement =>
  h(
    "div",
    { class: "ta-wall-key" },
    ...Object.values(WALLS).map(({ style, text }) => h("div", {}, sample(style, color), h("span", {}, text))),
  );
