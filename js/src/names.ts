// What tells names apart, and how they are cut so that it is left where there is no room for all of them.

/** Where a part of a name begins, and where it has ended. */
export type Part = readonly [from: number, to: number];

/** Letters by which a part grows to a whole word. */
const WORD = 8;

/** Where each name differs from those that are most like it; all of it, where that is no one part. */
export function tellingParts(names: readonly string[]): Part[] {
  const different = [...new Set(names)];
  const before = beginsLikeAnother(different);
  const after = beginsLikeAnother(different.map(reversed));
  const parts = different.map((name, i): [string, Part] => {
    const [start, end] = [before[i], name.length - after[i]];
    return [name, wholeWords(name, Math.min(start, end), Math.max(start, end))];
  });
  const found = new Map(parts);
  return names.map((name) => found.get(name)!);
}

/** By units, as names are cut. */
const reversed = (name: string): string => name.split("").reverse().join("");

/** With how many letters each name begins that another one begins with, too. */
function beginsLikeAnother(names: readonly string[]): number[] {
  const most = names.map(() => 0);
  // Those that begin alike are neighbours in order.
  const order = [...names.keys()].sort((a, b) => (names[a] < names[b] ? -1 : Number(names[a] > names[b])));
  for (let k = 1; k < order.length; k++) {
    const [a, b] = [order[k - 1], order[k]];
    let same = 0;
    while (same < names[a].length && names[a][same] === names[b][same]) same++;
    most[a] = Math.max(most[a], same);
    most[b] = Math.max(most[b], same);
  }
  return most;
}

/** The nearest place at or before this one, or after it, that is not between the two units of one letter. */
export function wholeLetters(name: string, at: number, step: -1 | 1): number {
  return /[\uDC00-\uDFFF]/.test(name.charAt(at)) ? at + step : at;
}

function wholeWords(name: string, start: number, end: number): Part {
  // Units of letters that have several are no signs between words: a flag has four.
  const isLetter = (at: number) => /[\p{L}\p{N}\p{M}\p{Cs}\u200D]/u.test(name[at]);
  let [from, to] = [start, end];
  while (from > 0 && start - from < WORD && isLetter(from - 1)) from--;
  while (to < name.length && to - end < WORD && isLetter(to)) to++;
  return [wholeLetters(name, from, -1), wholeLetters(name, to, 1)];
}

/** Cut a name until it fits, so that the part stays that tells it from others. */
export function cutAround(name: string, [start, end]: Part, fits: (text: string) => boolean): string {
  if (fits(name)) return name;
  const part = (from: number, to: number) =>
    `${from > 0 ? "…" : ""}${name.slice(from, to)}${to < name.length ? "…" : ""}`;
  // Best read from its beginning, if it differs soon enough.
  const told = wholeLetters(name, Math.min(end, start + WORD), 1);
  const isSoon = start > 0 && start < end && fits(part(0, told));
  const [first, last] = isSoon ? [0, told] : [start, end];
  if (first >= last || !fits(part(first, last))) return cutInMiddle(name, fits);
  let [from, to] = [first, last];
  while (from > 0 && fits(part(from - 1, to))) from--;
  while (to < name.length && fits(part(from, to + 1))) to++;
  return part(Math.min(first, wholeLetters(name, from, 1)), Math.max(last, wholeLetters(name, to, -1)));
}

/** Cut a text in its middle until it fits: names of layers differ at either end. */
export function cutInMiddle(text: string, fits: (text: string) => boolean): string {
  if (fits(text)) return text;
  const cut = (kept: number) => {
    const end = wholeLetters(text, Math.ceil(kept / 2), -1);
    const start = wholeLetters(text, text.length - Math.floor(kept / 2), 1);
    return `${text.slice(0, end).trimEnd()}…${text.slice(start).trimStart()}`;
  };
  let kept = text.length - 1;
  while (kept > 1 && !fits(cut(kept))) kept--;
  return cut(kept);
}
