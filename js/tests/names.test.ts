// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { cutName } from "../src/controls/name";
import { cutAround, type Part, tellingParts } from "../src/names";

const told = (...names: string[]): string[] =>
  tellingParts(names).map(([from, to], i) => names[i].slice(from, to));

describe("what tells names apart", () => {
  it("is where each differs from those that are most like it, in whole words", () => {
    expect(told("talk.politics.guns", "talk.politics.mideast", "sci.space")).toEqual([
      "guns",
      "mideast",
      "sci.space",
    ]);
    expect(told("news about hockey in winter", "news about tennis in winter")).toEqual(["hockey", "tennis"]);
    expect(told("encoder.block_1.output", "encoder.block_10.output", "encoder.block_11.output")).toEqual([
      "1",
      "10",
      "11",
    ]);
  });

  it("is all of a name that has no such part", () => {
    expect(told("red apple", "red pear", "green apple")[0]).toBe("red apple");
    expect(told("alone")).toEqual(["alone"]);
    expect(told("same", "same")).toEqual(["same", "same"]);
    expect(told("a match of hockey", "a match of tennis", "a match of tennis")).toEqual([
      "hockey",
      "tennis",
      "tennis",
    ]);
    expect(told("", "")).toEqual(["", ""]);
  });

  it("is short where words are long, and differs where names do", () => {
    const names = ["a", "b"].map((letter) => "x".repeat(40) + letter + "y".repeat(40));
    const parts = told(...names);
    expect(parts.every((part) => part.length === 17)).toBe(true);
    expect(parts[0]).not.toBe(parts[1]);
  });

  it("never begins or ends within a letter of several units", () => {
    expect(told("😀 good", "😁 good")).toEqual(["😀", "😁"]);
    expect(told("🇩🇪", "🇩🇰")).toEqual(["🇩🇪", "🇩🇰"]);
    expect(told("a 𝐀 b", "a 𝐁 b")).toEqual(["𝐀", "𝐁"]);
    const faces = ["😀", "😁"].map((face) => "😂".repeat(9) + face);
    expect(told(...faces).every((part) => part.length % 2 === 0)).toBe(true);
  });
});

describe("a name without room", () => {
  it("is one name to assistive technology, in however many parts", () => {
    const element = cutName("printer 34 %, 1 more", [5, 12]);
    expect(element.children.length).toBeGreaterThan(1);
    expect(element.getAttribute("aria-label")).toBe("printer 34 %, 1 more");
  });

  const parts = (name: string, from: number, to: number) =>
    [...cutName(name, [from, to]).children].map((own) => `${own.className}|${own.textContent}`);

  it("has its telling part apart from the rest, and all of its letters", () => {
    expect(parts("news about hockey in winter", 11, 17)).toEqual([
      "|news about ",
      "ta-telling|hockey",
      "| in winter",
    ]);
    expect(cutName("sci.space", [0, 9]).textContent).toBe("sci.space");
  });

  it("is read from its beginning where it soon differs", () => {
    expect(parts("digit=1 65 %, digit=5 34 %", 8, 26)).toEqual(["ta-telling|digit=1 65 %, digit=5 34 %"]);
    const cut = (name: string, part: Part, room: number) =>
      cutAround(name, part, (text) => text.length <= room);
    expect(cut("digit=1 65 %, digit=5 34 %", [8, 26], 18)).toBe("digit=1 65 %, dig…");
    expect(cut("news about hockey in winter", [11, 17], 18)).toBe("news about hockey…");
    expect(cut("news about hockey in winter", [11, 17], 12)).toMatch(/^….*hockey…$/);
    // Never within a letter of two units, whatever the room.
    for (let room = 8; room < 20; room++)
      expect(cut("a=1234567😀😀 and more of it", [2, 24], room)).not.toMatch(
        /[\uD800-\uDBFF](?![\uDC00-\uDFFF])/,
      );
  });

  it("keeps its end where it has no such part", () => {
    expect(parts("a name of many letters", 0, 22)).toEqual(["|a name of many", "ta-telling| letters"]);
    expect(parts("short", 0, 5)).toEqual(["ta-telling|short"]);
    expect(parts("smile 😀 always", 0, 15)).toEqual(["|smile ", "ta-telling|😀 always"]);
  });
});
