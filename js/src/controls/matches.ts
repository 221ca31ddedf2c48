// What a search for a motif has found, best first: the list, and going through it.
import type { Actions } from "../interact/actions";
import type { MatchEntry, MatchList } from "../model/state";
import type { Store } from "../model/store";
import { count, short } from "../numbers";
import { iconButton } from "./button";
import { h } from "./dom";
import { reveal, rove } from "./rove";
import { verdictChip, verdictWord } from "./verdict";

export function matchList(
  store: Store,
  actions: Actions,
  scroller: HTMLElement,
  signal: AbortSignal,
): HTMLElement {
  const tally = h("b");
  const motif = h("span", { class: "ta-motif" });
  const place = h("output", { class: "ta-place" });
  const back = iconButton(
    "M10 3.5 5.5 8l4.5 4.5",
    "Previous match (Shift+N)",
    () => actions.nextMatch(-1),
    signal,
  );
  const on = iconButton("M6 3.5 10.5 8 6 12.5", "Next match (N)", () => actions.nextMatch(1), signal);
  const head = h("header", {}, tally, motif, h("span", { class: "ta-flip" }, back, place, on));
  const cut = h("p", { class: "ta-cut" });
  const told = h("p", { class: "ta-empty", role: "status" });
  const list = h("div", { class: "ta-rows", role: "listbox", "aria-label": "Matches" });
  const settle = rove(list, signal);
  list.addEventListener(
    "click",
    (event) => {
      const row = (event.target as Element).closest<HTMLElement>(".ta-row");
      if (row) store.showMatch(Number(row.dataset.number));
    },
    { signal },
  );
  const element = h("section", { class: "ta-matches", "aria-label": "Matches" }, head, cut, told, list);

  let found: MatchList | null = null;
  let rows: HTMLButtonElement[] = [];
  let current: number | null = null;
  let isNew = false;
  const refresh = () => {
    if (found !== store.matchList) {
      found = store.matchList;
      current = null;
      rows = (found?.entries ?? []).map((entry, number) => matchRow(entry, number, store.graphs.length));
      list.replaceChildren(...rows);
      settle();
      tally.textContent = rows.length === 1 ? "1 match" : `${rows.length.toLocaleString("en")} matches`;
      motif.textContent = found?.motif ?? "";
      motif.title = found?.motif ?? "";
      cut.textContent = found?.cut ?? "";
      isNew = found !== null;
    }
    const said = emptiness(store);
    if (told.textContent !== said) told.textContent = said;
    told.hidden = !said;
    head.hidden = !found;
    cut.hidden = !cut.textContent;
    list.hidden = !rows.length;
    // The palette above has done its work; it is looked past once the reader is here.
    if (isNew && !scroller.closest("[hidden]")) {
      scroller.scrollTop += element.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
      isNew = false;
    }
    if (current !== store.match) {
      rows[current ?? -1]?.setAttribute("aria-selected", "false");
      current = store.match;
      const row = rows[current ?? -1];
      row?.setAttribute("aria-selected", "true");
      if (row) reveal(row, scroller, head.offsetHeight);
    }
    place.textContent = rows.length ? `${current === null ? "–" : current + 1} / ${rows.length}` : "";
    back.disabled = !rows.length;
    on.disabled = !rows.length;
  };
  store.subscribe(refresh);
  refresh();
  return element;
}

function matchRow(entry: MatchEntry, number: number, nGraphs: number): HTMLButtonElement {
  const { graph, nodes, n_inputs, score, verdicts } = entry;
  const chips = byWord(verdicts).map(({ kind, word, said }) => verdictChip(kind, word, said, nGraphs === 2));
  const size = `${count(nodes.length, "node")}, ${count(n_inputs, "input")}`;
  return h(
    "button",
    {
      type: "button",
      role: "option",
      class: "ta-row",
      tabindex: "-1",
      "aria-selected": "false",
      "data-number": String(number),
    },
    h("b", { class: "ta-rank" }, String(number + 1)),
    h("span", { class: "ta-name", title: graph }, graph),
    h("span", { class: "ta-size", title: size }, size),
    h("span", { class: "ta-score", title: "score: what matches are sorted by" }, short(score)),
    chips.length ? h("span", { class: "ta-verdicts" }, ...chips) : null,
  );
}

interface Said {
  kind: MatchEntry["verdicts"][string]["kind"];
  word: string;
  said: { graph: string; said: string }[];
}

/** Graphs of which the same is said, together. */
function byWord(verdicts: MatchEntry["verdicts"]): Said[] {
  const groups = new Map<string, Said>();
  for (const [graph, { kind, pieces, said }] of Object.entries(verdicts)) {
    const word = verdictWord(kind, pieces);
    const group = groups.get(word) ?? { kind, word, said: [] };
    group.said.push({ graph, said });
    groups.set(word, group);
  }
  return [...groups.values()];
}

function emptiness({ query, matchList: found, traits }: Store): string {
  if (found?.entries.length) return "";
  if (found) return `No such motif. Ask for less${query?.graph == null ? "" : ", or look in all graphs"}.`;
  if (!query) return "";
  return traits.get("status").kind === "busy" ? "Searching …" : "";
}
