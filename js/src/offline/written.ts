// Values of a column as the kernel writes them into the table, and in full for files.
import type { Column } from "./page";

export const [LONGEST_TEXT, LONGEST_CELL] = [400, 80];

export const cell = (column: Column, input: number, longest: number): string =>
  "numbers" in column ? sixDigits(column.numbers[input]) : cut(column.values[column.codes[input]], longest);

/** All digits of a number, all letters of a text; nothing where a value is missing. */
export function full(column: Column, input: number): string {
  if (!("numbers" in column)) return column.values[column.codes[input]];
  const number = column.numbers[input];
  return Number.isNaN(number) ? "" : String(number);
}

/** The place of each input by a column; NaN where it has none. */
export function ranks(column: Column): (input: number) => number {
  if ("numbers" in column) {
    return (input) => (Number.isFinite(column.numbers[input]) ? column.numbers[input] : Number.NaN);
  }
  const end = column.values.length - column.missing;
  return (input) => (column.codes[input] < end ? column.codes[input] : Number.NaN);
}

/** Count letters as Python does: one that takes two code units is one. */
function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const letters = [...text];
  return letters.length <= longest ? text : `${letters.slice(0, longest - 1).join("")}…`;
}

/** As Python's "%.6g". */
export function sixDigits(number: number): string {
  if (Number.isNaN(number)) return "";
  const sign = number < 0 || Object.is(number, -0) ? "-" : "";
  if (!Number.isFinite(number)) return `${sign}inf`;
  const { digits, power } = rounded(Math.abs(number));
  if (power < -4 || power >= 6) {
    const exponent = String(Math.abs(power)).padStart(2, "0");
    return `${sign}${trimmed(`${digits[0]}.${digits.slice(1)}`)}e${power < 0 ? "-" : "+"}${exponent}`;
  }
  const all = power < 0 ? `${"0".repeat(-power)}${digits}` : digits;
  const whole = Math.max(power, 0) + 1;
  return `${sign}${trimmed(`${all.slice(0, whole)}.${all.slice(whole)}`)}`;
}

/** The six leading digits, and the power of ten of the first. A number half-way between two goes to the even one. */
function rounded(number: number): { digits: string; power: number } {
  const up = number.toExponential(5);
  const exact = number.toExponential(40);
  const rest = exact.slice(7, exact.indexOf("e"));
  const isTie = /^50*$/.test(rest) && Number(exact[6]) % 2 === 0;
  const [digits, power] = (isTie ? `${exact.slice(0, 7)}${exact.slice(exact.indexOf("e"))}` : up).split("e");
  return { digits: digits.replace(".", ""), power: Number(power) };
}

const trimmed = (digits: string): string => digits.replace(/\.?0*$/, "");
