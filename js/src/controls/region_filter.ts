// The bars above the list of regions: which are listed, which of them are drawn, and in which order.
import type { Store } from "../model/store";
import { count } from "../numbers";
import { EYE, iconButton, wordButton } from "./button";
import { h, icon } from "./dom";
import { hundredths } from "./meter";
import { type Column, KINDS, type Order, type RegionFilter } from "./region_order";
import { KIND_SIGNS } from "./region_row";

const COLUMNS: readonly { column: Column; title: string; hint: string }[] = [
  { column: "rank", title: "#", hint: "best first, as they were found" },
  { column: "content", title: "content", hint: "Jaccard index of the inputs of the sides" },
  { column: "structure", title: "structure", hint: "how alike the sides arrange their inputs" },
  { column: "p", title: "p", hint: "the least likely by chance first" },
  { column: "size", title: "inputs", hint: "how many inputs a region has" },
];

export interface Bar {
  element: HTMLElement;
  refresh: () => void;
}

interface FilterState {
  get: () => RegionFilter;
  set: (filter: RegionFilter) => void;
  /** Numbers of the regions that pass. */
  listed: () => readonly number[];
}

/** What is listed, and whether it is drawn. */
export function filterBar(store: Store, signal: AbortSignal, { get, set, listed }: FilterState): Bar {
  const chips = KINDS.map((kind) => {
    const tally = h("small");
    const toggle = () => {
      const kinds = new Set(get().kinds);
      if (!kinds.delete(kind)) kinds.add(kind);
      set({ ...get(), kinds });
    };
    const title = `${kind}: ${KIND_SIGNS[kind].hint}. Click to leave them out, or take them in.`;
    const chip = wordButton("", title, toggle, signal);
    chip.className = "ta-chip";
    chip.append(icon(KIND_SIGNS[kind].path), h("span", {}, kind), tally);
    return { kind, chip, tally };
  });
  const beyond = wordButton(
    "p ≤ .05",
    "Leave out what is as likely to come from chance: regions with a larger p",
    () => set({ ...get(), beyondChance: !get().beyondChance }),
    signal,
  );
  beyond.className = "ta-chip";
  const least = h("input", {
    type: "range",
    min: "0",
    max: "1",
    step: "0.05",
    "aria-label": "Content at least",
  });
  least.addEventListener("input", () => set({ ...get(), content: least.valueAsNumber }), { signal });
  const leastTold = h("output");
  const tally = h("span", { class: "ta-tally" });
  const areAllDrawn = () => {
    const drawn = new Set(store.shown);
    return listed().every((number) => drawn.has(number));
  };
  const all = iconButton(EYE, "", () => store.showRegions(areAllDrawn() ? [] : listed()), signal);

  const refresh = () => {
    const entries = store.regionEntries ?? [];
    const { kinds, content, beyondChance } = get();
    for (const { kind, chip, tally: shown } of chips) {
      const own = entries.filter((entry) => entry.kinds.includes(kind)).length;
      shown.textContent = String(own);
      chip.disabled = own === 0;
      chip.setAttribute("aria-label", `${kind}: ${count(own, "region")}`);
      chip.setAttribute("aria-pressed", String(kinds.has(kind) && own > 0));
    }
    least.value = String(content);
    leastTold.textContent = hundredths(content);
    beyond.setAttribute("aria-pressed", String(beyondChance));
    const n = listed().length;
    tally.textContent = n === entries.length ? String(n) : `${n} of ${entries.length}`;
    tally.title = `${tally.textContent} regions are listed`;
    all.disabled = n === 0;
    all.title = areAllDrawn() ? "Draw no region" : "Draw all regions that are listed";
    all.setAttribute("aria-label", all.title);
    all.setAttribute("aria-pressed", String(areAllDrawn()));
  };
  const title = "Content at least: Jaccard index of the inputs of the sides";
  const kinds = h("div", { class: "ta-chips", role: "group", "aria-label": "Kinds of regions" });
  kinds.append(...chips.map(({ chip }) => chip));
  const element = h(
    "div",
    { class: "ta-filter" },
    h("div", { class: "ta-line" }, kinds, beyond),
    h("div", { class: "ta-line" }, h("label", { title }, "content ≥", least, leastTold), tally, all),
  );
  return { element, refresh };
}

/** The heads of the columns; the list is sorted by the one that is pressed. */
export function sortBar(signal: AbortSignal, get: () => Order, set: (order: Order) => void): Bar {
  const buttons = COLUMNS.map(({ column, title, hint }) => {
    const sort = () => set({ column, reversed: get().column === column && !get().reversed });
    const button = wordButton(title, `Sort by ${title}: ${hint}`, sort, signal);
    button.className = `ta-by-${column}`;
    return { column, button };
  });
  const refresh = () => {
    for (const { column, button } of buttons) {
      const isOwn = get().column === column;
      button.setAttribute("aria-pressed", String(isOwn));
      button.dataset.order = !isOwn ? "" : get().reversed ? "reversed" : "best first";
    }
  };
  const element = h("div", { class: "ta-sorter", role: "group", "aria-label": "Sort regions" });
  element.append(...buttons.map(({ button }) => button));
  return { element, refresh };
}
