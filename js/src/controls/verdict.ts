// What became of a pattern in another graph, in a word.
import type { PatternPart } from "../model/state";
import { h } from "./dom";
import { nameCutter } from "./name";

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

type Verdict = Pick<PatternPart, "kind" | "pieces" | "said">;

interface Said {
  kind: Kind;
  word: string;
  said: { graph: string; said: string }[];
}

/** What is said of the graphs, in words; with `names`, each word has the graphs that it is said of. */
export function verdictChips(verdicts: Readonly<Record<string, Verdict>>, names: boolean): HTMLElement[] {
  const cut = names ? nameCutter(Object.keys(verdicts)) : null;
  return byWord(verdicts).map((own) => verdictChip(own, cut));
}

/** Graphs of which the same is said, together. */
function byWord(verdicts: Readonly<Record<string, Verdict>>): Said[] {
  const groups = new Map<string, Said>();
  for (const [graph, { kind, pieces, said }] of Object.entries(verdicts)) {
    const word = verdictWord(kind, pieces);
    const group = groups.get(word) ?? { kind, word, said: [] };
    group.said.push({ graph, said });
    groups.set(word, group);
  }
  return [...groups.values()];
}

/**
 * The evidence of each graph is in the title.
 *
 * @param cut Writes the name of a graph; null: they are not named.
 */
function verdictChip({ kind, word, said }: Said, cut: ((name: string) => HTMLElement) | null): HTMLElement {
  const title = said.map((own) => `${own.graph}: ${evidence(kind, own.said)}`).join("\n");
  const graphs =
    cut && said.map(({ graph }, k) => h("span", {}, cut(graph), k < said.length - 1 ? ", " : ""));
  return h(
    "span",
    { class: `ta-verdict ta-${kind}`, title },
    h("b", {}, word),
    graphs && h("span", {}, ...graphs),
  );
}
