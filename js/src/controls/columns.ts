// Columns of a table: what they are, and how much of its width each gets.

/** Pixels that a letter takes, and a cell beside its text. */
const [LETTER, PADDING] = [7.2, 16];
const [NARROWEST, WIDEST] = [36, 160];
/** Where there is no room for all columns, a text ends here: the next one must be seen to be there. */
const TEXT_END = 0.78;
const [NARROWEST_TEXT, WIDEST_TEXT] = [120, 420];
/** Letters of what says beside a title how the table is sorted. */
const ARROW = 2;
const NUMERIC = /^$|^-?\d[\d.]*(e[+-]?\d+)?$/;

export type Cell = string | { picture: string | null };

export interface Column {
  title: string;
  hint: string;
  kind: "number" | "text" | "picture" | "value";
  /** Letters that there must be room for, whatever the rows have. */
  letters: number;
  /** How the table is sorted by it; null: it cannot be. */
  sorted: "ascending" | "descending" | "none" | null;
}

const written = (rows: readonly (readonly Cell[])[], c: number): string[] =>
  rows.map((row) => row[c]).filter((cell) => typeof cell === "string");

/** Whether a column has numbers only, which are written so that their digits stand below each other. */
export const isNumeric = ({ kind }: Column, rows: readonly (readonly Cell[])[], c: number): boolean =>
  kind !== "text" && written(rows, c).every((text) => NUMERIC.test(text));

/** Letters that a column wants room for. */
export const lettersOf = (
  { title, letters }: Column,
  rows: readonly (readonly Cell[])[],
  c: number,
): number => Math.max(letters, title.length + ARROW, ...written(rows, c).map((text) => text.length));

/** Pixels of each column. Text takes what the others leave; where that is too little, the table is wider. */
export function widthsOf(
  columns: readonly Column[],
  letters: readonly number[],
  rowHeight: number,
  room: number,
): number[] {
  const widths = columns.map(({ kind }, c) => {
    if (kind === "text") return 0;
    if (kind === "picture") return rowHeight;
    return Math.round(clamp(letters[c] * LETTER + PADDING, NARROWEST, WIDEST));
  });
  const text = columns.findIndex(({ kind }) => kind === "text");
  if (text < 0) return widths;
  const left = room - sum(widths);
  const before = sum(widths.slice(0, text));
  const seen = Math.floor(clamp(room * TEXT_END - before, NARROWEST_TEXT, WIDEST_TEXT));
  return widths.map((width, c) => (c !== text ? width : left < NARROWEST_TEXT ? seen : left));
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
