// Numbers as a reader sees them.

const grouped = new Intl.NumberFormat("en");

export const count = (n: number, thing: string): string =>
  `${grouped.format(n)} ${thing}${n === 1 ? "" : "s"}`;

/** A share as a percentage; what is there is never shown as nothing. */
export function percent(share: number): string {
  if (share > 0 && share < 0.005) return "<1 %";
  return `${Math.round(share * 100)} %`;
}

/** A number in at most about six characters. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e5 || size < 1e-3)) return value.toExponential(1);
  return String(Number(value.toPrecision(4)));
}

const DAY = 86400;
const MINUTE = 60;

/** An instant, in seconds since 1970, as a UTC date; with the time where all that there are span only some days. */
export function instant(seconds: number, span: number): string {
  const [date, time] = new Date(seconds * 1000).toISOString().split("T");
  if (span > 10 * DAY) return date;
  return `${date} ${time.slice(0, span > 10 * MINUTE ? 5 : 8)}`;
}
