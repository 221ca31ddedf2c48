// The keys of categories: a dot that shows or hides one, a name that selects its inputs. Two rows; the rest on demand.
import { type Categorical, mixColor } from "../model/coloring";
import { ALL_SHOWN, isShown, toggledCategory } from "../model/filtering";
import { ofInputs } from "../model/selection";
import type { Store } from "../model/store";
import { DISTINCT } from "../palette";
import { h } from "./dom";
import type { Key } from "./legend";
import { nameCutter } from "./name";

const ROWS = 2;
/** Between entries, in pixels: legend.css. */
const GAP = 4;

interface Entry {
  code: number;
  element: HTMLElement;
  dot: HTMLButtonElement;
  name: string;
}

export function categoryKeys(store: Store, coloring: Categorical): Key {
  const life = new AbortController();
  const { categories, missing } = coloring.scale;
  const hasMissing = coloring.counts[categories.length] > 0;
  const codes = [...categories.keys(), ...(hasMissing ? [-1] : [])];
  const cut = nameCutter(categories);
  const entry = (code: number) => {
    const name = code < 0 ? missing : categories[code];
    return categoryEntry(store, coloring, code, name, cut(name), codes, life.signal);
  };

  const entries = codes.map(entry);
  const more = h("button", { type: "button", class: "ta-legend-more", "aria-expanded": "false" });
  const all = h(
    "button",
    { type: "button", class: "ta-legend-all", title: "Show all categories again" },
    "show all",
  );
  const note = categories.length > DISTINCT ? h("span", { class: "ta-note" }, "colours repeat") : null;
  const row = h("div", { class: "ta-keys" }, ...entries.map(({ element }) => element), more, note, all);
  const list = h("div", { class: "ta-legend-list", role: "dialog", "aria-label": coloring.scale.column });
  list.hidden = true;
  const element = h("div", { class: "ta-categories" }, row, list);

  let listed: Entry[] = [];
  const open = (opens: boolean) => {
    list.hidden = !opens;
    more.setAttribute("aria-expanded", String(opens));
    listed = opens ? codes.map(entry) : [];
    list.replaceChildren(...listed.map((own) => own.element));
    refresh();
    (opens ? listed[0].dot : more).focus({ preventScroll: true });
  };
  const on = { signal: life.signal };
  more.addEventListener("click", () => open(list.hidden), on);
  all.addEventListener("click", () => store.setFilter(ALL_SHOWN), on);
  element.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || list.hidden) return;
      event.stopPropagation();
      open(false);
    },
    on,
  );
  list.addEventListener(
    "focusout",
    ({ relatedTarget }) => {
      if (list.hidden || element.contains(relatedTarget as Node | null)) return;
      list.hidden = true;
      more.setAttribute("aria-expanded", "false");
    },
    on,
  );

  let width = -1;
  const arrange = () => fitRows(row, entries, more);
  const resized = new ResizeObserver(() => {
    if (!row.clientWidth || row.clientWidth === width) return;
    // Asked for once: what the legend gets depends on what is beside it.
    if (width < 0) element.style.width = `${leastWidth(entries.map((own) => own.element.offsetWidth))}px`;
    width = row.clientWidth;
    arrange();
  });
  resized.observe(row);

  const refresh = () => {
    const { filter } = store;
    for (const { code, element: own, dot, name } of [...entries, ...listed]) {
      const shown = isShown(filter, code);
      own.classList.toggle("ta-off", !shown);
      dot.setAttribute("aria-pressed", String(shown));
      dot.title = `${shown ? "Hide" : "Show"} ${name} (double click, Shift+click: show nothing else)`;
    }
    const isFiltered = filter.categories !== null;
    if (all.hidden !== isFiltered) return;
    all.hidden = !isFiltered;
    arrange();
  };
  all.hidden = true;
  return {
    element,
    refresh,
    end: () => {
      life.abort();
      resized.disconnect();
    },
  };
}

function categoryEntry(
  store: Store,
  coloring: Categorical,
  code: number,
  name: string,
  shown: HTMLElement,
  every: readonly number[],
  signal: AbortSignal,
): Entry {
  const place = code < 0 ? coloring.scale.categories.length : code;
  const inputs = coloring.counts[place].toLocaleString("en");
  const color = mixColor(coloring.scale, place);
  const dot = h(
    "button",
    { type: "button", class: "ta-dot", "aria-label": `show ${name}` },
    h("i", { style: `--ta-dot:${color}` }),
  );
  const key = h(
    "button",
    { type: "button", class: "ta-key", title: `${name}: ${inputs} inputs. Click to select them.` },
    shown,
    h("small", {}, inputs),
  );
  let before = store.filter;
  dot.addEventListener(
    "click",
    ({ detail, shiftKey }) => {
      // The second click of two has the first behind it, which has hidden the category.
      if (detail !== 2) before = store.filter;
      const isAlone = before.categories?.length === 1 && before.categories[0] === code;
      if (detail === 2 || shiftKey)
        store.setFilter(isAlone ? ALL_SHOWN : { categories: [code], range: null });
      else store.setFilter(toggledCategory(before, code, every));
    },
    { signal },
  );
  key.addEventListener("click", () => store.select(ofInputs(membersOf(coloring, code))), { signal });
  return { code, name, dot, element: h("span", { class: "ta-category" }, dot, key) };
}

function membersOf({ codes }: Categorical, wanted: number): number[] {
  const members: number[] = [];
  codes.forEach((code, input) => {
    if (code === wanted) members.push(input);
  });
  return members;
}

/** In how little width, in pixels, all entries fit in two rows. */
export function leastWidth(widths: readonly number[]): number {
  const inRow = (own: readonly number[]) => own.reduce((sum, width) => sum + width + GAP, 0);
  const splits = widths.map((_, k) => Math.max(inRow(widths.slice(0, k + 1)), inRow(widths.slice(k + 1))));
  return Math.min(...splits);
}

/** Leave out the last entries until the rest and the button that tells of them take no more rows than they may. */
function fitRows(row: HTMLElement, entries: readonly Entry[], more: HTMLElement): void {
  const last = row.lastElementChild as HTMLElement;
  const show = (count: number) => {
    entries.forEach(({ element }, i) => {
      element.hidden = i >= count;
    });
    more.hidden = count === entries.length;
    more.textContent = `+ ${entries.length - count} more`;
  };
  const fits = (count: number) => {
    show(count);
    const end = [last, more, entries[count - 1]?.element].find((element) => element && !element.hidden);
    return !end || end.offsetTop < ROWS * end.offsetHeight;
  };
  if (fits(entries.length)) return;
  let [some, tooMany] = [0, entries.length];
  while (tooMany - some > 1) {
    const half = (some + tooMany) >> 1;
    if (fits(half)) some = half;
    else tooMany = half;
  }
  show(some);
}
