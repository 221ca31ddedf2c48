// Looking for motifs: choose one, say what its nodes must be like, find it; and what was found.
import type { Actions } from "../interact/actions";
import type { Query } from "../model/state";
import type { Store } from "../model/store";
import { equal } from "../model/traits";
import { wordButton } from "./button";
import { h } from "./dom";
import { matchList } from "./matches";
import { motifChoice } from "./motif_choice";
import { LIKE } from "./motif_choices";
import "./motifs.css";
import { predicates } from "./predicates";

export function motifSearch(store: Store, actions: Actions, signal: AbortSignal): HTMLElement {
  const motif = motifChoice("loop", signal);
  const where = predicates(store);
  const graph = h("select", { "aria-label": "Graph to look in" });
  const find = h("button", { type: "submit", class: "ta-do", title: "Find it (Enter)" }, "Find");
  const forget = () => {
    where.clear();
    store.find(null);
  };
  const clear = wordButton("Clear", "Forget the matches", forget, signal);
  const unfold = (isOpen: boolean) => {
    where.element.hidden = !isOpen;
    more.setAttribute("aria-expanded", String(isOpen));
  };
  const more = wordButton("", "What the nodes must be like", () => unfold(where.element.hidden), signal);
  more.className = "ta-more";
  const foot = h(
    "div",
    { class: "ta-line" },
    h("label", {}, "in", graph),
    h("span", { class: "ta-ends" }, clear, find),
  );
  const form = h("form", { class: "ta-query" }, motif.palette, motif.parameters, more, where.element, foot);
  form.addEventListener(
    "submit",
    (event) => {
      event.preventDefault();
      store.find(query());
    },
    { signal },
  );
  // A browser tells what is wrong with a field only where the field is seen.
  form.addEventListener("invalid", () => unfold(true), { signal, capture: true });
  form.addEventListener("input", () => refresh(), { signal });
  form.addEventListener("click", () => refresh(), { signal });

  const query = (): Query => {
    const kind = motif.kind();
    const asked = where.read();
    const rest = Object.keys(asked).length ? { where: asked } : {};
    const of = kind === LIKE ? example(store) : motif.read();
    return { motif: { kind, ...of, ...rest }, graph: graph.value || null };
  };

  let known: Query | null = null;
  /** Take over a query that came from elsewhere. */
  const follow = () => {
    if (equal(known, store.query)) return;
    known = store.query;
    if (known && motif.set(String(known.motif.kind), known.motif)) graph.value = known.graph ?? "";
  };
  const refresh = () => {
    where.refresh();
    showGraphs(graph, store);
    follow();
    const n = where.count();
    more.textContent = n ? `only nodes where … (${n})` : "only nodes where …";
    const isPicked = example(store) !== null;
    motif.allowLike(isPicked);
    find.disabled = motif.kind() === LIKE && !isPicked;
    clear.disabled = store.query === null && n === 0;
  };
  unfold(false);
  form.hidden = !store.traits.abilities.computes;
  store.subscribe(refresh);
  refresh();
  const element = h("div", { class: "ta-motifs" }, form);
  element.append(matchList(store, actions, element, signal));
  return element;
}

/** The picked nodes of the graph that has most of them. */
function example({ selection, graphs }: Store): { graph: string; nodes: number[] } | null {
  const picked = graphs
    .map(({ name }) => ({ graph: name, nodes: selection.nodes[name] ?? [] }))
    .filter(({ nodes }) => nodes.length)
    .sort((a, b) => b.nodes.length - a.nodes.length);
  return picked[0] ?? null;
}

function showGraphs(select: HTMLSelectElement, { graphs }: Store): void {
  const names = ["", ...graphs.map(({ name }) => name)];
  if (
    equal(
      [...select.options].map(({ value }) => value),
      names,
    )
  )
    return;
  select.replaceChildren(...names.map((name) => h("option", { value: name }, name || "all graphs")));
}
