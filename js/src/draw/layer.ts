// What is at rest, kept as pixels: to show it again, or faintly, is then one operation, not thousands.
import { Causes } from "../causes";
import type { NodeRef } from "../model/selection";
import type { Pen, Screen } from "./pen";
import { drawAllBubbles, drawAllRings, drawGraphs, type PlainPicture } from "./picture";
import { type Around, isWrapped } from "./surroundings";

/** What puts pictures without background, as large as the canvas, on it with some opacity. */
export interface Layers {
  /** The bubbles, none of them lit up; null: there are none. */
  bubbles: ((opacity: number) => void) | null;
  /** The graphs with nothing lit up. */
  graphs: (opacity: number) => void;
  /** The rings of what is selected; null: nothing is. */
  rings: ((opacity: number) => void) | null;
}

export class LayerStore {
  private readonly bubbles = new Layer();
  private readonly graphs = new Layer();
  private readonly rings = new Layer();

  /** The layers as they are now; each is drawn anew where anything in it is another. */
  of(
    screen: Screen,
    width: number,
    height: number,
    ratio: number,
    plain: PlainPicture,
    around: readonly Around[],
    selected: readonly Float32Array[] | null,
    picked: readonly NodeRef[],
  ): Layers {
    const size = [width, height, ratio] as const;
    const finish = { hurried: false, pixel: 1 / ratio };
    const shown = around.flatMap(({ bubbles }) => bubbles.flatMap((own) => [own.outline, own.region.color]));
    const drawBubbles = (pen: Pen) => drawAllBubbles(pen, plain, around, finish);
    const { scene, tokens } = plain;
    const drawRings = (shares: readonly Float32Array[]) => (pen: Pen) =>
      drawAllRings(pen, plain, around, shares, picked);
    const laid = (layer: HTMLCanvasElement) => (opacity: number) => {
      screen.globalAlpha = opacity;
      screen.drawImage(layer, 0, 0, layer.width / ratio, layer.height / ratio);
      screen.globalAlpha = 1;
    };
    return {
      bubbles: shown.length ? laid(this.bubbles.of(size, [scene, tokens, ...shown], drawBubbles)) : null,
      graphs: laid(this.graphs.of(size, Object.values(plain), (pen) => drawGraphs(pen, plain, finish))),
      rings:
        selected &&
        laid(
          this.rings.of(
            size,
            [scene, tokens, selected, picked, ...around.map(isWrapped)],
            drawRings(selected),
          ),
        ),
    };
  }
}

class Layer {
  private readonly canvas = document.createElement("canvas");
  private readonly drawn = new Causes();

  of(
    size: readonly [width: number, height: number, ratio: number],
    content: readonly unknown[],
    draw: (pen: Pen) => void,
  ): HTMLCanvasElement {
    if (!this.drawn.differ(...size, ...content)) return this.canvas;
    const [width, height, ratio] = size;
    // Setting a size clears, too.
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    const pen = this.canvas.getContext("2d");
    pen?.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (pen) draw(pen);
    return this.canvas;
  }
}
