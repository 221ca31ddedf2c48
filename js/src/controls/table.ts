// A table of any length of which only the rows in sight are there, below the heads of its columns.
import { type Cell, type Column, isNumeric, lettersOf, sum, widthsOf } from "./columns";
import { h, hasFocus } from "./dom";
import "./table.css";

/** Pixels of the heads. */
const HEAD = 26;
/** Rows above and below those in sight, so that scrolling does not uncover nothing. */
const SPARE = 6;
/** The first rows tell how wide columns are. */
const MOST_MEASURED = 100;
/** Pixels that an arrow key scrolls by. */
const STEP = 60;

export interface TableSource {
  label: string;
  /** Cells of a row, the same ones as long as nothing changes; undefined: not known yet. */
  row: (i: number) => readonly Cell[] | undefined;
  /** These rows are in sight. */
  seen: (first: number, last: number) => void;
  sort: (column: number) => void;
  /** A row is pointed at; null: none is any more. */
  point: (i: number | null) => void;
  pick: (i: number) => void;
}

export interface Table {
  element: HTMLElement;
  /** Show other rows, from the first one, with none pointed at. */
  show: (columns: readonly Column[], rowHeight: number, total: number) => void;
  /** Rows became known. */
  refresh: () => void;
}

/** An element that shows one row after another. */
interface Slot {
  element: HTMLElement;
  index: number;
  shown: readonly Cell[] | undefined;
}

let tables = 0;

export function table(source: TableSource, signal: AbortSignal): Table {
  const id = `ta-table-${++tables}`;
  const head = h("div", { class: "ta-table-head", role: "row", "aria-rowindex": "1" });
  const body = h("div", { class: "ta-table-body", role: "rowgroup" });
  const element = h(
    "div",
    {
      id,
      class: "ta-table",
      role: "grid",
      tabindex: "0",
      "aria-label": source.label,
      "data-lm-suppress-shortcuts": "true",
    },
    h("div", { role: "rowgroup", class: "ta-table-top" }, head),
    body,
  );
  let columns: readonly Column[] = [];
  let letters: number[] = [];
  let classes: string[] = [];
  let slots: Slot[] = [];
  let [total, rowHeight, active] = [0, 1, -1];
  /** Whether the active row is still to be pointed at: it may not be known yet. */
  let isDue = false;

  const room = (): number => Math.max(0, element.clientHeight - HEAD);

  const refresh = () => {
    const top = element.scrollTop;
    const [first, end] = [
      Math.floor(top / rowHeight),
      Math.min(total, Math.ceil((top + room()) / rowHeight)),
    ];
    const [from, to] = [Math.max(0, first - SPARE), Math.min(total, end + SPARE)];
    if (slots.length < to - from) {
      slots = Array.from({ length: to - from }, () => emptySlot(columns, classes));
      body.replaceChildren(...slots.map((slot) => slot.element));
    }
    const used = new Set<Slot>();
    for (let i = from; i < to; i++) {
      const slot = slots[i % slots.length];
      used.add(slot);
      slot.element.setAttribute("aria-selected", String(i === active));
      fill(slot, i, `${id}-${i}`, i * rowHeight, source.row(i));
    }
    for (const slot of slots) slot.element.hidden = !used.has(slot);
    if (active >= 0) element.setAttribute("aria-activedescendant", `${id}-${active}`);
    else element.removeAttribute("aria-activedescendant");
    if (end > first) source.seen(first, end - 1);
    if (isDue && source.row(active)) {
      isDue = false;
      source.point(active);
    }
  };

  const arrange = () => {
    const widths = widthsOf(columns, letters, rowHeight, element.clientWidth);
    element.style.setProperty("--ta-tracks", widths.map((width) => `${width}px`).join(" "));
    element.style.setProperty("--ta-width", `${sum(widths)}px`);
  };

  const headOf = ({ title, hint, sorted }: Column, c: number): HTMLElement => {
    const cell = h("div", { class: classes[c], role: "columnheader", title: hint });
    if (sorted === null) {
      cell.append(title);
      return cell;
    }
    cell.setAttribute("aria-sort", sorted);
    const button = h("button", { type: "button", title: hint }, title);
    button.addEventListener("click", () => source.sort(c), { signal });
    cell.append(button);
    return cell;
  };

  const show = (next: readonly Column[], height: number, count: number) => {
    const focused = [...head.querySelectorAll("button")].findIndex(hasFocus);
    [columns, rowHeight, total, slots] = [next, height, count, []];
    [active, isDue] = [-1, false];
    const rows = Array.from({ length: Math.min(total, MOST_MEASURED) }, (_, i) => source.row(i) ?? []);
    letters = columns.map((column, c) => lettersOf(column, rows, c));
    classes = columns.map(
      (column, c) => `ta-cell ta-${column.kind}-cell${isNumeric(column, rows, c) ? " ta-numeric" : ""}`,
    );
    head.replaceChildren(...columns.map(headOf));
    if (focused >= 0) head.querySelectorAll("button")[focused]?.focus();
    element.style.setProperty("--ta-row", `${rowHeight}px`);
    element.setAttribute("aria-colcount", String(columns.length));
    element.setAttribute("aria-rowcount", String(total + 1));
    body.replaceChildren();
    body.style.height = `${total * rowHeight}px`;
    element.scrollTop = 0;
    arrange();
    refresh();
  };

  const goTo = (i: number) => {
    active = i;
    const [top, bottom] = [i * rowHeight, (i + 1) * rowHeight];
    if (top < element.scrollTop) element.scrollTop = top;
    else if (bottom > element.scrollTop + room()) element.scrollTop = bottom - room();
    isDue = true;
    refresh();
  };

  const leave = () => {
    active = -1;
    isDue = false;
    refresh();
    source.point(null);
  };

  /** Do what the key stands for; false if for nothing. */
  const handle = ({ key }: KeyboardEvent): boolean => {
    const page = Math.max(1, Math.floor(room() / rowHeight) - 1);
    const places: Record<string, number> = {
      ArrowUp: active - 1,
      ArrowDown: active + 1,
      PageUp: active - page,
      PageDown: active + page,
      Home: 0,
      End: total - 1,
    };
    if (key in places) {
      if (total) goTo(Math.max(0, Math.min(total - 1, places[key])));
    } else if (key === "ArrowLeft") element.scrollLeft -= STEP;
    else if (key === "ArrowRight") element.scrollLeft += STEP;
    else if (key === "Enter" && active >= 0) source.pick(active);
    else if (key === "Escape" && active >= 0) leave();
    else return false;
    return true;
  };

  const on = <K extends keyof HTMLElementEventMap>(name: K, heard: (event: HTMLElementEventMap[K]) => void) =>
    element.addEventListener(name, heard, { signal });
  const rowAt = (event: Event): number => {
    const row = (event.target as Element).closest(".ta-table-row");
    return slots.find((slot) => slot.element === row)?.index ?? -1;
  };
  on("click", (event) => {
    const i = rowAt(event);
    if (i >= 0) goTo(i);
  });
  on("dblclick", (event) => {
    const i = rowAt(event);
    if (i >= 0) source.pick(i);
  });
  on("keydown", (event) => {
    const modified = event.ctrlKey || event.metaKey || event.altKey;
    // The buttons in its head have keys of their own.
    if (event.target !== element || modified || !handle(event)) return;
    event.preventDefault();
    event.stopPropagation();
  });
  let frame = 0;
  on("scroll", () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      refresh();
    });
  });
  const resized = new ResizeObserver(() => {
    arrange();
    refresh();
  });
  resized.observe(element);
  const end = () => {
    resized.disconnect();
    cancelAnimationFrame(frame);
  };
  signal.addEventListener("abort", end, { once: true });
  return { element, show, refresh };
}

function emptySlot(columns: readonly Column[], classes: readonly string[]): Slot {
  const cells = columns.map(({ kind }, c) =>
    // A box of its own is what a text of two lines is cut off by.
    h("div", { class: classes[c], role: "gridcell" }, kind === "text" ? h("span") : null),
  );
  const element = h("div", { class: "ta-table-row", role: "row" }, ...cells);
  return { element, index: -1, shown: undefined };
}

function fill(slot: Slot, i: number, id: string, top: number, cells: readonly Cell[] | undefined): void {
  const { element } = slot;
  if (slot.index === i && slot.shown === cells) return;
  slot.index = i;
  slot.shown = cells;
  element.id = id;
  element.style.transform = `translateY(${top}px)`;
  element.setAttribute("aria-rowindex", String(i + 2));
  element.setAttribute("aria-busy", String(cells === undefined));
  for (let c = 0; c < element.children.length; c++) {
    write(element.children[c] as HTMLElement, cells?.[c] ?? "");
  }
}

function write(cell: HTMLElement, content: Cell): void {
  if (typeof content === "string") {
    (cell.querySelector("span") ?? cell).textContent = content;
    cell.title = content;
  } else {
    cell.replaceChildren(...(content.picture ? [h("img", { src: content.picture, alt: "" })] : []));
  }
}
