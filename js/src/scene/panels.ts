// Where the panels lie: small multiples of one size.

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** How large something can be drawn in a plot. */
export type ScaleIn = (plot: Box) => number;

export const GAP = 8;
/** Height of a panel's title, and of a small panel's. */
const [TITLE, SMALL_TITLE] = [30, 24];
/** A panel is small if it is less high than this. */
const SMALL = 190;

export const titleHeight = ({ height }: Box): number => (height < SMALL ? SMALL_TITLE : TITLE);

/** Pixels that lists need in a place among the panels: there they have two columns, see side.css. */
const [LIST_WIDTH, LIST_HEIGHT] = [460, 240];

/** Divide an area among n panels, so that what is in them can be drawn as large as possible. */
export const panelGrid = (n: number, width: number, height: number, scaleIn: ScaleIn): Box[] =>
  bestGrid(n, width, height, scaleIn).boxes;

/**
 * Whether lists are better off in the last place of the panels' grid than beside it: there they fill a place that
 * would be empty, and the panels may have the whole width.
 *
 * @param whole The width of all.
 * @param beside The width that panels have with the lists beside them.
 */
export function listsFitIn(
  n: number,
  whole: number,
  beside: number,
  height: number,
  scaleIn: ScaleIn,
): boolean {
  const { boxes, worth } = bestGrid(n + 1, whole, height, scaleIn);
  const isRoomy = boxes[n].width >= LIST_WIDTH && boxes[n].height >= LIST_HEIGHT;
  return isRoomy && worth > bestGrid(n, beside, height, scaleIn).worth;
}

/** An arrangement with empty places has to be worth them. */
function bestGrid(n: number, width: number, height: number, scaleIn: ScaleIn) {
  let best = { boxes: gridOf(n, 1, width, height), worth: 0 };
  for (let columns = 1; columns <= n; columns++) {
    const boxes = gridOf(n, columns, width, height);
    const taken = n / (columns * Math.ceil(n / columns));
    const worth = scaleIn(plotOf(boxes[0])) * Math.sqrt(taken);
    if (worth > best.worth) best = { boxes, worth };
  }
  return best;
}

function gridOf(n: number, columns: number, width: number, height: number): Box[] {
  const rows = Math.ceil(n / columns);
  const w = Math.max(0, (width - GAP * (columns - 1)) / columns);
  const h = Math.max(0, (height - GAP * (rows - 1)) / rows);
  return Array.from({ length: n }, (_, i) => ({
    x: (i % columns) * (w + GAP),
    y: Math.floor(i / columns) * (h + GAP),
    width: w,
    height: h,
  }));
}

/** What panels leave of the last row of their grid; null: nothing. */
export function restOf(boxes: readonly Box[], width: number): Box | null {
  const last = boxes[boxes.length - 1];
  const x = last.x + last.width + GAP;
  return x < width ? { x, y: last.y, width: width - x, height: last.height } : null;
}

/** The part of a panel below its title. */
export const plotOf = (panel: Box): Box => ({
  x: panel.x,
  y: panel.y + titleHeight(panel),
  width: panel.width,
  height: Math.max(1, panel.height - titleHeight(panel)),
});

export const contains = (box: Box, x: number, y: number): boolean =>
  x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
