// A figure for a paper: the panels of a view as they are at rest, and with them what their marks mean.
import { told } from "../controls/account";
import { unlit } from "../draw/bubbles";
import { emphasisOf, selectedIn, within } from "../draw/emphasis";
import type { Pen } from "../draw/pen";
import { drawPicture, type Picture } from "../draw/picture";
import { type Around, Surroundings } from "../draw/surroundings";
import { filtered } from "../model/filtering";
import { pickedNodes } from "../model/selection";
import type { Store } from "../model/store";
import { composeScene, type Scene } from "../scene/scene";
import { type Scheme, TOKENS, type Tokens } from "../theme";
import { layKeys, type Section } from "./keys";
import { sectionsOf } from "./legend";

/** Around a figure, in pixels, and between the panels and what they mean: below them, and in the place they leave. */
export const MARGIN = 8;
const ABOVE_KEYS = 12;
const [BESIDE_KEYS, INSIDE_KEYS] = [8, 4];

export interface FigureOptions {
  /** Of the whole figure, in pixels. */
  width: number;
  /** What the panels may take, in pixels; `fills`: they take all of it, also where the graphs are less high. */
  height: number;
  fills: boolean;
  scheme: Scheme;
  /** Whether what is behind the figure is seen where nothing is drawn. */
  transparent: boolean;
  /** Whether it says what its marks mean. */
  legend: boolean;
}

export interface Figure {
  width: number;
  height: number;
  /** For those who do not see it. */
  title: string;
  description: string;
  draw: (pen: Pen) => void;
}

/**
 * Nothing of what a pointer or a key does at the moment is in it.
 *
 * @param pen Is asked how wide texts are.
 * @param surround Tells what is around the nodes; all of it, unless it says otherwise.
 */
export function composeFigure(
  store: Store,
  options: FigureOptions,
  pen: Pen,
  surround: (store: Store, scene: Scene, pen: Pen) => Around[] = Surroundings.complete,
): Figure {
  const { graphs, selection, motion } = store;
  const { width, scheme, transparent } = options;
  const tokens = TOKENS[scheme];
  const inner = width - 2 * MARGIN;
  const cameras = graphs.map((_, g) => store.cameraOf(g));
  // Nodes that are on their way have arrived.
  const positions = motion.at(Number.POSITIVE_INFINITY);
  const { height: most, fills } = options;
  const least = fills ? most : undefined;
  const scene = composeScene(graphs, positions, motion.bounds, cameras, inner, most, least);
  const keys = options.legend ? placedKeys(pen, sectionsOf(store, pen, tokens), scene, inner, tokens) : null;
  const height = scene.height + 2 * MARGIN + (keys?.below ?? 0);
  const left = filtered(store.coloring, store.filter);
  const around = surround(store, scene, pen);
  const picture: Picture = {
    graphs,
    scene,
    coloring: left.coloring,
    tokens,
    emphasis: within(emphasisOf(graphs, selectedIn(graphs, selection), null, null), left.shares),
    around: around.map((own) => ({ ...own, bubbles: own.bubbles.map(unlit) })),
    layers: null,
    picked: pickedNodes(graphs, selection),
    hover: null,
    activePanel: -1,
    lasso: null,
    finish: { hurried: false, pixel: 1 },
    opaque: !transparent,
  };
  return {
    width,
    height,
    title: `Mapper graphs of ${graphs.map(({ name }) => name).join(", ")}`,
    description: told(store),
    draw: (on) => {
      if (!transparent) {
        on.fillStyle = tokens.surface;
        on.fillRect(0, 0, width, height);
      }
      on.save();
      on.translate(MARGIN, MARGIN);
      drawPicture(on, picture);
      keys?.draw(on);
      on.restore();
    },
  };
}

/** What marks mean, and how many pixels it needs below the panels: all of them, or what the place they leave lacks. */
function placedKeys(
  pen: Pen,
  sections: readonly Section[],
  { free, height }: Scene,
  width: number,
  tokens: Tokens,
): { below: number; draw: (pen: Pen) => void } {
  const keys = layKeys(pen, sections, width, tokens);
  const below = ABOVE_KEYS + keys.height;
  if (free) {
    const room = free.width - BESIDE_KEYS;
    const inside = layKeys(pen, sections, room, tokens, Number.POSITIVE_INFINITY);
    const lacking = Math.max(0, free.y + INSIDE_KEYS + inside.height - height);
    if (inside.width <= room && lacking < below) {
      return {
        below: lacking,
        draw: (on) => inside.draw(on, free.x + BESIDE_KEYS, free.y + INSIDE_KEYS),
      };
    }
  }
  return { below, draw: (on) => keys.draw(on, 0, height + ABOVE_KEYS) };
}
