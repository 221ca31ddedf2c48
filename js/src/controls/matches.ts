// What a search for a motif has found, best first: the list, and going through it.
import type { Actions } from "../interact/actions";
import type { MatchEntry, MatchList } from "../model/state";
import type { Store } from "../model/store";
import { count, short } from "../numbers";
import { iconButton } from "./button";
import { h } from "./dom";
import { CHOICES, LIKE } from "./motif_choices";
import { nameCutter } from "./name";
import { reveal, rove } from "./rove";
import { verdictChips } from "./verdict";

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
  const told = h("div", { class: "ta-empty", role: "status" });
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
      const { graphs } = store;
      const named = nameCutter(graphs.map(({ name }) => name));
      const entries = found?.entries ?? [];
      rows = entries.map((entry, number) => matchRow(entry, number, named(entry.graph), graphs.length));
      list.replaceChildren(...rows);
      settle();
      tally.textContent = rows.length === 1 ? "1 match" : `${rows.length.toLocaleString("en")} matches`;
      motif.textContent = found?.motif ?? "";
      motif.title = found?.motif ?? "";
      cut.textContent = found?.cut ?? "";
      isNew = found !== null;
    }
    const said = emptiness(store);
    if (told.textContent !== said.join("")) told.replaceChildren(...said.map((own) => h("p", {}, own)));
    told.hidden = !said.length;
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

function matchRow(entry: MatchEntry, number: number, name: HTMLElement, nGraphs: number): HTMLButtonElement {
  const { graph, nodes, n_inputs, score, verdicts } = entry;
  const chips = verdictChips(verdicts, nGraphs > 2);
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
    h("span", { class: "ta-name", title: graph }, name),
    h("span", { class: "ta-size", title: size }, size),
    h("span", { class: "ta-score", title: "score: what matches are sorted by" }, short(score)),
    chips.length ? h("span", { class: "ta-verdicts" }, ...chips) : null,
  );
}

function emptiness({ query, matchList: found, graphs, traits }: Store): string[] {
  if (found?.entries.length || !query) return [];
  if (!found) return traits.get("status").kind === "busy" ? ["Searching …"] : [];
  const everywhere = graphs.length > 1 ? "any graph" : "the graph";
  const none = `There is no ${found.motif} in ${query.graph === null ? everywhere : `'${query.graph}'`}.`;
  if (found.nearest) return [none, found.nearest];
  const choice = CHOICES.find(({ kind }) => kind === query.motif.kind && kind !== LIKE);
  return choice ? [none, `A ${choice.word} is ${choice.hint}.`] : [none];
}
