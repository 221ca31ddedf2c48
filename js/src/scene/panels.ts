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

/** Pixels that lists need in a place among the panels. */
const [LIST_WIDTH, LIST_HEIGHT] = [280, 240];
/** The panels must become larger by this factor before the lists leave their usual place. */
const WORTHWHILE = 1.05;

export interface Grid {
  columns: number;
  rows: number;
  /** How large things can be drawn in its panels; less, where places are empty. */
  worth: number;
}

/** Divide an area among n panels, so that what is in them can be drawn as large as possible. */
export function panelGrid(n: number, width: number, height: number, scaleIn: ScaleIn): Grid {
  const use = (_: unknown, columns: number, rows: number) => Math.sqrt(n / (columns * rows));
  return bestGrid(n, width, height, scaleIn, use) ?? { columns: 1, rows: n, worth: 0 };
}

/** The same, but with room for lists after the last panel; null: there is no such grid. */
export function gridWithRoom(n: number, width: number, height: number, scaleIn: ScaleIn): Grid | null {
  return bestGrid(n, width, height, scaleIn, (boxes) => {
    const free = restOf(boxes, width);
    return Number(free !== null && free.width >= LIST_WIDTH && free.height >= LIST_HEIGHT);
  });
}

/** Height that so many rows have where there is room for lists in the last. */
export const roomyHeight = (rows: number): number => rows * (LIST_HEIGHT + GAP) - GAP;

/**
 * Whether lists are better off behind the last panel than beside all of them: there they fill what would be empty, and
 * the panels may have the whole width.
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
  const inside = gridWithRoom(n, whole, height, scaleIn);
  return inside !== null && inside.worth > WORTHWHILE * panelGrid(n, beside, height, scaleIn).worth;
}

/** @param use How much of a grid is used, from 0 to 1: an arrangement with empty places has to be worth them. */
function bestGrid(
  n: number,
  width: number,
  height: number,
  scaleIn: ScaleIn,
  use: (boxes: readonly Box[], columns: number, rows: number) => number,
): Grid | null {
  let best: Grid | null = null;
  for (let columns = 1; columns <= n + 1; columns++) {
    const rows = Math.ceil(n / columns);
    const boxes = gridOf(n, columns, width, height);
    const worth = scaleIn(plotOf(boxes[0])) * use(boxes, columns, rows);
    if (worth > (best?.worth ?? 0)) best = { columns, rows, worth };
  }
  return best;
}

export function gridOf(n: number, columns: number, width: number, height: number): Box[] {
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
