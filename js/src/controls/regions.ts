// The list of matched regions, best first. It and the canvas light each other up.

import type { RegionEntry } from "../model/state";
import type { Store } from "../model/store";
import { h } from "./dom";
import { nameCutter } from "./name";
import { absence } from "./region_absence";
import { filterBar, sortBar } from "./region_filter";
import { KINDS, listed, type Order, type RegionFilter } from "./region_order";
import { regionRow } from "./region_row";
import "./regions.css";
import { reveal, rove } from "./rove";

const OPEN: RegionFilter = { kinds: new Set(KINDS), content: 0, beyondChance: false };

export function regionList(store: Store, signal: AbortSignal): HTMLElement {
  let filter = OPEN;
  let order: Order = { column: "rank", reversed: false };
  let entries: readonly RegionEntry[] | null = null;
  let rows: HTMLButtonElement[] = [];
  let numbers: number[] = [];
  let shown: readonly number[] | null = null;
  let lit: number | null = null;
  let selected: number | null = null;

  const list = h("div", { class: "ta-rows", role: "listbox", "aria-label": "Matched regions" });
  const settle = rove(list, signal);
  const empty = absence(store, signal);
  const head = filterBar(store, signal, {
    get: () => filter,
    set: (next) => {
      filter = next;
      arrange();
    },
    listed: () => numbers,
  });
  const sorter = sortBar(
    signal,
    () => order,
    (next) => {
      order = next;
      arrange();
    },
  );

  const arrange = () => {
    numbers = entries ? listed(entries, filter, order) : [];
    const wanted = new Set(numbers);
    rows.forEach((row, number) => {
      row.hidden = !wanted.has(number);
    });
    // Moving a row takes the keyboard's focus from it: those that are in their place stay.
    numbers.forEach((number, place) => {
      if (list.children[place] !== rows[number])
        list.insertBefore(rows[number], list.children[place] ?? null);
    });
    settle();
    head.refresh();
    sorter.refresh();
    empty.refresh(!numbers.length);
    head.element.hidden = !entries?.length;
    sorter.element.hidden = !numbers.length;
  };

  const refresh = () => {
    if (entries !== store.regionEntries) {
      entries = store.regionEntries;
      const cut = nameCutter((entries ?? []).map(({ name }) => name));
      rows = (entries ?? []).map((entry, n) => regionRow(entry, n, cut(entry.name), store.graphs.length));
      shown = null;
      lit = selected = null;
      list.replaceChildren(...rows);
      arrange();
    } else empty.refresh(!numbers.length);
    if (shown !== store.shown) {
      shown = store.shown;
      const drawn = new Set(shown);
      rows.forEach((row, number) => {
        row.setAttribute("aria-checked", String(drawn.has(number)));
      });
      head.refresh();
    }
    if (selected !== store.selectedRegion) {
      rows[selected ?? -1]?.setAttribute("aria-selected", "false");
      selected = store.selectedRegion;
      rows[selected ?? -1]?.setAttribute("aria-selected", "true");
    }
    if (lit !== store.litRegion) {
      rows[lit ?? -1]?.classList.remove("ta-lit");
      lit = store.litRegion;
      const row = rows[lit ?? -1];
      row?.classList.add("ta-lit");
      // Under the pointer, rows must not move.
      if (row && !row.hidden && !list.matches(":hover")) reveal(row, list);
    }
  };

  listenToRows(store, list, signal);
  store.subscribe(refresh);
  arrange();
  refresh();
  return h("div", { class: "ta-regions" }, head.element, sorter.element, list, empty.element);
}

function listenToRows(store: Store, list: HTMLElement, signal: AbortSignal): void {
  const numberOf = (event: Event): number | null => {
    const row = (event.target as Element).closest<HTMLElement>(".ta-row");
    return row ? Number(row.dataset.number) : null;
  };
  const toggle = (number: number) => {
    const without = store.shown.filter((own) => own !== number);
    store.showRegions(without.length < store.shown.length ? without : [...without, number]);
  };
  const on = <K extends keyof HTMLElementEventMap>(name: K, heard: (event: HTMLElementEventMap[K]) => void) =>
    list.addEventListener(name, heard, { signal });
  on("pointerover", (event) => store.lightRegion(numberOf(event)));
  on("pointerleave", () => store.lightRegion(null));
  on("focusin", (event) => {
    if ((event.target as Element).matches(":focus-visible")) store.lightRegion(numberOf(event));
  });
  on("focusout", () => store.lightRegion(null));
  on("click", (event) => {
    const number = numberOf(event);
    if (number === null) return;
    if ((event.target as Element).closest(".ta-eye")) toggle(number);
    else store.selectRegion(number);
  });
  on("keydown", (event) => {
    const number = event.key === " " ? numberOf(event) : null;
    if (number === null) return;
    event.preventDefault();
    event.stopPropagation();
    toggle(number);
  });
  // A button is clicked when the space bar goes up.
  on("keyup", (event) => {
    if (event.key === " ") event.preventDefault();
  });
}
