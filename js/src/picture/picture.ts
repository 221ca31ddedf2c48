// Figures as files.
import type { AnyModel } from "@anywidget/types";
import { screenOf } from "../draw/pen";
import type { WidgetState } from "../model/state";
import { Store } from "../model/store";
import { Traits } from "../model/traits";
import { composeFigure, type Figure, type FigureOptions } from "./figure";
import { withDensity } from "./png_density";
import { SvgPen } from "./svg_pen";

export interface PictureOptions extends FigureOptions {
  format: Format;
  /** Pixels of a PNG for each pixel of the figure. */
  scale: number;
}

export type Format = "png" | "svg";

/** The figure of a store as a `data:` URL in base64. */
export function pictureUrl(store: Store, options: PictureOptions): string {
  return options.format === "svg" ? svgUrl(store, options) : pngUrl(store, options);
}

/** The figure of a store as a file. */
export function pictureBlob(store: Store, options: PictureOptions): Blob {
  const [head, content] = pictureUrl(store, options).split(",");
  const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
  return new Blob([bytes], { type: head.slice("data:".length).split(";")[0] });
}

/** A figure on a canvas, with so many pixels for each of its own. */
export function drawnOn(canvas: HTMLCanvasElement, figure: Figure, scale: number): HTMLCanvasElement {
  canvas.width = Math.round(figure.width * scale);
  canvas.height = Math.round(figure.height * scale);
  const pen = screenOf(canvas);
  pen.scale(scale, scale);
  figure.draw(pen);
  return canvas;
}

/** The figure of a model that no view shows, as a `data:` URL in base64. */
export function picture(model: AnyModel<WidgetState>, options: PictureOptions): string {
  const life = new AbortController();
  try {
    return pictureUrl(new Store(new Traits(model, life.signal), life.signal), options);
  } finally {
    life.abort();
  }
}

function svgUrl(store: Store, options: PictureOptions): string {
  const measuring = screenOf(document.createElement("canvas"));
  const pen = new SvgPen((font, text) => {
    measuring.font = font;
    return measuring.measureText(text).width;
  });
  const figure = composeFigure(store, options, pen);
  figure.draw(pen);
  const text = pen.document(figure.width, figure.height, figure.title, figure.description);
  return `data:image/svg+xml;base64,${base64(new TextEncoder().encode(text))}`;
}

function pngUrl(store: Store, options: PictureOptions): string {
  const canvas = document.createElement("canvas");
  drawnOn(canvas, composeFigure(store, options, screenOf(canvas)), options.scale);
  const url = canvas.toDataURL("image/png");
  if (!url.startsWith("data:image/png")) {
    throw new Error(
      `This browser has no canvas of ${canvas.width} by ${canvas.height} pixels. Choose a smaller width or scale.`,
    );
  }
  return withDensity(url, options.scale);
}

/** A call of a function takes so many values at most. */
const PIECE = 0x8000;

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let k = 0; k < bytes.length; k += PIECE) {
    text += String.fromCharCode(...bytes.subarray(k, k + PIECE));
  }
  return btoa(text);
}
