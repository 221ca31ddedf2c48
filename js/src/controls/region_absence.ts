// What the list of regions says where it is empty: why, and what to try.
import type { Store } from "../model/store";
import { percent } from "../numbers";
import { wordButton } from "./button";
import { h } from "./dom";

type Reason = "one graph" | "searching" | "not searched" | "none found" | "filtered";

const WORDS: Record<Reason, readonly string[]> = {
  "one graph": ["A region is what graphs have in common, and this widget shows one graph. Compare two."],
  searching: ["Searching for matched regions"],
  "not searched": ["Regions have not been searched for."],
  "none found": [
    "No part of one graph holds the same inputs as a part of another, beyond chance.",
    "Graphs that are cut too finely, or across what they share, hide it: fewer intervals, more overlap or another " +
      "lens may show it.",
  ],
  filtered: ["No region passes the filter above."],
};
const PARAMETERS = "The parameters (M) can be changed; Suggest looks for better ones.";

export interface Absence {
  element: HTMLElement;
  /** @param isEmpty Whether no region is listed. */
  refresh: (isEmpty: boolean) => void;
}

export function absence(store: Store, signal: AbortSignal): Absence {
  const words = h("div");
  const progress = h("progress", { max: "1" });
  const order = () => store.order({ kind: "regions" });
  const search = wordButton("Search", "Search for matched regions", order, signal);
  search.className = "ta-do";
  const element = h("div", { class: "ta-empty", role: "status" }, words, progress, search);
  let told: Reason | null = null;
  const refresh = (isEmpty: boolean) => {
    const reason = isEmpty ? reasonOf(store) : null;
    element.hidden = reason === null;
    if (reason === null) return;
    if (told !== reason) {
      told = reason;
      const canChange = reason === "none found" && store.traits.get("parameters") !== null;
      const sentences = [...WORDS[reason], ...(canChange ? [PARAMETERS] : [])];
      words.replaceChildren(...sentences.map((sentence) => h("p", {}, sentence)));
    }
    search.hidden = reason !== "not searched";
    progress.hidden = reason !== "searching";
    const { fraction } = store.traits.get("status");
    if (fraction === null) progress.removeAttribute("value");
    else progress.value = fraction;
    progress.title = fraction === null ? "working" : percent(fraction);
  };
  return { element, refresh };
}

function reasonOf({ graphs, regionEntries, traits }: Store): Reason {
  if (graphs.length < 2) return "one graph";
  if (regionEntries === null) return traits.get("status").kind === "busy" ? "searching" : "not searched";
  return regionEntries.length ? "filtered" : "none found";
}
