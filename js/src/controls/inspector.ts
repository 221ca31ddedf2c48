// The inputs of whatever is selected or pointed at: a table, and what is frequent among them.
import { Causes } from "../causes";
import type { Actions } from "../interact/actions";
import { type NodeRef, ofInputs, sameNode } from "../model/selection";
import type { Store } from "../model/store";
import type { Column } from "./columns";
import { h } from "./dom";
import { Inquiry, type Order, type Tab } from "./inquiry";
import { mix } from "./mix";
import { rove } from "./rove";
import { table } from "./table";
import "./inspector.css";

/** Milliseconds that the pointer rests on a node before its inputs are asked for. */
const REST = 150;
/** Pixels of a row with a picture, a text of two lines, or neither. */
const [PICTURE_ROW, TEXT_ROW, ROW] = [46, 38, 26];

const TABS: readonly { tab: Tab; word: string; hint: (theirs: string) => string }[] = [
  { tab: "all", word: "all", hint: () => "All of them" },
  { tab: "shared", word: "shared", hint: (theirs) => `Those that ${theirs} hold, too` },
  { tab: "here", word: "only here", hint: (theirs) => `Those that ${theirs} do not hold` },
  { tab: "there", word: "only there", hint: (theirs) => `What ${theirs} hold besides` },
];

export function inspector(store: Store, actions: Actions, signal: AbortSignal): HTMLElement {
  const typical = h(
    "button",
    {
      type: "button",
      class: "ta-chip",
      title: "First those in the middle, by their distances from the others in all representations",
    },
    "typical first",
  );
  typical.addEventListener("click", () => inquiry.sort(null), { signal });
  const note = h("p", { class: "ta-note", role: "status" });
  const bars = mix(signal);

  let lit: { input: number; hover: NodeRef | null } | null = null;
  const light = (input: number | null) => {
    lit = input === null ? null : { input, hover: store.hover };
    store.hoverInput(input);
  };
  const rows = table(
    {
      label: "Inputs",
      row: (i) => inquiry.row(i)?.cells,
      seen: (first, last) => inquiry.want(first, last),
      sort: (c) => sortBy(inquiry, columnsOf(store, inquiry)[c].order),
      point: (i) => light(i === null ? null : (inquiry.row(i)?.input ?? null)),
      pick: (i) => {
        const row = inquiry.row(i);
        if (row) store.select(ofInputs([row.input]));
      },
    },
    signal,
  );

  const what = heading();
  const parts = comparison(rows.element.id, signal, {
    list: (tab) => inquiry.list(tab),
    compareWith: (other) => inquiry.compareWith(other),
  });
  parts.line.append(typical);

  const inquiry = new Inquiry(
    store,
    {
      asked: () => {
        rows.element.setAttribute("aria-busy", "true");
        what.show(inquiry);
        parts.show(inquiry);
        typical.setAttribute("aria-pressed", String(inquiry.order === "typical"));
        typical.hidden = !inquiry.canRank;
      },
      answered: () => {
        rows.element.setAttribute("aria-busy", "false");
        light(null);
        parts.show(inquiry);
        rows.show(columnsOf(store, inquiry), heightOf(store, inquiry), inquiry.total);
        paint();
        tell();
      },
      arrived: () => {
        rows.refresh();
        tell();
      },
    },
    signal,
  );
  const tell = () => {
    note.textContent = inquiry.problem ?? (inquiry.total ? "" : "None of them.");
    note.hidden = note.textContent === "";
  };
  let painted: unknown = null;
  const paint = () => {
    painted = store.coloring;
    bars.show(inquiry.mix.label, inquiry.mix.mix, store.coloring);
  };

  let pinned: NodeRef | null = null;
  let resting = 0;
  const seen = new Causes();
  const listed = new Causes();
  const refresh = () => {
    const isOpen = store.side === "inputs";
    // Who points at a node after that, or looks at something else, is done with the input.
    if (lit && (!isOpen || (store.hover && !sameNode(store.hover, lit.hover)))) light(null);
    if (!isOpen) return;
    const { selection, graphs, hover } = store;
    if (seen.differ(selection, graphs)) pinned = null;
    clearTimeout(resting);
    if (hover && !sameNode(hover, pinned) && !store.selection.inputs.length) {
      resting = window.setTimeout(() => {
        pinned = hover;
        refresh();
      }, REST);
    }
    if (listed.differ(selection, graphs, store.traits.get("_inspectable"), pinned)) {
      inquiry.about(pinned);
    } else if (painted !== store.coloring && painted !== null) paint();
  };

  const element = h(
    "section",
    { class: "ta-inspector", "aria-label": "Inputs" },
    what.element,
    parts.line,
    parts.bar,
    bars.element,
    note,
    rows.element,
  );
  note.hidden = true;
  bars.element.hidden = true;
  element.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      actions.clear();
    },
    { signal },
  );
  signal.addEventListener("abort", () => clearTimeout(resting), { once: true });
  store.subscribe(refresh);
  refresh();
  return element;
}

function heading(): { element: HTMLElement; show: (inquiry: Inquiry) => void } {
  const title = h("b");
  const detail = h("span");
  const show = ({ subject }: Inquiry) => {
    title.textContent = subject.title;
    detail.textContent = subject.detail;
    detail.title = subject.detail;
  };
  return { element: h("header", {}, title, detail), show };
}

/** Which graph inputs are compared with, and which of them are listed. */
function comparison(table: string, signal: AbortSignal, choose: Pick<Inquiry, "list" | "compareWith">) {
  const select = h("select");
  select.addEventListener("change", () => choose.compareWith(select.value), { signal });
  const title = "The graph with whose nodes these inputs are compared";
  const label = h("label", { title }, "against", select);
  const line = h("div", { class: "ta-line" }, label);
  const tabs = TABS.map(({ tab, word }) => {
    const attributes = { type: "button", role: "tab", tabindex: "-1", "aria-controls": table };
    const button = h("button", attributes, h("b"), h("span", {}, word));
    button.addEventListener("click", () => choose.list(tab), { signal });
    return button;
  });
  const bar = h("div", { class: "ta-parts", role: "tablist", "aria-label": "Which inputs are listed" });
  bar.append(...tabs);
  const settle = rove(bar, signal);
  const show = ({ subject, others, other, tab: shown, counts }: Inquiry) => {
    line.hidden = subject.kind === "all";
    label.hidden = bar.hidden = other === null;
    if (other === null) return;
    if (others.join("\n") !== [...select.options].map(({ value }) => value).join("\n")) {
      select.replaceChildren(...others.map((name) => h("option", { value: name }, name)));
    }
    select.value = other;
    const isPicked = subject.picked.includes(other);
    const theirs = isPicked
      ? `the nodes picked in ${other}`
      : `the nodes of ${other} that are their counterpart`;
    TABS.forEach(({ tab, hint }, t) => {
      tabs[t].title = hint(theirs);
      tabs[t].setAttribute("aria-selected", String(tab === shown));
      tabs[t].firstElementChild!.textContent = counts[tab]?.toLocaleString("en") ?? "–";
      if (tab === shown) settle(tabs[t]);
    });
  };
  return { line, bar, show };
}

type Sortable = Column & { order: Order | null };

function columnsOf(store: Store, inquiry: Inquiry): Sortable[] {
  const { columns, text, image } = store.traits.get("_inspectable");
  const { order, descending, isComplete } = inquiry;
  const one = (title: string, kind: Column["kind"], own: Order | null, hint = title): Sortable => {
    const isOwn = own !== null && sameOrder(own, order);
    const sorted = isOwn ? (descending ? "descending" : "ascending") : "none";
    // Samples stay as they are.
    const letters = kind === "number" ? String(store.nInputs - 1).length : 0;
    return { title, kind, hint, letters, order: own, sorted: own === null || !isComplete ? null : sorted };
  };
  return [
    one("#", "number", "number", "Number of the input"),
    ...(image !== null && isComplete ? [one("", "picture", null, image)] : []),
    ...(text !== null ? [one(text, "text", "text")] : []),
    ...(isComplete ? columns.map((name) => one(name, "value", { column: name })) : []),
  ];
}

/** Upwards, downwards, and back to what suits the inputs. */
function sortBy(inquiry: Inquiry, order: Order | null): void {
  if (order === null) return;
  if (!sameOrder(order, inquiry.order)) inquiry.sort(order);
  else if (!inquiry.descending) inquiry.sort(order, true);
  else inquiry.sort(null);
}

const sameOrder = (a: Order, b: Order): boolean =>
  typeof a === "object" && typeof b === "object" ? a.column === b.column : a === b;

function heightOf(store: Store, { isComplete }: Inquiry): number {
  const { text, image } = store.traits.get("_inspectable");
  if (image !== null && isComplete) return PICTURE_ROW;
  return text === null ? ROW : TEXT_ROW;
}
