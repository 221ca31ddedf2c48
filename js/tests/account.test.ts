// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pattern, region } from "./controls";
import { FakeModel, load } from "./fixtures";
import { clearStage, setStage, show } from "./stage";

beforeEach(setStage);
afterEach(clearStage);

describe("the account of the picture", () => {
  it("tells graphs, colours, regions and what became of the selection", () => {
    const { state } = load("categories");
    const { el, canvas, model } = show(new FakeModel({ ...state, _regions: [region()], regions: [0] }));
    const text = () => el.querySelector(`#${canvas?.getAttribute("aria-describedby")}`)?.textContent ?? "";
    expect(text()).toContain("2 Mapper graphs of 8 inputs: a has 4 nodes and 2 edges; b has 3 nodes");
    expect(text()).toContain("coloured by topic");
    expect(text()).toContain(
      "1 matched region, 1 drawn; the best is sport, with 3 inputs and a content of 0.80",
    );
    expect(text()).not.toContain("selected");
    model.arrive({ selection: { nodes: { a: [0] }, inputs: [0, 1, 2] }, _patterns: [pattern()] });
    expect(text()).toContain("3 inputs selected: picked in a, split into 2 in b.");
  });

  it("is each view's own", () => {
    const ids = [show(), show()].map(({ canvas }) => canvas?.getAttribute("aria-describedby"));
    expect(new Set(ids).size).toBe(2);
  });
});
