// The search of texts, as Python's widget/inspector.py has it: all words, in any case and order.
import type { Column } from "./page";
import { full } from "./written";

/** A phrase between quotes, the last of which may not have been typed yet, or a word. */
const WANTED = /"([^"]*)"?|([^\s"]+)/g;
/** What Python parts words at; JavaScript leaves out some control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they part words
const BLANK = /[\s\x1c-\x1f\x85]+/;

export class Texts {
  private folded: string[] | null = null;

  constructor(private readonly column: Column) {}

  /** Numbers of the inputs whose text has all words of a query. */
  search(query: string): number[] {
    const wanted = [...query.matchAll(WANTED)]
      .map(([, phrase, word]) => fold(phrase || word || ""))
      .filter((each) => each !== "");
    if (!wanted.length) return [];
    const texts = this.all();
    return [...texts.keys()].filter((i) => wanted.every((each) => texts[i].includes(each)));
  }

  private all(): string[] {
    const { column } = this;
    const length = "numbers" in column ? column.numbers.length : column.codes.length;
    this.folded ??= Array.from({ length }, (_, input) => fold(full(column, input)));
    return this.folded;
  }
}

/** Without case, and with one blank between words. Upper case first: it makes two letters of ß. */
const fold = (text: string): string =>
  text.toUpperCase().toLowerCase().replaceAll("ς", "σ").split(BLANK).filter(Boolean).join(" ");
