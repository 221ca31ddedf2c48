// @vitest-environment happy-dom
// What the view asks of the kernel, and what it makes of the values that it gets.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { mixColor } from "../src/model/coloring";
import type { MatchList, WidgetState } from "../src/model/state";
import { Store } from "../src/model/store";
import { Traits } from "../src/model/traits";
import { categoryColor, MISSING } from "../src/palette";
import { part, pattern, region } from "./controls";
import { FakeModel, load } from "./fixtures";

let life: AbortController;

function made(values: Partial<WidgetState> = {}) {
  const model = new FakeModel({ ...load("categories").state, ...values });
  const store = new Store(new Traits(model as never, life.signal), life.signal);
  return { model, store };
}

const lastId = (model: FakeModel) => (model.sent.at(-1) as { id: string }).id;

beforeEach(() => {
  life = new AbortController();
});
afterEach(() => {
  life.abort();
  vi.useRealTimers();
});

describe("questions", () => {
  it("are answered to the view that asked", async () => {
    const { model, store } = made();
    const other = new Store(new Traits(model as never, life.signal), life.signal);
    const own = store.ask("search", { text: "one" });
    const id = lastId(model);
    const theirs = other.ask("search", { text: "two" });
    expect(model.sent).toMatchObject([
      { kind: "search", text: "one" },
      { kind: "search", text: "two" },
    ]);
    const buffer = new DataView(new ArrayBuffer(2));
    model.say({ id: lastId(model), total: 2 });
    model.say({ id, total: 1 }, [buffer]);
    expect(await own).toMatchObject({ total: 1, buffers: [buffer] });
    expect(await theirs).toMatchObject({ total: 2 });
  });

  it("are refused with the kernel's words", async () => {
    const { model, store } = made();
    const asked = store.ask("name", { name: "2" });
    model.say({ id: lastId(model), error: "no such name" });
    await expect(asked).rejects.toThrow("no such name");
  });

  it("are given up where nobody answers", async () => {
    vi.useFakeTimers();
    const { store } = made();
    const asked = store.ask("inputs", {});
    const refused = expect(asked).rejects.toThrow("does not answer");
    await vi.advanceTimersByTimeAsync(30_000);
    await refused;
  });
});

describe("undo", () => {
  it("is asked of the kernel, if there is something to undo", () => {
    const { model, store } = made();
    store.undo();
    store.redo();
    expect(model.sent).toEqual([]);
    model.arrive({ _undoable: { undo: true, redo: false } });
    store.undo();
    store.redo();
    expect(model.sent).toMatchObject([{ kind: "undo" }]);
  });
});

describe("what the kernel does at the view's request", () => {
  const other = { nodes: {}, inputs: [1] };
  const heard = () => new Promise((resolve) => setTimeout(resolve));

  it.each(["undo", "region", "search"])(
    "is said, once it is done, by a value that is the view's own: %s",
    async (kind) => {
      const { model, store } = made({ _undoable: { undo: true, redo: false } });
      if (kind === "undo") store.undo();
      else if (kind === "region") store.selectRegion(0);
      else store.ask("search", { text: "a" });
      model.arrive({ selection: other });
      await heard();
      expect(model.saved).toEqual([]);
      model.say({ id: lastId(model) });
      await heard();
      expect(model.saved).toEqual([{ tool: "pan" }]);
      model.arrive({ selection: { nodes: {}, inputs: [] } });
      await heard();
      expect(model.saved).toHaveLength(1);
    },
  );

  it("is not said where nothing came of it, nor what others did later", async () => {
    const { model, store } = made();
    store.selectRegion(0);
    model.say({ id: lastId(model) });
    await heard();
    model.arrive({ selection: other });
    await heard();
    expect(model.saved).toEqual([]);
  });
});

describe("a filter", () => {
  it("holds while its column is shown", () => {
    const { model, store } = made();
    store.setFilter({ categories: [1], range: null });
    expect(model.state.filter).toEqual({ column: "topic", categories: [1], range: null });
    expect(store.filter.categories).toEqual([1]);
    model.arrive({ filter: { column: "other", categories: [0], range: null } });
    expect(store.filter).toEqual({ categories: null, range: null });
  });
});

describe("regions", () => {
  const entry = region({ nodes: { a: [0, 1, 99], b: [0] } });

  it("are drawn in the order of their numbers, without nodes that are no more", () => {
    const { store, model } = made({ _regions: [entry, { ...entry, name: "second" }], regions: [] });
    store.showRegions([1, 0, 1]);
    expect(model.state.regions).toEqual([0, 1]);
    store.lightRegion(1);
    const [first, second] = store.shownRegions;
    expect([first.nodes, first.lit, second.lit]).toEqual([[[0, 1], [0]], false, true]);
  });

  it("are selected by the kernel, which knows their inputs", () => {
    const { store, model } = made({ _regions: [entry], regions: [0] });
    store.selectRegion(0);
    expect(model.sent).toMatchObject([{ kind: "region", number: 0 }]);
  });

  it("that led to no other selection are not what is selected later", async () => {
    const { store, model } = made({ _regions: [entry], regions: [0] });
    store.selectRegion(0);
    const id = lastId(model);
    model.say({ id });
    await new Promise((resolve) => setTimeout(resolve));
    model.arrive({ selection: { nodes: {}, inputs: [1] } });
    expect(store.selectedRegion).toBeNull();
    store.selectRegion(0);
    model.arrive({ selection: { nodes: {}, inputs: [2] } });
    expect(store.selectedRegion).toBe(0);
  });

  it("keep their colours whatever nodes are coloured by, and have that of no category", () => {
    const { store, model } = made({ _regions: [entry], regions: [0] });
    const { coloring, shownRegions } = store;
    if (coloring.kind !== "categorical") throw new Error("not the fixture that was meant");
    const categories = [0, 1, 2, 3].map((code) => mixColor(coloring.scale, code));
    expect(categories).toEqual([...[0, 1, 2].map(categoryColor), MISSING]);
    expect(categories).not.toContain(shownRegions[0].color);
    const size = { kind: "size", column: "node size", domain: [1, 2] } as const;
    model.arrive({ _color_scale: size, _colors: new DataView(new ArrayBuffer(0)) });
    expect(store.coloring.kind).toBe("continuous");
    expect(store.shownRegions[0].color).toBe(shownRegions[0].color);
  });

  it("give their colours to nodes that are coloured by them", () => {
    const { store } = made({ _regions: [entry, entry], regions: [0, 1] });
    const { coloring, shownRegions } = store;
    if (coloring.kind !== "categorical") throw new Error("not the fixture that was meant");
    const scale = { ...coloring.scale, column: "region" };
    expect([0, 1].map((code) => mixColor(scale, code))).toEqual(shownRegions.map(({ color }) => color));
  });
});

describe("patterns", () => {
  const named = (name: string) => pattern({ name, parts: { a: part(), b: part({ nodes: [99] }) } });
  const kept = { name: "kept", nodes: {}, inputs: [1] };

  it("keep their colours whether something is selected or not", () => {
    const { store, model } = made({ _patterns: [named("selection"), named("kept")], membranes: [kept] });
    const color = store.membraneColor(1);
    expect(store.shownMembranes.map((membrane) => membrane.color)).toEqual([store.membraneColor(0), color]);
    store.toggleSelectionMembrane();
    expect(model.saved).toEqual([{ selection_membrane: false }]);
    expect(store.shownMembranes.map((membrane) => membrane.name)).toEqual(["kept"]);
    model.arrive({ _patterns: [named("kept")] });
    expect(store.shownMembranes.map((membrane) => membrane.color)).toEqual([color]);
  });

  it("of other graphs than those that are shown have no part there", () => {
    const { store } = made({ _patterns: [named("selection")], membranes: [] });
    expect(store.shownMembranes[0].parts.map((own) => own?.nodes ?? null)).toEqual([[0], null]);
  });

  it("are kept by name and dropped", () => {
    const { store, model } = made();
    store.keepMembrane("nothing");
    expect(model.state.membranes).toEqual([]);
    store.select({ nodes: {}, inputs: [1, 2] });
    store.keepMembrane("mine");
    expect(model.state.membranes).toEqual([{ name: "mine", nodes: {}, inputs: [1, 2] }]);
    model.arrive({ _patterns: [named("selection"), named("mine")] });
    store.setMorph({ pattern: 1, from: 0, to: 1, t: 0.5 });
    store.dropMembrane(1);
    expect(model.state.membranes).toEqual([]);
    expect(store.morph).toBeNull();
  });
});

describe("matches", () => {
  const matches: MatchList = {
    motif: "path()",
    cut: "",
    nearest: "",
    entries: [{ graph: "a", nodes: [1, 0], edges: [0, 1], n_inputs: 4, score: 2, verdicts: {} }],
  };

  it("are the selection while they are shown, in one message", () => {
    const { store, model } = made({ _matches: matches });
    store.showMatch(0);
    expect(model.saved.at(-1)).toEqual({
      match: 0,
      selection: { nodes: { a: [0, 1] }, inputs: [0, 1, 2, 3] },
    });
    store.showMatch(5);
    expect(model.state.match).toBeNull();
  });
});
