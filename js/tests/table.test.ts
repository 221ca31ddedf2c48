// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Cell, Column } from "../src/controls/columns";
import { table } from "../src/controls/table";

const COLUMNS: Column[] = [
  { title: "#", hint: "number", kind: "number", letters: 6, sorted: "ascending" },
  { title: "text", hint: "text", kind: "text", letters: 0, sorted: "none" },
  { title: "", hint: "picture", kind: "picture", letters: 0, sorted: null },
  { title: "score", hint: "score", kind: "value", letters: 0, sorted: "none" },
];
const [ROW, HEIGHT] = [20, 226];

let life: AbortController;
let frames: FrameRequestCallback[] = [];

beforeEach(() => {
  life = new AbortController();
  frames = [];
  vi.stubGlobal("requestAnimationFrame", (frame: FrameRequestCallback) => frames.push(frame));
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(HEIGHT);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(290);
  document.body.replaceChildren();
});
afterEach(() => {
  life.abort();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function shown(total: number, known: (i: number) => readonly Cell[] | undefined) {
  const source = { label: "Inputs", row: known, seen: vi.fn(), sort: vi.fn(), point: vi.fn(), pick: vi.fn() };
  const own = table(source, life.signal);
  document.body.append(own.element);
  own.show(COLUMNS, ROW, total);
  const { element } = own;
  const rows = () =>
    [...element.querySelectorAll<HTMLElement>(".ta-table-row:not([hidden])")].sort(
      (a, b) =>
        Number(a.ariaRowIndex ?? a.getAttribute("aria-rowindex")) - Number(b.getAttribute("aria-rowindex")),
    );
  const key = (name: string) =>
    element.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
  const scroll = (top: number) => {
    element.scrollTop = top;
    element.dispatchEvent(new Event("scroll"));
    for (const frame of frames.splice(0)) frame(0);
  };
  return { source, own, element, rows, key, scroll };
}

const cells = (i: number): readonly Cell[] => [
  String(i),
  `<b>text ${i}</b>`,
  { picture: `blob:${i}` },
  String(i / 4),
];
const indices = (rows: readonly HTMLElement[]) =>
  rows.map((row) => Number(row.getAttribute("aria-rowindex")) - 2);

describe("a table", () => {
  it("of 100,000 rows has only those in sight, and a few beside them", () => {
    const cached = Array.from({ length: 100_000 }, (_, i) => cells(i));
    const { rows, scroll, source, element } = shown(100_000, (i) => cached[i]);
    expect(element.getAttribute("aria-rowcount")).toBe("100001");
    expect(indices(rows())).toEqual(Array.from({ length: 16 }, (_, i) => i));
    expect(source.seen).toHaveBeenLastCalledWith(0, 9);
    scroll(50_000 * ROW);
    expect(indices(rows())).toEqual(Array.from({ length: 22 }, (_, i) => 49_994 + i));
    expect(rows()[6].textContent).toBe("50000<b>text 50000</b>12500");
    expect(rows()[6].querySelector("b")).toBeNull();
    expect(rows()[6].querySelector("img")?.getAttribute("src")).toBe("blob:50000");
    expect(source.seen).toHaveBeenLastCalledWith(50_000, 50_009);
    scroll(100_000 * ROW);
    expect(indices(rows()).at(-1)).toBe(99_999);
    expect(element.querySelectorAll(".ta-table-row").length).toBeLessThan(25);
  });

  it("writes a row when it becomes known", () => {
    let known: readonly Cell[] | undefined;
    const { rows, own, key, source } = shown(1, () => known);
    expect([rows()[0].textContent, rows()[0].getAttribute("aria-busy")]).toEqual(["", "true"]);
    key("ArrowDown");
    expect(source.point).not.toHaveBeenCalled();
    known = ["3", "late", { picture: null }, ""];
    own.refresh();
    own.refresh();
    expect(source.point.mock.calls).toEqual([[0]]);
    expect([rows()[0].textContent, rows()[0].getAttribute("aria-busy")]).toEqual(["3late", "false"]);
    expect(rows()[0].querySelector("img")).toBeNull();
  });

  it("is gone through by keys, and the row is brought into sight", () => {
    const { key, source, element, rows } = shown(1000, cells);
    const at = () => element.getAttribute("aria-activedescendant");
    key("ArrowDown");
    key("ArrowDown");
    expect(source.point).toHaveBeenLastCalledWith(1);
    expect(rows().find((row) => row.getAttribute("aria-selected") === "true")?.id).toBe(at());
    key("PageDown");
    expect(source.point).toHaveBeenLastCalledWith(10);
    key("End");
    expect(source.point).toHaveBeenLastCalledWith(999);
    expect(element.scrollTop).toBe(1000 * ROW - (HEIGHT - 26));
    key("ArrowDown");
    expect(source.point).toHaveBeenLastCalledWith(999);
    key("Home");
    expect(element.scrollTop).toBe(0);
    key("Enter");
    expect(source.pick).toHaveBeenCalledWith(0);
    key("Escape");
    expect(source.point).toHaveBeenLastCalledWith(null);
    expect(at()).toBeNull();
  });

  it("leaves keys alone that are none of its own", () => {
    const { key, source, element } = shown(0, cells);
    const heard = vi.fn();
    document.body.addEventListener("keydown", heard, { once: true });
    key("Escape");
    expect(heard).toHaveBeenCalled();
    key("ArrowDown");
    key("End");
    expect(source.point).not.toHaveBeenCalled();
    const button = element.querySelector("button")!;
    button.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    expect(source.pick).not.toHaveBeenCalled();
  });

  it("starts from the end upwards, too", () => {
    const { key, source } = shown(5, cells);
    key("End");
    expect(source.point).toHaveBeenLastCalledWith(4);
    key("Home");
    key("ArrowUp");
    expect(source.point).toHaveBeenLastCalledWith(0);
  });

  it("points with a click and picks with two", () => {
    const { rows, source } = shown(10, cells);
    rows()[3].children[1].dispatchEvent(new MouseEvent("click", { bubbles: true }));
    expect(source.point).toHaveBeenCalledWith(3);
    rows()[4].dispatchEvent(new MouseEvent("dblclick", { bubbles: true }));
    expect(source.pick).toHaveBeenCalledWith(4);
  });

  it("is sorted by the heads of its columns, and keeps the focus there", () => {
    const { element, source, own } = shown(10, cells);
    const heads = [...element.querySelectorAll("[role=columnheader]")];
    expect(heads.map((head) => head.getAttribute("aria-sort"))).toEqual(["ascending", "none", null, "none"]);
    const buttons = element.querySelectorAll("button");
    buttons[2].focus();
    buttons[2].click();
    expect(source.sort).toHaveBeenCalledWith(3);
    own.show(COLUMNS, ROW, 10);
    expect(document.activeElement?.textContent).toBe("score");
  });

  it("gives a text what other columns leave, or lets the next one be seen", () => {
    const { element, own } = shown(10, cells);
    const tracks = () => element.style.getPropertyValue("--ta-tracks").split(" ").map(Number.parseFloat);
    expect(tracks().reduce((sum, width) => sum + width)).toBeCloseTo(290, 0);
    const many = Array.from({ length: 9 }, () => COLUMNS[3]);
    own.show([...COLUMNS.slice(0, 2), ...many], ROW, 10);
    const [first, text] = tracks();
    expect(first + text).toBeLessThan(290 * 0.8);
    expect(text).toBeGreaterThan(120);
  });
});
