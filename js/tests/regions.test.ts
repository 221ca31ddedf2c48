// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from "vitest";
import { type Column, KINDS, listed, type Order, type RegionFilter } from "../src/controls/region_order";
import { regionList } from "../src/controls/regions";
import type { RegionEntry, WidgetState } from "../src/model/state";
import { regionColor } from "../src/palette";
import { control, region } from "./controls";

afterEach(() => document.body.replaceChildren());

const ALL: RegionFilter = { kinds: new Set(KINDS), content: 0, beyondChance: false };
const by = (column: Column, reversed = false): Order => ({ column, reversed });

const ENTRIES = [
  region({ name: "sport" }),
  region({
    name: "<b>news</b>",
    kinds: ["split"],
    content: 0.3,
    structure: null,
    p_value: null,
    n_inputs: 1204,
  }),
  region({ name: "space", kinds: ["rearranged", "merged"], content: 0.9, structure: -0.12, p_value: 0.2 }),
];

function open(entries: RegionEntry[] | null = ENTRIES, state: Partial<WidgetState> = {}) {
  const shown = control((store, _, signal) => regionList(store, signal), {
    _regions: entries,
    regions: [0],
    ...state,
  });
  const rows = () => shown.all(".ta-row").filter((row) => !row.hidden);
  const numbers = () => rows().map((row) => Number(row.dataset.number));
  return { ...shown, rows, numbers };
}

describe("the order of regions", () => {
  it("is best first, by any column, and the other way round", () => {
    expect(listed(ENTRIES, ALL, by("rank"))).toEqual([0, 1, 2]);
    expect(listed(ENTRIES, ALL, by("content"))).toEqual([2, 0, 1]);
    expect(listed(ENTRIES, ALL, by("content", true))).toEqual([1, 0, 2]);
    expect(listed(ENTRIES, ALL, by("size"))).toEqual([1, 0, 2]);
  });

  it("has what was not tested last, from either end", () => {
    expect(listed(ENTRIES, ALL, by("p"))).toEqual([0, 2, 1]);
    expect(listed(ENTRIES, ALL, by("p", true))).toEqual([2, 0, 1]);
    expect(listed(ENTRIES, ALL, by("structure"))).toEqual([0, 2, 1]);
    expect(listed(ENTRIES, ALL, by("structure", true))).toEqual([2, 0, 1]);
  });

  it("leaves out what does not pass; not tested is not the same as not beyond chance", () => {
    const passing = (filter: Partial<RegionFilter>) => listed(ENTRIES, { ...ALL, ...filter }, by("rank"));
    expect(passing({ beyondChance: true })).toEqual([0, 1]);
    expect(passing({ content: 0.8 })).toEqual([0, 2]);
    expect(passing({ kinds: new Set(["merged"]) })).toEqual([2]);
    expect(passing({ kinds: new Set() })).toEqual([]);
  });

  it("loses none and doubles none, whatever it is sorted by", () => {
    const many = Array.from({ length: 60 }, (_, i) =>
      region({
        content: (i * 7) % 5,
        structure: i % 3 ? (i * 11) % 4 : null,
        p_value: i % 4 ? (i * 13) % 3 : null,
      }),
    );
    for (const column of ["rank", "content", "structure", "p", "size"] as const) {
      for (const reversed of [false, true]) {
        const numbers = listed(many, ALL, by(column, reversed));
        expect([...numbers].sort((a, b) => a - b)).toEqual(many.map((_, i) => i));
      }
    }
  });
});

describe("the list of regions", () => {
  it("shows each with its number in its colour, its name as text, its scores and what is not known", () => {
    const { rows, one, element } = open();
    expect(rows()).toHaveLength(3);
    expect(element.querySelector("b b")).toBeNull();
    const [first, second, third] = rows().map((row) => row.textContent);
    expect(first).toBe("R0sport.80.50p .013");
    expect(second).toBe("R1<b>news</b>.30–untested1,204");
    expect(third).toContain("−.12");
    expect(one(".ta-row").style.getPropertyValue("--ta-color")).toBe(regionColor(0));
    expect(rows()[1].getAttribute("aria-label")).toBe(
      "Region 1, <b>news</b>, split, content 0.30, untested, 1,204 inputs",
    );
  });

  it("tells which are drawn, and draws or hides one", () => {
    const { rows, all, press, store, model } = open();
    const drawn = () => rows().map((row) => row.getAttribute("aria-checked"));
    expect(drawn()).toEqual(["true", "false", "false"]);
    all(".ta-eye")[2].click();
    expect(store.shown).toEqual([0, 2]);
    press(rows()[0], " ");
    expect(store.shown).toEqual([2]);
    expect(drawn()).toEqual(["false", "false", "true"]);
    expect(store.selection.inputs).toEqual([]);
    model.arrive({ regions: [0, 1] });
    expect(drawn()).toEqual(["true", "true", "false"]);
  });

  it("draws all that are listed, then none", () => {
    const { titled, store, one } = open();
    one('[aria-label^="split"]').click();
    titled("Draw all regions that are listed")?.click();
    expect(store.shown).toEqual([0, 2]);
    titled("Draw no region")?.click();
    expect(store.shown).toEqual([]);
  });

  it("selects the inputs of a region that is clicked", () => {
    const { rows, model } = open();
    rows()[0].click();
    expect(model.sent.at(-1)).toMatchObject({ kind: "region", number: 0 });
  });

  it("marks the region that is selected, until something else is", () => {
    const { rows, model, store } = open();
    const marked = () => rows().map((row) => row.getAttribute("aria-selected") === "true");
    store.selectRegion(1);
    expect(marked()).toEqual([false, false, false]);
    model.arrive({ selection: { nodes: {}, inputs: [1, 2] } });
    expect(marked()).toEqual([false, true, false]);
    store.select({ nodes: {}, inputs: [3] });
    expect(marked()).toEqual([false, false, false]);
    rows()[2].click();
    store.undo();
    store.ask("search", { text: "hockey" }).catch(() => {});
    model.arrive({ selection: { nodes: {}, inputs: [4] } });
    expect(marked()).toEqual([false, false, false]);
  });

  it("marks no region for what somebody else selects after it", () => {
    const { model, store } = open();
    const [own, other] = [
      { nodes: {}, inputs: [1, 2] },
      { nodes: {}, inputs: [4] },
    ];
    store.selectRegion(1);
    model.arrive({ selection: own });
    store.selectRegion(1); // is selected already: no selection comes of it
    model.arrive({ selection: other });
    expect(store.selectedRegion).toBeNull();
    store.selectRegion(1);
    store.select(own); // what the region holds, too
    model.arrive({ selection: other });
    expect(store.selectedRegion).toBeNull();
  });

  it("lights what is pointed at, and is lit from the canvas", () => {
    const { rows, one, store } = open();
    rows()[1].dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
    expect(store.litRegion).toBe(1);
    one(".ta-rows").dispatchEvent(new PointerEvent("pointerleave"));
    expect(store.litRegion).toBeNull();
    store.lightRegion(2);
    expect(rows().map((row) => row.classList.contains("ta-lit"))).toEqual([false, false, true]);
    store.lightRegion(null);
    expect(one(".ta-lit")).toBeNull();
  });

  it("is sorted and filtered by its bars", () => {
    const { titled, one, numbers, element } = open();
    const content = titled("Sort by content: Jaccard index of the inputs of the sides");
    content?.click();
    expect(numbers()).toEqual([2, 0, 1]);
    content?.click();
    expect(numbers()).toEqual([1, 0, 2]);
    const slider = one('[type="range"]') as HTMLInputElement;
    slider.value = "0.5";
    slider.dispatchEvent(new Event("input"));
    expect(numbers()).toEqual([0, 2]);
    expect(one(".ta-tally").textContent).toBe("2 of 3");
    slider.value = "1";
    slider.dispatchEvent(new Event("input"));
    expect(element.querySelector(".ta-empty")?.textContent).toContain("No region passes");
  });

  it("stays as it is, with the keyboard in it, while other things change", () => {
    const { rows, store, press } = open();
    const before = rows();
    before[0].focus();
    press(before[0], "ArrowDown");
    expect(document.activeElement).toBe(before[1]);
    store.setHover({ graph: 0, node: 1 });
    store.showRegions([1, 2]);
    expect(rows()).toEqual(before);
    expect(document.activeElement).toBe(before[1]);
    press(before[1], "End");
    expect(document.activeElement).toBe(before[2]);
  });

  it("can be reached by Tab also when the row that had the keyboard is left out", () => {
    const { rows, one } = open();
    rows()[0].focus();
    one('[aria-label^="match"]').click();
    expect(rows().map((row) => row.tabIndex)).toEqual([0, -1]);
  });

  it("says why it is empty", () => {
    const { model, one } = open(null, { status: { kind: "busy", message: "Searching", fraction: 0.4 } });
    const told = () => one(".ta-empty").textContent;
    expect(told()).toContain("Searching for matched regions");
    expect(one<HTMLProgressElement>("progress").value).toBe(0.4);
    model.arrive({ status: { kind: "ready", message: "", fraction: null } });
    expect(told()).toContain("have not been searched for");
    one(".ta-empty button").click();
    expect(model.sent).toMatchObject([{ kind: "regions" }]);
    model.arrive({ _regions: [] });
    expect(told()).toContain("beyond chance");
    expect(one(".ta-filter").hidden).toBe(true);
    model.arrive({ _regions: ENTRIES });
    expect(one(".ta-empty").hidden).toBe(true);
  });
});
