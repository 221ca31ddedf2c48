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

/** Divide an area among n panels, so that the plots come out as near to square as they can. */
export function panelGrid(n: number, width: number, height: number): Box[] {
  let columns = 1;
  let largest = 0;
  for (let c = 1; c <= n; c++) {
    const rows = Math.ceil(n / c);
    const side = Math.min((width - GAP * (c - 1)) / c, (height - GAP * (rows - 1)) / rows - TITLE);
    if (side > largest) {
      largest = side;
      columns = c;
    }
  }
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
