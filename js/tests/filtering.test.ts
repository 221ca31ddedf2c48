import { describe, expect, it } from "vitest";
import { FAINT, within } from "../src/draw/emphasis";
import { decodeColoring, mixAt } from "../src/model/coloring";
import { ALL_SHOWN, filtered, isShown, toggledCategory } from "../src/model/filtering";
import { graphsOf, load } from "./fixtures";

const coloringOf = (name: string) => {
  const { state } = load(name);
  return decodeColoring(graphsOf(name), state._manifest.n_inputs, state._color_scale, state._colors);
};

describe("categories that are shown", () => {
  it("leave nodes with the rest of their mix, and its share", () => {
    const coloring = coloringOf("categories");
    // Node 1 of a holds one of the news (1) and one without a topic (-1); node 2 also one of <img> (0).
    const { coloring: left, shares } = filtered(coloring, { categories: [1], range: null });
    if (left.kind !== "categorical") throw new Error(left.kind);
    expect([...mixAt(left, 0, 1)]).toEqual([0, 1, 0, 0]);
    expect(shares?.[0][1]).toBeCloseTo(1 / 2);
    const missing = filtered(coloring, { categories: [-1], range: null });
    expect(missing.shares?.[0][1]).toBeCloseTo(1 / 2);
  });

  it("leave nodes without any of them as they were, for they are faint in their own colours", () => {
    const coloring = coloringOf("categories");
    const { coloring: left, shares } = filtered(coloring, { categories: [-1], range: null });
    if (left.kind !== "categorical" || coloring.kind !== "categorical") throw new Error(left.kind);
    expect(shares?.[0][0]).toBe(0);
    expect([...mixAt(left, 0, 0)]).toEqual([...mixAt(coloring, 0, 0)]);
  });

  it("are toggled one by one; without any, all are shown", () => {
    const every = [0, 1, -1];
    const one = toggledCategory(ALL_SHOWN, 1, every);
    expect(one.categories).toEqual([0, -1]);
    expect(isShown(one, 1)).toBe(false);
    const two = toggledCategory(one, 0, every);
    expect(two.categories).toEqual([-1]);
    expect(toggledCategory(two, -1, every)).toEqual(ALL_SHOWN);
    expect(toggledCategory(one, 1, every)).toEqual(ALL_SHOWN);
  });
});

describe("a range that is shown", () => {
  it("leaves nodes whose value is in it; missing ones are not", () => {
    const coloring = coloringOf("numbers");
    if (coloring.kind !== "continuous") throw new Error(coloring.kind);
    const values = coloring.values[0];
    const { shares } = filtered(coloring, { categories: null, range: [values[0], values[0]] });
    expect([...shares![0]]).toEqual([...values].map((value) => (value === values[0] ? 1 : 0)));
    values[1] = Number.NaN;
    expect(filtered(coloring, { categories: null, range: [-9, 9] }).shares?.[0][1]).toBe(0);
  });

  it("does not apply to categories, nor categories to numbers", () => {
    for (const name of ["categories", "numbers"]) {
      const shown = name === "numbers" ? { categories: [0], range: null } : { categories: null, range: null };
      expect(filtered(coloringOf(name), shown).shares).toBeNull();
    }
  });
});

describe("emphasis within a filter", () => {
  it("is never more than either allows", () => {
    const lit = { opacity: [Float32Array.of(1, 0.5, FAINT)], selected: null };
    const both = within(lit, [Float32Array.of(0, 1, 1)]).opacity![0];
    expect([...both]).toEqual([FAINT, 0.5, FAINT]);
    expect(within(lit, null).opacity).toBe(lit.opacity);
    expect([...within({ opacity: null, selected: null }, [Float32Array.of(1, 0)]).opacity![0]]).toEqual([
      1,
      FAINT,
    ]);
  });
});
