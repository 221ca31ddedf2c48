// Where the panels lie: small multiples of one size.

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export const GAP = 8;
/** Height of a panel's title, and of a small panel's. */
const [TITLE, SMALL_TITLE] = [30, 24];
/** A panel is small if it is less high than this. */
const SMALL = 190;

export const titleHeight = ({ height }: Box): number => (height < SMALL ? SMALL_TITLE : TITLE);

/**
 * Divide an area among n panels, so that what is in them can be drawn as large as possible.
 *
 * @param scaleIn How large it can be drawn in a plot. An arrangement with empty places has to be worth them.
 */
export function panelGrid(n: number, width: number, height: number, scaleIn: (plot: Box) => number): Box[] {
  let grid = gridOf(n, 1, width, height);
  let most = 0;
  for (let columns = 1; columns <= n; columns++) {
    const boxes = gridOf(n, columns, width, height);
    const taken = n / (columns * Math.ceil(n / columns));
    const worth = scaleIn(plotOf(boxes[0])) * Math.sqrt(taken);
    if (worth <= most) continue;
    most = worth;
    grid = boxes;
  }
  return grid;
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

/** The part of a panel below its title. */
export const plotOf = (panel: Box): Box => ({
  x: panel.x,
  y: panel.y + titleHeight(panel),
  width: panel.width,
  height: Math.max(1, panel.height - titleHeight(panel)),
});

export const contains = (box: Box, x: number, y: number): boolean =>
  x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
