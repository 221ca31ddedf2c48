// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { inspector } from "../src/controls/inspector";
import { searchField } from "../src/controls/search";
import { KERNEL } from "../src/model/abilities";
import { Unanswered } from "../src/model/requests";
import { EMPTY, type NodeRef, ofInputs, ofNodes } from "../src/model/selection";
import type { Selection } from "../src/model/state";
import type { Store } from "../src/model/store";
import { graphsOf, load } from "./fixtures";

const INSPECTABLE = {
  columns: ["topic", "score"],
  text: "text" as string | null,
  image: null as string | null,
};

let life: AbortController;
let urls: string[];

beforeEach(() => {
  vi.useFakeTimers();
  life = new AbortController();
  urls = [];
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(400);
  vi.spyOn(URL, "createObjectURL").mockImplementation(() => {
    urls.push(`blob:${urls.length}`);
    return urls.at(-1)!;
  });
  vi.spyOn(URL, "revokeObjectURL").mockImplementation((url) => {
    urls = urls.filter((own) => own !== url);
  });
  document.body.replaceChildren();
});
afterEach(() => {
  life.abort();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

interface Asked {
  kind: string;
  content: Record<string, unknown>;
  answer: (values: object) => Promise<void>;
  fail: (message: string) => Promise<void>;
}

/** As much of a store as is looked at here: two graphs, texts, and a kernel that answers when the test says so. */
function fake(inspectable = INSPECTABLE) {
  const asked: Asked[] = [];
  const listeners: (() => void)[] = [];
  const state = { ...load("categories").state, _inspectable: inspectable };
  const own = {
    graphs: graphsOf("categories"),
    nInputs: 8,
    selection: EMPTY as Selection,
    hover: null as NodeRef | null,
    litInput: null as number | null,
    side: "inputs" as string | null,
    coloring: { kind: "categorical", scale: { column: "topic", categories: ["news", "sport"] } } as unknown,
    traits: { get: (name: keyof typeof state) => state[name], abilities: KERNEL },
    subscribe: (listener: () => void) => listeners.push(listener),
    changed: () => {
      for (const listener of listeners) listener();
    },
    select: (selection: Selection) => {
      own.selection = selection;
      own.changed();
    },
    hoverInput: (input: number | null) => {
      own.litInput = input;
      own.changed();
    },
    ask: (kind: string, content: Record<string, unknown>) =>
      new Promise((resolve, reject) => {
        const settled = () => vi.advanceTimersByTimeAsync(0).then(() => {});
        const answer = (values: object) => {
          resolve({ buffers: [], ...values });
          return settled();
        };
        const fail = (message: string) => {
          reject(new Unanswered(message));
          return settled();
        };
        asked.push({ kind, content, answer, fail });
      }),
  };
  return { store: own as unknown as Store & typeof own, asked };
}

const rowsOf = (inputs: readonly number[]) =>
  inputs.map((input) => ({
    input,
    text: `<i>text ${input}</i>`,
    cells: ["sport", "1.5"],
    image: null as number | null,
  }));

const reply = (inputs: readonly number[], more: object = {}) => ({
  total: inputs.length,
  rows: rowsOf(inputs),
  counts: { all: inputs.length, shared: 1, here: 1, there: 0 },
  label: "topic",
  mix: [
    { value: "sport", here: 0.8, overall: 0.4, significant: true },
    { value: null, here: 0.2, overall: 0.6, significant: false },
  ],
  ...more,
});

function open(made = fake()) {
  const actions = { clear: vi.fn() };
  const element = inspector(made.store, actions as never, life.signal);
  document.body.append(element);
  const text = (selector: string) => element.querySelector(selector)?.textContent ?? null;
  const listed = () =>
    [...element.querySelectorAll<HTMLElement>(".ta-table-row:not([hidden])")]
      .filter((row) => row.getAttribute("aria-busy") === "false")
      .map((row) => Number(row.children[0].textContent));
  const click = (selector: string, n = 0) => element.querySelectorAll<HTMLElement>(selector)[n].click();
  return { ...made, actions, element, text, listed, click, last: () => made.asked.at(-1)! };
}

describe("the inspector", () => {
  it("shows all inputs by number until some are selected", async () => {
    const { asked, text, listed, element, store, last } = open();
    expect(asked).toHaveLength(1);
    expect(last().content).toEqual({
      about: EMPTY,
      tab: "all",
      here: null,
      other: null,
      start: 0,
      stop: 100,
      order: "number",
      descending: false,
    });
    expect(text("header b")).toBe("all 8 inputs");
    expect(element.querySelector<HTMLElement>(".ta-parts")!.hidden).toBe(true);
    await last().answer(reply([0, 1, 2, 3, 4, 5, 6, 7], { counts: { all: 8 } }));
    expect(listed()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(element.querySelector(".ta-table i")).toBeNull();
    expect(element.querySelector<HTMLElement>(".ta-text-cell span")!.textContent).toBe("<i>text 0</i>");

    store.select(ofNodes(store.graphs, [{ graph: 0, node: 1 }]));
    expect(text("header")).toBe("node 1a · 2 inputs");
    // The inputs of nodes are known to the kernel.
    const about = { nodes: { a: [1] }, inputs: [] };
    expect(last().content).toMatchObject({ about, tab: "all", here: "a", other: "b", order: "typical" });
    // What was shown stays until the answer comes.
    expect(listed()).toHaveLength(8);
    await last().answer(reply([3, 2]));
    expect(listed()).toEqual([3, 2]);
  });

  it("asks once for one thing, and nothing while it is closed", () => {
    const made = fake();
    made.store.side = "regions";
    const { asked, store } = open(made);
    store.select(ofInputs([1, 2]));
    expect(asked).toHaveLength(0);
    store.side = "inputs";
    store.changed();
    store.changed();
    expect(asked).toHaveLength(1);
    expect(asked[0].content).toMatchObject({ about: ofInputs([1, 2]), here: null, other: "b" });
  });

  it("shows a node that is pointed at for a while, and keeps it", async () => {
    const { asked, store, text, last } = open();
    store.hover = { graph: 1, node: 2 };
    store.changed();
    vi.advanceTimersByTime(100);
    store.hover = { graph: 1, node: 1 };
    store.changed();
    vi.advanceTimersByTime(100);
    expect(asked).toHaveLength(1);
    vi.advanceTimersByTime(100);
    expect(asked).toHaveLength(2);
    expect(last().content).toMatchObject({ about: { nodes: { b: [1] }, inputs: [] }, here: "b", other: "a" });
    store.hover = null;
    store.changed();
    vi.advanceTimersByTime(1000);
    expect(asked).toHaveLength(2);
    expect(text("header b")).toBe("node 1");
    store.select(ofInputs([5]));
    expect(text("header b")).toBe("1 input selected");
    store.select(EMPTY);
    expect(text("header b")).toBe("all 8 inputs");
  });

  it("compares with another graph, tab by tab", async () => {
    const { store, click, text, element, last } = open();
    store.select(ofInputs([1, 2]));
    await last().answer(reply([1, 2]));
    expect([...element.querySelectorAll(".ta-parts b")].map((b) => b.textContent)).toEqual([
      "2",
      "1",
      "1",
      "0",
    ]);
    click(".ta-parts button", 2);
    expect(last().content).toMatchObject({ tab: "here", other: "b" });
    const select = element.querySelector("select")!;
    select.value = "a";
    select.dispatchEvent(new Event("change"));
    expect(last().content).toMatchObject({ tab: "here", other: "a" });
    await last().answer(reply([]));
    expect(text(".ta-note")).toBe("None of them.");
    // Nodes of a are not compared with themselves, and with what is picked in b rather than with their counterpart.
    store.select(ofNodes(store.graphs, [{ graph: 0, node: 1 }]));
    expect(last().content).toMatchObject({ here: "a", other: "b" });
    expect(element.querySelectorAll<HTMLElement>(".ta-parts button")[1].title).toContain("their counterpart");
    store.select(
      ofNodes(store.graphs, [
        { graph: 0, node: 1 },
        { graph: 1, node: 2 },
      ]),
    );
    expect(element.querySelectorAll<HTMLElement>(".ta-parts button")[1].title).toContain("picked in b");
    expect(text("header")).toBe("2 nodesa, b · 5 inputs");
  });

  it("sorts up, down and back to what is typical", async () => {
    const { store, click, element, last } = open();
    store.select(ofInputs([1, 2]));
    await last().answer(reply([1, 2]));
    const order = async () => {
      click(".ta-table-head button", 3);
      const { order, descending } = last().content;
      await last().answer(reply([1, 2]));
      return [
        order,
        descending,
        element.querySelectorAll("[role=columnheader]")[3].getAttribute("aria-sort"),
      ];
    };
    expect(await order()).toEqual([{ column: "score" }, false, "ascending"]);
    expect(await order()).toEqual([{ column: "score" }, true, "descending"]);
    expect(await order()).toEqual(["typical", false, "none"]);
    expect(element.querySelector(".ta-chip")!.getAttribute("aria-pressed")).toBe("true");
    click(".ta-table-head button", 0);
    expect(last().content.order).toBe("number");
    click(".ta-chip");
    expect(last().content.order).toBe("typical");
  });

  it("compares labels with all inputs", async () => {
    const { element, store, last } = open();
    await last().answer(reply([1]));
    const bars = [...element.querySelectorAll<HTMLElement>(".ta-mix-bar")];
    expect(bars.map((bar) => bar.textContent)).toEqual(["sport80 %2.0×", "missing20 %0.3×"]);
    expect(bars[0].title).toContain("40 % of all inputs");
    expect(bars[0].title).toContain("p ≤ .05");
    const color = () => element.querySelector<HTMLElement>(".ta-mix-bar i")!.style.background;
    const before = color();
    store.coloring = { kind: "continuous", scale: { column: "score" } } as never;
    store.changed();
    expect(color()).not.toBe(before);
  });

  it("lights up an input, lets go of it, and selects it", async () => {
    const { store, element, last } = open();
    await last().answer(reply([4, 6]));
    const row = (n: number) => element.querySelectorAll<HTMLElement>(".ta-table-row")[n];
    row(1).click();
    expect(store.litInput).toBe(6);
    store.hover = { graph: 0, node: 0 };
    store.changed();
    expect(store.litInput).toBeNull();
    row(0).click();
    store.hover = null;
    store.side = null;
    store.changed();
    expect(store.litInput).toBeNull();
    store.side = "inputs";
    row(0).dispatchEvent(new MouseEvent("dblclick", { bubbles: true }));
    expect(store.selection).toEqual({ nodes: {}, inputs: [4] });
  });

  it("shows samples while nobody answers, and rows when they come after all", async () => {
    const { store, listed, text, element, last } = open();
    store.select(ofInputs([2, 3]));
    vi.advanceTimersByTime(4000);
    expect(text(".ta-note")).toContain("has not answered yet");
    expect(listed()).toEqual([2, 3]);
    expect(text(".ta-text-cell span")).toBe("sentence 2");
    expect(element.querySelectorAll(".ta-table-head button")).toHaveLength(0);
    await last().answer(reply([3, 2]));
    expect(listed()).toEqual([3, 2]);
    expect(element.querySelector<HTMLElement>(".ta-note")!.hidden).toBe(true);
  });

  it("says why a question was not answered", async () => {
    const { text, listed, last, asked } = open();
    await last().fail("The kernel does not answer.");
    expect(text(".ta-note")).toBe(
      "The kernel does not answer. Shown are the samples that came with the picture.",
    );
    expect(listed()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    vi.advanceTimersByTime(10_000);
    expect(asked).toHaveLength(1);
  });

  it("shows pictures, and lets go of them", async () => {
    const { store, element, last } = open(fake({ ...INSPECTABLE, image: "picture" }));
    const rows = rowsOf([1, 2]);
    rows[1].image = 0;
    await last().answer(reply([1, 2], { rows, buffers: [new DataView(new ArrayBuffer(9), 3, 4)] }));
    expect([...element.querySelectorAll("img")].map((img) => img.getAttribute("src"))).toEqual(["blob:0"]);
    expect(urls).toEqual(["blob:0"]);
    store.select(ofInputs([1]));
    expect(urls).toEqual([]);
    await last().answer(reply([1], { rows: rows.slice(1), buffers: [new DataView(new ArrayBuffer(4))] }));
    expect(urls).toHaveLength(1);
    life.abort();
    expect(urls).toEqual([]);
  });

  it("clears the selection by a key", () => {
    const { element, actions } = open();
    element.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    expect(actions.clear).toHaveBeenCalled();
  });
});

describe("the search field", () => {
  const find = (made = fake()) => {
    const form = searchField(made.store, document.createElement("canvas"), life.signal);
    document.body.append(form);
    const field = form.querySelector("input")!;
    const type = (text: string) => {
      field.value = text;
      field.dispatchEvent(new Event("input"));
    };
    const submit = () => form.dispatchEvent(new Event("submit", { cancelable: true }));
    return { ...made, form, type, submit, told: () => form.querySelector("output")!.textContent };
  };

  it("asks for words and says how many inputs have them", async () => {
    const { asked, type, submit, told } = find();
    type("  red fox ");
    expect(asked).toHaveLength(0);
    expect(submit()).toBe(false);
    expect(asked[0]).toMatchObject({ kind: "search", content: { text: "red fox" } });
    await asked[0].answer({ total: 1 });
    expect(told()).toBe("1 input");
    type("red foxes");
    expect(told()).toBe("");
    submit();
    await asked[1].answer({ total: 0 });
    expect(told()).toBe("none found");
    submit();
    await asked[2].fail("The kernel does not answer.");
    expect(told()).toBe("The kernel does not answer.");
  });

  it("asks for nothing where nothing is written, and forgets answers to what was asked before", async () => {
    const { asked, type, submit, told } = find();
    type("   ");
    submit();
    expect(asked).toHaveLength(0);
    type("one");
    submit();
    type("two");
    await asked[0].answer({ total: 7 });
    expect(told()).toBe("");
  });

  it("forgets its words where what they found is selected no longer, unless somebody writes", async () => {
    const { asked, form, type, submit, store, told } = find();
    const field = form.querySelector("input")!;
    const search = async () => {
      type("red fox");
      submit();
      await asked.at(-1)!.answer({ total: 1 });
    };
    await search();
    store.select({ nodes: {}, inputs: [1] });
    expect([field.value, told()]).toEqual(["", ""]);
    await search();
    field.focus();
    store.select({ nodes: {}, inputs: [2] });
    expect([field.value, told()]).toEqual(["red fox", ""]);
  });

  it("is there only where there are texts", () => {
    expect(find().form.hidden).toBe(false);
    expect(find(fake({ ...INSPECTABLE, text: null })).form.hidden).toBe(true);
  });
});
