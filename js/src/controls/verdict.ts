// What became of a pattern in another graph, in a word.
import type { PatternPart } from "../model/state";
import { h } from "./dom";

type Kind = PatternPart["kind"];

/** What each word says, for a reader who meets it first. */
const MEANINGS: Record<Kind, string> = {
  origin: "It was picked here",
  kept: "Its inputs are together here as well",
  opened: "Its inputs are together, but its loop is open here",
  split: "Its inputs are in several pieces here",
  merged: "Its inputs are together with many others here",
  dissolved: "Its inputs are spread over this graph as chance would spread them",
};

const WORDS: Record<Kind, string> = {
  origin: "picked",
  kept: "kept",
  opened: "opened",
  split: "split",
  merged: "merged",
  dissolved: "dissolved",
};

/** The evidence where there is some, else what the word means. */
export const evidence = (kind: Kind, said: string): string => `${MEANINGS[kind]}${said ? `: ${said}` : ""}.`;

export function verdictWord(kind: Kind, pieces = 0): string {
  return kind === "split" && pieces > 1 ? `split into ${pieces}` : WORDS[kind];
}

/** A word with the graphs that it is said of, and in its title the evidence of each. */
export function verdictChip(
  kind: Kind,
  word: string,
  said: readonly { graph: string; said: string }[],
  isOnly: boolean,
): HTMLElement {
  const title = said.map((own) => `${own.graph}: ${evidence(kind, own.said)}`).join("\n");
  const graphs = isOnly ? null : h("span", {}, said.map(({ graph }) => graph).join(", "));
  return h("span", { class: `ta-verdict ta-${kind}`, title }, h("b", {}, word), graphs);
}
