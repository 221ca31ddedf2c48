// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from "vitest";
import { CHOICES } from "../src/controls/motif_choices";
import { motifSearch } from "../src/controls/motifs";
import type { ContinuousScale, WidgetState } from "../src/model/state";
import { control, found } from "./controls";
import { load } from "./fixtures";

afterEach(() => document.body.replaceChildren());

/** What Python reads: the keys of each kind besides "kind" and "where". */
const KEYS: Record<string, string[]> = {
  path: ["min_length"],
  fork: ["arms", "min_length"],
  flare: ["min_length"],
  loop: ["min_length"],
  star: ["leaves"],
  bridge: ["min_inputs"],
  cut_node: ["min_inputs"],
  clique: ["k"],
  component: ["min_nodes"],
  tree: ["min_nodes"],
  like: ["graph", "nodes"],
};

const inspectable = { columns: ["topic", "score"], text: null, image: null };

function open(state: Partial<WidgetState> = {}) {
  const shown = control(motifSearch, { _inspectable: inspectable, ...state });
  const choose = (word: string) =>
    shown
      .all("[role=radio]")
      .find((own) => own.textContent === word)
      ?.click();
  const type = (label: string, value: string) => {
    const field = shown.one<HTMLInputElement>(`[aria-label="${label}"]`);
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const find = () => {
    shown.one("form").dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    return shown.store.query;
  };
  return { ...shown, choose, type, find };
}

describe("the palette of motifs", () => {
  it("asks for each kind as Python reads it", () => {
    const { choose, find } = open({ selection: { nodes: { b: [1, 2] }, inputs: [3, 4, 5, 6, 7] } });
    for (const { kind, word } of CHOICES) {
      choose(word);
      const { kind: asked, ...rest } = find()?.motif ?? {};
      expect(asked).toBe(kind);
      expect(Object.keys(rest)).toEqual(KEYS[kind]);
    }
    expect(find()).toEqual({ motif: { kind: "like", graph: "b", nodes: [1, 2] }, graph: null });
  });

  it("asks nothing before it is told to, and for what was typed", () => {
    const { choose, find, model, one } = open();
    choose("fork");
    one<HTMLInputElement>("[name=arms]").value = "4";
    one<HTMLSelectElement>('[aria-label="Graph to look in"]').value = "b";
    expect(model.saved).toEqual([]);
    expect(find()).toEqual({ motif: { kind: "fork", arms: 4, min_length: 2 }, graph: "b" });
  });

  it("finds what is like the picked nodes only while there are some", () => {
    const { store, one, choose, all } = open();
    const like = () => all<HTMLButtonElement>("[role=radio]").at(-1)!;
    expect(like().disabled).toBe(true);
    store.select({ nodes: { a: [0] }, inputs: [0, 1, 2] });
    expect(like().disabled).toBe(false);
    choose("like these");
    const find = one<HTMLButtonElement>("[type=submit]");
    expect(find.disabled).toBe(false);
    store.select({ nodes: {}, inputs: [] });
    expect(find.disabled).toBe(true);
  });

  it("says what the nodes must be like: only what was filled in", () => {
    const { type, find, one } = open();
    expect(find()?.motif).toEqual({ kind: "loop", min_length: 5 });
    type("inputs from", "5");
    type("lens to", "1.5");
    type("matched", "1");
    type("topic", "2");
    type("pure at least", "80");
    expect(find()?.motif.where).toEqual({
      size: [5, null],
      lens: [null, 1.5],
      matched: false,
      label: ["sport"],
      purity: 0.8,
    });
    expect(one(".ta-more").textContent).toContain("(5)");
  });

  it("asks for the numbers of the column that nodes are coloured by, if it is one of the metadata", () => {
    const scale: ContinuousScale = {
      kind: "continuous",
      column: "score",
      domain: [0, 1],
      diverging: false,
      start: null,
      per: "input",
      about: "",
    };
    const colors = new DataView(new ArrayBuffer(4 * load("categories").state._manifest.n_inputs));
    const { type, find, model, one } = open();
    type("topic", "0");
    model.arrive({ _color_scale: scale, _colors: colors });
    expect(one('[aria-label="topic"]')).toBeNull();
    type("score from", "0.25");
    expect(find()?.motif.where).toEqual({ columns: { score: [0.25, null] } });
    model.arrive({ _color_scale: { ...scale, column: "kept neighbours" }, _colors: colors });
    expect(find()?.motif.where).toBeUndefined();
  });

  it("keeps what was typed when the same colours come again", () => {
    const { type, find, model } = open();
    type("topic", "1");
    model.arrive(structuredClone({ _color_scale: model.state._color_scale }));
    expect(find()?.motif.where).toEqual({ label: ["news"] });
  });

  it("takes over a query from Python, and keeps the field with the keyboard when its own comes back", () => {
    const { model, one, all, find } = open();
    model.arrive({ motif: { motif: { kind: "star", leaves: 6 }, graph: "b" } });
    expect(all("[aria-checked=true]").map((own) => own.textContent)).toEqual(["star"]);
    const field = one<HTMLInputElement>("[name=leaves]");
    expect(field.value).toBe("6");
    expect(one<HTMLSelectElement>('[aria-label="Graph to look in"]').value).toBe("b");
    field.focus();
    find();
    model.arrive({ motif: structuredClone(model.state.motif) });
    expect(document.activeElement).toBe(field);
  });
});

describe("the matches", () => {
  it("are counted, and it is told where the search was cut", () => {
    const { one, model } = open({
      motif: { motif: { kind: "loop" }, graph: null },
      _matches: found({ cut: "cut at 2" }),
    });
    expect(one(".ta-matches header").textContent).toContain("2 matches");
    expect(one(".ta-cut").hidden).toBe(false);
    expect(one(".ta-cut").textContent).toBe("cut at 2");
    model.arrive({ _matches: found({ entries: [] }) });
    expect(one(".ta-cut").hidden).toBe(true);
    expect(one(".ta-empty").hidden).toBe(false);
  });

  it("are told to be none with what was looked for and where, and what comes nearest or what there would be", () => {
    const none = { motif: "loop(min_length=9)", entries: [] };
    const { all, model } = open({
      motif: { motif: { kind: "loop", min_length: 9 }, graph: "b" },
      _matches: found(none),
    });
    const told = () => all(".ta-empty p").map((own) => own.textContent);
    expect(told()).toEqual([
      "There is no loop(min_length=9) in 'b'.",
      "A loop is a ring of nodes around a hole.",
    ]);
    model.arrive({ _matches: found({ ...none, nearest: "The largest, in 'b', has 6 nodes." }) });
    expect(told()).toEqual(["There is no loop(min_length=9) in 'b'.", "The largest, in 'b', has 6 nodes."]);
    model.arrive({
      motif: { motif: { kind: "like" }, graph: null },
      _matches: found({ ...none, motif: "like()" }),
    });
    expect(told()).toEqual(["There is no like() in any graph."]);
  });

  it("tell what became of each in the other graph, with the evidence", () => {
    const { all, one } = open({ _matches: found() });
    expect(all(".ta-row").map((row) => row.textContent)).toEqual([
      "1a3 nodes, 4 inputs6opened",
      "2b1 node, 2 inputs5kept",
    ]);
    expect(one(".ta-verdict").title).toBe(
      "b: Its inputs are together, but its loop is open here: a path of 7.",
    );
  });

  it("name the graphs of each verdict where there are several", () => {
    const [entry] = found().entries;
    const verdicts = {
      b: { kind: "kept", pieces: 1, said: "" },
      c: { kind: "split", pieces: 2, said: "in 2" },
      d: { kind: "kept", pieces: 1, said: "" },
    } as const;
    const { state } = load("categories");
    const [a, b] = state._manifest.graphs;
    const graphs = [a, b, { ...b, name: "c" }, { ...b, name: "d" }];
    const positions = new DataView(new ArrayBuffer(8 * graphs.reduce((sum, own) => sum + own.n_nodes, 0)));
    const { all } = open({
      _manifest: { ...state._manifest, graphs },
      _positions: positions,
      _matches: found({ entries: [{ ...entry, verdicts }] }),
    });
    expect(all(".ta-verdict").map((own) => own.textContent)).toEqual(["keptb, d", "split into 2c"]);
  });

  it("are gone through, from the last to the first; the one that is shown is marked and selected", () => {
    const { titled, store, all, one } = open({ _matches: found() });
    const next = titled("Next match (N)")!;
    next.click();
    expect(store.match).toBe(0);
    expect(store.selection.nodes).toEqual({ a: [0, 1, 2] });
    expect(all("[role=option]").map((row) => row.getAttribute("aria-selected"))).toEqual(["true", "false"]);
    expect(one(".ta-place").textContent).toBe("1 / 2");
    next.click();
    next.click();
    expect(store.match).toBe(0);
    titled("Previous match (Shift+N)")?.click();
    expect(store.match).toBe(1);
    all(".ta-row")[0].click();
    expect(store.match).toBe(0);
  });

  it("are forgotten, with what was asked of the nodes", () => {
    const { titled, type, store, one } = open({
      motif: { motif: { kind: "loop" }, graph: null },
      _matches: found(),
    });
    type("inputs from", "5");
    titled("Forget the matches")?.click();
    expect(store.query).toBeNull();
    expect(one<HTMLInputElement>('[aria-label="inputs from"]').value).toBe("");
    expect(titled("Forget the matches")?.disabled).toBe(true);
  });
});
