import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  categoryColor,
  contrast,
  DISTINCT,
  faded,
  gradientStops,
  MISSING,
  type Ramp,
  regionColor,
  valueColor,
} from "../src/palette";
import { TOKENS } from "../src/theme";
import { closest, distance, lightness, VISIONS } from "./vision";

// vitest runs in js/.
const DOCS = readFileSync("../docs/view.md", "utf8");
const panels = Object.values(TOKENS).map(({ panel }) => panel);
const first = (n: number) => Array.from({ length: n }, (_, code) => categoryColor(code));
const shades = (ramp: Ramp) => Array.from({ length: 11 }, (_, i) => valueColor(i / 10, ramp));
const steps = (colors: string[]) => colors.slice(1).map((color, i) => distance(colors[i], color));
const leastContrast = (colors: string[], behind: string) =>
  Math.min(...colors.map((color) => contrast(color, behind)));

/** A row of a table in docs/view.md. */
const row = (...cells: (string | number)[]) =>
  `| ${cells.map((cell) => (typeof cell === "number" ? cell.toFixed(2) : cell)).join(" | ")} |`;

describe("categories", () => {
  it("repeat only after all of them", () => {
    expect(new Set(first(DISTINCT)).size).toBe(DISTINCT);
    expect(categoryColor(DISTINCT)).toBe(categoryColor(0));
  });

  it.each([
    [4, 0.12],
    [8, 0.11],
    [12, 0.065],
  ])("of %i are told apart with each kind of colour blindness", (n, least) => {
    const apart = Object.values(VISIONS).map((vision) => closest(first(n), vision));
    for (const found of apart) expect(found).toBeGreaterThan(least);
    const seen = panels.map((panel) => leastContrast(first(n), panel));
    expect(DOCS).toContain(row(`${n} categories`, ...apart, ...seen));
  });

  it("are seen on both panels, and are none of what is missing", () => {
    for (const color of first(12)) {
      for (const panel of panels) expect(contrast(color, panel), color).toBeGreaterThan(1.95);
      for (const vision of Object.values(VISIONS)) {
        expect(distance(color, MISSING, vision), color).toBeGreaterThan(0.07);
      }
    }
  });
});

describe("regions", () => {
  const regions = (n: number) => Array.from({ length: n }, (_, number) => regionColor(number));

  it("have the colours of categories in another order", () => {
    expect(regions(DISTINCT).sort()).toEqual(first(DISTINCT).sort());
    expect(new Set(regions(12))).toEqual(new Set(first(12)));
  });

  it("share no colour with the categories while both are twelve at most, and these eight", () => {
    for (let n = 0; n <= 8; n++) {
      expect(new Set([...first(n), ...regions(12 - n)]).size, `${n} categories`).toBe(12);
    }
  });

  it.each([
    ["3 regions", regions(3), 0.14],
    ["4 categories and 3 regions", [...first(4), ...regions(3)], 0.065],
  ])("%s are told apart with each kind of colour blindness", (name, colors, least) => {
    const apart = Object.values(VISIONS).map((vision) => closest(colors, vision));
    expect(Math.min(...apart)).toBeGreaterThan(least);
    const seen = panels.map((panel) => leastContrast(colors, panel));
    expect(DOCS).toContain(row(name, ...apart, ...seen));
  });
});

describe("numbers", () => {
  it.each<[Ramp, string]>([
    ["sequential", "viridis, .1 to .9"],
    ["diverging", "blue to orange"],
  ])("%s: steps are equal and seen on both panels", (ramp, name) => {
    const own = steps(shades(ramp));
    expect(Math.max(...own) / Math.min(...own)).toBeLessThan(1.3);
    const blind = Object.values(VISIONS).map((vision) => closest(shades(ramp), vision));
    expect(Math.min(...blind)).toBeGreaterThan(0.04);
    const seen = panels.map((panel) => leastContrast(shades(ramp), panel));
    expect(Math.min(...seen)).toBeGreaterThan(1.4);
    expect(DOCS).toContain(row(name, ...blind, ...seen));
  });

  it("become lighter as they grow, or darker on both sides of the middle", () => {
    const grows = (colors: string[]) =>
      colors.slice(1).every((color, i) => lightness(color) > lightness(colors[i]));
    expect(grows(shades("sequential"))).toBe(true);
    const both = shades("diverging");
    expect(grows(both.slice(0, 6))).toBe(true);
    expect(grows(both.slice(5).reverse())).toBe(true);
    both.forEach((color, i) => {
      expect(Math.abs(lightness(color) - lightness(both[10 - i])), color).toBeLessThan(0.01);
    });
  });

  it("stay in their scale, and nothing is a colour of its own", () => {
    for (const ramp of ["sequential", "diverging"] as const) {
      const stops = gradientStops(ramp).split(", ");
      expect([valueColor(-1, ramp), valueColor(2, ramp)]).toEqual([stops[0], stops.at(-1)]);
      expect(valueColor(Number.NaN, ramp)).toBe(MISSING);
    }
  });
});

describe("what is no data", () => {
  it.each(Object.entries(TOKENS))("is read on the %s theme (WCAG AA)", (name, tokens) => {
    const { surface, panel, hover, pressed } = tokens;
    const least = (text: string) =>
      Math.min(...[surface, panel, hover, pressed].map((behind) => contrast(text, behind)));
    const told = [tokens.ink, tokens.muted, tokens.error].map(least);
    for (const found of told) expect(found).toBeGreaterThan(4.5);
    // What is no text, but says where one is: 3.
    const lines = [tokens.focus, tokens.edge].map((line) =>
      Math.min(contrast(line, surface), contrast(line, panel)),
    );
    for (const found of lines) expect(found).toBeGreaterThan(2.9);
    expect(DOCS).toContain(row(name, ...told, ...lines));
  });

  it("fades from the background to the colour", () => {
    expect(faded("#ff0000", "#000000", 1)).toBe("#ff0000");
    expect(faded("#ff0000", "#000000", 0)).toBe("#000000");
    expect(faded("#ff0000", "#0000ff", 0.5)).toBe("#800080");
  });
});
