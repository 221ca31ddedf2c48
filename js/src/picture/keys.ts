// Explanations of a figure in rows: signs with what they mean, in sections whose titles are a column.
import type { Pen } from "../draw/pen";
import { elided, FONT, shortened, widthOf } from "../draw/words";
import type { Part } from "../names";
import type { Tokens } from "../theme";

/** Something that has a place in a row. */
export interface Sign {
  width: number;
  /** `y` is the middle of the row. */
  draw: (pen: Pen, x: number, y: number) => void;
}

export interface Section {
  title: string;
  signs: readonly Sign[];
}

export interface Keys {
  /** Of what is drawn: more than was asked for, where a sign alone is wider. */
  width: number;
  height: number;
  draw: (pen: Pen, x: number, y: number) => void;
}

const ROW = 19;
/** Between sections, between the signs of a row, and between a sign and its text. */
const [BELOW, BESIDE, GAP] = [5, 16, 6];
/** No section has more rows, unless it may; what is left over is counted. */
const MOST_ROWS = 6;
/** No title takes more, in pixels, or of the width, if it may have the least; no text takes more, in pixels. */
const [WIDEST_TITLE, TITLE_SHARE, LEAST_TITLE, WIDEST_TEXT] = [150, 0.25, 72, 220];
const TEXT_FONT = `400 11px ${FONT}`;
const TITLE_FONT = `600 11px ${FONT}`;

/** @param part What must be left of the text where it is too long; by default it is cut in its middle. */
export function textSign(pen: Pen, text: string, color: string, part: Part = [0, text.length]): Sign {
  pen.font = TEXT_FONT;
  const told = shortened(pen, text, part, WIDEST_TEXT);
  return { width: widthOf(pen, told), draw: (on, x, y) => write(on, TEXT_FONT, told, x, y, color) };
}

/** Signs one after another, as one. */
export function joined(...signs: readonly Sign[]): Sign {
  return {
    width: signs.reduce((sum, { width }) => sum + width, GAP * (signs.length - 1)),
    draw: (on, x, y) => {
      let left = x;
      for (const sign of signs) {
        sign.draw(on, left, y);
        left += sign.width + GAP;
      }
    },
  };
}

export function layKeys(
  pen: Pen,
  sections: readonly Section[],
  width: number,
  tokens: Tokens,
  mostRows = MOST_ROWS,
): Keys {
  pen.font = TITLE_FONT;
  const mostTitle = Math.min(WIDEST_TITLE, Math.max(LEAST_TITLE, TITLE_SHARE * width));
  const titles = sections.map(({ title }) => elided(pen, title, mostTitle));
  const indent = Math.max(0, ...titles.map((title) => widthOf(pen, title))) + BESIDE;
  const blocks = sections.map(({ signs }) => rowsOf(pen, signs, width - indent, tokens, mostRows));
  const heights = blocks.map((rows) => rows.length * ROW + BELOW);
  return {
    width: indent + Math.max(0, ...blocks.flat().map((row) => widthOfRow(row) - BESIDE)),
    height: heights.reduce((sum, own) => sum + own, 0),
    draw: (on, x, y) => {
      let top = y + ROW / 2;
      blocks.forEach((rows, k) => {
        write(on, TITLE_FONT, titles[k], x, top, tokens.ink);
        rows.forEach((row, r) => {
          drawRow(on, row, x + indent, top + r * ROW);
        });
        top += heights[k];
      });
    },
  };
}

function drawRow(pen: Pen, row: readonly Sign[], x: number, y: number): void {
  let left = x;
  for (const sign of row) {
    sign.draw(pen, left, y);
    left += sign.width + BESIDE;
  }
}

/** Rows that are no wider than there is room; the last one ends with how many signs are left over. */
function rowsOf(pen: Pen, signs: readonly Sign[], room: number, tokens: Tokens, mostRows: number): Sign[][] {
  const rows: Sign[][] = [[]];
  for (const sign of signs) {
    const row = rows[rows.length - 1];
    if (row.length && widthOfRow(row) + sign.width > room) rows.push([sign]);
    else row.push(sign);
  }
  if (rows.length <= mostRows) return rows;
  const shown = rows.slice(0, mostRows);
  const last = shown[mostRows - 1];
  const rest = () => textSign(pen, `+ ${signs.length - shown.flat().length} more`, tokens.muted);
  while (last.length > 1 && widthOfRow(last) + rest().width > room) last.pop();
  last.push(rest());
  return shown;
}

const widthOfRow = (row: readonly Sign[]): number => row.reduce((sum, { width }) => sum + width + BESIDE, 0);

function write(pen: Pen, font: string, text: string, x: number, y: number, color: string): void {
  pen.font = font;
  pen.fillStyle = color;
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  pen.fillText(text, x, y);
  pen.textBaseline = "alphabetic";
}
