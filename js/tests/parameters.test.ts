// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { carriedOver } from "../src/model/counterparts";
import type { GraphParameters, ParameterTable } from "../src/model/state";
import { FakeModel, graphsOf, load } from "./fixtures";
import { clearStage, nextFrame, setStage, show } from "./stage";

beforeEach(setStage);
afterEach(clearStage);

const OWN: GraphParameters = {
  lens: "pca2",
  cover: "uniform",
  n_intervals: [10],
  overlap: [0.5],
  eps: 1.23456,
  min_samples: 3,
};
const TABLE: ParameterTable = {
  lenses: ["l2norm", "pca2"],
  covers: ["uniform", "balanced"],
  graphs: { a: OWN, b: { ...OWN, n_intervals: [10, 14], eps: 2 } },
};

function open(parameters: ParameterTable | null = TABLE) {
  const shown = show(new FakeModel({ ...load("categories").state, parameters, _regions: [] }));
  shown.key("m");
  const cell = (label: string) =>
    shown.el.querySelector<HTMLInputElement>(`.ta-parameters [aria-label="${label}"]`)!;
  const change = (label: string, value: string) => {
    cell(label).value = value;
    cell(label).dispatchEvent(new Event("change"));
  };
  const panel = () => shown.el.querySelector<HTMLElement>(".ta-parameters")!;
  return { ...shown, cell, change, panel };
}

describe("the panel of parameters", () => {
  it("opens with a key, and not where graphs cannot be built again", () => {
    expect(open().panel().hidden).toBe(false);
    const without = open(null);
    expect(without.panel().hidden).toBe(true);
    expect(
      without.el.querySelector<HTMLButtonElement>('[title="Parameters of the graphs (M)"]')?.disabled,
    ).toBe(true);
  });

  it("shows what each graph was built with, and what all have in common", () => {
    const { cell } = open();
    expect(cell("intervals of b").value).toBe("10 14");
    expect(cell("eps of a").value).toBe("1.235");
    expect(cell("lens of all graphs").value).toBe("pca2");
    expect(cell("intervals of all graphs").value).toBe("");
    expect(cell("intervals of all graphs").placeholder).toBe("various");
    expect(cell("min samples of all graphs").value).toBe("3");
  });

  it("asks for what was changed, and sends the rest as it came", () => {
    const { model, change, cell } = open();
    change("intervals of a", "12");
    // Said twice, by Enter and by leaving the field, it is asked for once.
    change("intervals of a", "12");
    cell("intervals of a").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
    expect(model.sent).toEqual([
      { kind: "rebuild", graphs: { a: { ...OWN, n_intervals: [12] }, b: TABLE.graphs.b } },
    ]);
    expect(model.saved).toEqual([]);
  });

  it("asks again for what is not built yet, together with what is new", () => {
    const { model, change } = open();
    change("overlap of all graphs", "0,3");
    change("lens of b", "l2norm");
    const both = { overlap: [0.3] };
    expect(model.sent.at(-1)).toEqual({
      kind: "rebuild",
      graphs: { a: { ...OWN, ...both }, b: { ...TABLE.graphs.b, ...both, lens: "l2norm" } },
    });
    model.arrive({ parameters: structuredClone(TABLE) });
    change("eps of a", "4");
    expect(model.sent.at(-1)).toMatchObject({ graphs: { a: { eps: 4, overlap: [0.5] } } });
  });

  it("takes a rounded number that is left as it is for what it stands for", () => {
    const { model, cell, change } = open();
    cell("eps of a").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
    expect(model.sent).toEqual([]);
    change("eps of a", "1");
    change("eps of a", "1.235");
    expect(model.sent.at(-1)).toMatchObject({ graphs: TABLE.graphs });
  });

  it("keeps the keyboard where it was, with what is being typed, when other graphs come", () => {
    const { model, cell, change } = open();
    change("overlap of a", "0.3");
    cell("intervals of b").focus();
    cell("intervals of b").value = "10 2";
    const built = { ...TABLE, graphs: { ...TABLE.graphs, a: { ...OWN, overlap: [0.3] } } };
    model.arrive({ parameters: built });
    expect(document.activeElement).toBe(cell("intervals of b"));
    expect(cell("intervals of b").value).toBe("10 2");
    change("intervals of b", "10 20.00");
    model.arrive({
      parameters: { ...built, graphs: { ...built.graphs, b: { ...TABLE.graphs.b, n_intervals: [10, 20] } } },
    });
    expect(document.activeElement).toBe(cell("intervals of b"));
    expect(cell("intervals of b").value).toBe("10 20");
  });

  it("closes by a key, back to the picture", () => {
    const { cell, panel, canvas } = open();
    cell("eps of a").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    expect(panel().hidden).toBe(true);
    expect(document.activeElement).toBe(canvas);
  });

  it("takes one number or one for each dimension, and marks what is none", () => {
    const { model, change, cell } = open();
    change("intervals of a", "8 12");
    expect(model.sent.at(-1)).toMatchObject({ graphs: { a: { n_intervals: [8, 12] } } });
    for (const wrong of ["many", "", "3 x"]) {
      change("min samples of a", wrong);
      expect(cell("min samples of a").getAttribute("aria-invalid")).toBe("true");
    }
    expect(model.sent).toHaveLength(1);
  });

  it("has no radius for another clusterer", () => {
    const graphs = { a: { ...OWN, eps: null, min_samples: null }, b: OWN };
    const { cell } = open({ ...TABLE, graphs });
    expect(cell("eps of a").disabled).toBe(true);
    expect(cell("eps of b").disabled).toBe(false);
    expect(cell("eps of all graphs").disabled).toBe(true);
  });

  it("has them chosen anew, and cancels", () => {
    const { model, el, change, cell } = open();
    el.querySelector<HTMLButtonElement>(".ta-buttons button")?.click();
    expect(model.sent).toEqual([{ kind: "suggest" }]);
    model.arrive({ status: { kind: "busy", message: "clustering pullbacks", fraction: 0.1 } });
    const cancel = el.querySelector<HTMLButtonElement>(".ta-status button")!;
    cancel.focus();
    model.arrive({ status: { kind: "busy", message: "clustering pullbacks", fraction: 0.2 } });
    expect(document.activeElement).toBe(cancel);
    change("lens of a", "l2norm");
    cancel.click();
    expect(model.sent.at(-1)).toEqual({ kind: "cancel" });
    expect(cell("lens of a").value).toBe("pca2");
    model.arrive({ status: { kind: "ready", message: "", fraction: null } });
    expect(el.querySelector(".ta-status button:not([hidden])")).toBeNull();
  });
});

describe("other graphs of the same inputs", () => {
  it("set out from where their inputs are", () => {
    const old = graphsOf("categories");
    const at = [Float32Array.of(0, 0, 10, 0, 20, 0, 30, 4), new Float32Array(6)];
    const to = [new Float32Array(8).fill(99), new Float32Array(6).fill(99)];
    // a: {0, 1, 2}, {2, 3}, {3, 4, 5}, {6}. Input 2 is between the first two, 3 between the next.
    const [from] = carriedOver(old, at, old, to);
    expect(from[0]).toBeCloseTo(5 / 3);
    expect(from[2]).toBeCloseTo((5 + 15) / 2);
    expect([...from.slice(6)]).toEqual([30, 4]);
    // b holds inputs that are in no node of a: they tell nothing, and the nodes that hold only those stay.
    const [, stays] = carriedOver([{ ...old[1], nodes: old[0].nodes }, old[0]], at, [old[0], old[1]], to);
    expect(stays).toHaveLength(6);
  });

  it("come without the picture jumping, and the selection stays", () => {
    const { model, el, key } = open();
    key("ArrowRight");
    key("Enter");
    const { inputs } = model.state.selection;
    const next = load("categories").state;
    model.arrive({
      _topology: next._topology,
      _positions: next._positions,
      selection: { nodes: {}, inputs },
    });
    nextFrame();
    expect(el.querySelector(".ta-error")).toBeNull();
    expect(model.state.selection).toEqual({ nodes: {}, inputs });
  });
});
