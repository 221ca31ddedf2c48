// From layout coordinates (y upward) to pixels (y downward) and back.
import type { Box } from "./panels";

/** What lies at a panel's centre, and how much it is enlarged; at zoom 1 everything fits. */
export interface Camera {
  x: number;
  y: number;
  zoom: number;
}

export interface Bounds {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

const ZOOM_RANGE = [0.3, 40] as const;
/** Kept free around the outermost nodes' centres, in pixels, but no more than a part of the smaller side of a plot. */
const [MARGIN, SHARE] = [26, 0.1];

export function boundsOf(positions: readonly Float32Array[]): Bounds {
  const b = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
  for (const at of positions) {
    for (let i = 0; i < at.length; i += 2) {
      b.x0 = Math.min(b.x0, at[i]);
      b.x1 = Math.max(b.x1, at[i]);
      b.y0 = Math.min(b.y0, at[i + 1]);
      b.y1 = Math.max(b.y1, at[i + 1]);
    }
  }
  return Number.isFinite(b.x0) ? b : { x0: -1, y0: -1, x1: 1, y1: 1 };
}

const marginOf = (plot: Box): number => Math.min(MARGIN, SHARE * plot.width, SHARE * plot.height);

/** Pixels for a unit of the layout at zoom 1: one for all panels, so that lengths compare. */
export function fitScale(bounds: Bounds, plot: Box): number {
  const margin = marginOf(plot);
  const across = (plot.width - 2 * margin) / (bounds.x1 - bounds.x0 || 1);
  const up = (plot.height - 2 * margin) / (bounds.y1 - bounds.y0 || 1);
  return Math.max(1e-6, Math.min(across, up));
}

/** Pixels that everything takes from top to bottom at zoom 1, margins included. */
export function fittedHeight(bounds: Bounds, plot: Box): number {
  return (bounds.y1 - bounds.y0) * fitScale(bounds, plot) + 2 * marginOf(plot);
}

export const fitCamera = (b: Bounds): Camera => ({ x: (b.x0 + b.x1) / 2, y: (b.y0 + b.y1) / 2, zoom: 1 });

const clampZoom = (zoom: number): number => Math.min(ZOOM_RANGE[1], Math.max(ZOOM_RANGE[0], zoom));

/** One panel's transform. */
export class Projection {
  readonly k: number;
  private readonly cx: number;
  private readonly cy: number;

  constructor(
    readonly plot: Box,
    readonly camera: Camera,
    scale: number,
  ) {
    this.k = scale * camera.zoom;
    this.cx = plot.x + plot.width / 2;
    this.cy = plot.y + plot.height / 2;
  }

  x(layoutX: number): number {
    return this.cx + (layoutX - this.camera.x) * this.k;
  }

  y(layoutY: number): number {
    return this.cy - (layoutY - this.camera.y) * this.k;
  }

  /** The camera after zooming while the point under (px, py) stays where it is. */
  zoomedAt(px: number, py: number, factor: number): Camera {
    const zoom = clampZoom(this.camera.zoom * factor);
    const ratio = this.camera.zoom / zoom;
    const dx = (px - this.cx) / this.k;
    const dy = (this.cy - py) / this.k;
    return { x: this.camera.x + dx * (1 - ratio), y: this.camera.y + dy * (1 - ratio), zoom };
  }

  /** The camera after dragging the picture by pixels. */
  panned(dx: number, dy: number): Camera {
    return { ...this.camera, x: this.camera.x - dx / this.k, y: this.camera.y + dy / this.k };
  }
}
