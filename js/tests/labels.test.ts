import { describe, expect, it } from "vitest";
import { tellingParts } from "../src/names";
import { hidden, LABEL_HEIGHT, type Named, type PlacedLabel, placeLabels } from "../src/scene/labels";
import type { Box } from "../src/scene/panels";
import { random } from "./node_scenes";

const room = { x: 10, y: 40, width: 400, height: 300 };
const measure = (text: string) => 6 * text.length;
const free = { room, measure, hides: () => 0 };

/** A wall around a point. */
function ring(x: number, y: number, r: number): Float32Array {
  const turns = Array.from({ length: 40 }, (_, k) => (k * Math.PI) / 20);
  return Float32Array.from(turns.flatMap((turn) => [x + r * Math.cos(turn), y + r * Math.sin(turn)]));
}

const named = (name: string, x = 200, y = 200, r = 30): Named => ({
  badge: "3",
  name,
  telling: [0, name.length],
  rings: [ring(x, y, r)],
});

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

function expectSound(labels: readonly PlacedLabel[]): void {
  for (const { box, text, badge } of labels) {
    expect(box.x).toBeGreaterThanOrEqual(room.x);
    expect(box.y).toBeGreaterThanOrEqual(room.y);
    expect(box.x + box.width).toBeLessThanOrEqual(room.x + room.width);
    expect(box.y + box.height).toBeLessThanOrEqual(room.y + room.height);
    expect(box.width).toBeGreaterThanOrEqual(badge + measure(text));
  }
  labels.forEach((a, k) => {
    for (const b of labels.slice(0, k)) expect(overlap(a.box, b.box)).toBe(false);
  });
}

describe("labels", () => {
  it("never collide and never leave the room", () => {
    let placed = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const next = random(seed);
      const all = Array.from({ length: 2 + Math.floor(20 * next()) }, () =>
        named("x".repeat(1 + Math.floor(40 * next())), 420 * next(), 340 * next(), 3 + 60 * next()),
      );
      const labels = placeLabels(all, free);
      expectSound(labels);
      placed += labels.length / all.length;
    }
    expect(placed / 300).toBeGreaterThan(0.9);
  });

  it("lie above what they name where nothing is in the way, else where they hide least", () => {
    const [above] = placeLabels([named("topic")], free);
    expect(above.box.y + LABEL_HEIGHT).toBeLessThan(170);
    const crowd = { ...free, hides: ({ y }: Box) => (y < 190 ? 5 : 0) };
    const [below] = placeLabels([named("topic")], crowd);
    expect(below.box.y).toBeGreaterThan(190);
  });

  it("are shortened, then only badges, then left out where there is no room", () => {
    const texts = (width: number) =>
      placeLabels([named("a long name of a topic", 20, 80, 8)], { ...free, room: { ...room, width } }).map(
        ({ text }) => text,
      );
    expect(texts(400)).toEqual(["a long name of a topic"]);
    expect(texts(120)[0]).toMatch(/^a long.*….*topic$/);
    expect(texts(30)).toEqual([""]);
    expect(texts(10)).toEqual([]);
  });

  it("are cut where their names do not differ", () => {
    const names = ["a long name of hockey in winter", "a long name of tennis in winter"];
    const all = tellingParts(names).map((telling, k) => ({
      ...named(names[k], 60, 80 + 120 * k, 8),
      telling,
    }));
    const texts = (width: number) =>
      placeLabels(all, { ...free, room: { ...room, width } }).map(({ text }) => text);
    for (const width of [160, 120, 100]) {
      expect(texts(width).map((text) => text.match(/hockey|tennis/)?.[0])).toEqual(["hockey", "tennis"]);
    }
    // What is left of a telling part says less than the badge alone.
    expect(texts(62)).toEqual(["", ""]);
  });

  it("name nothing that is out of sight", () => {
    expect(placeLabels([named("topic", 900, 200)], free)).toEqual([]);
  });

  it("go along with their walls, or go, but never hop", () => {
    const before = placeLabels([named("one"), named("two", 90, 90)], free);
    const spots = new Map(before.map(({ index, spot }) => [index, spot]));
    const after = placeLabels([named("one", 215, 190), named("two", -300, 90)], free, spots);
    expect(after.map(({ index }) => index)).toEqual([0]);
    expect(after[0].box.x).toBeCloseTo(before[0].box.x + 15, 3);
    expect(after[0].box.y).toBeCloseTo(before[0].box.y - 10, 3);
    // What had none gets none before the picture is at rest.
    expect(placeLabels([named("one")], free, new Map())).toEqual([]);
  });

  it("stay beside their walls when they get narrower", () => {
    const where = { left: ({ x }: Box) => (x > 75 ? 5 : 0), right: ({ x }: Box) => (x < 230 ? 5 : 0) };
    for (const [side, hides] of Object.entries(where)) {
      const [before] = placeLabels([named("a long topic")], { ...free, hides });
      const spots = new Map([[0, before.spot]]);
      const [after] = placeLabels([named("")], free, spots);
      expect(after.box.width).toBeLessThan(before.box.width);
      const end = ({ box }: PlacedLabel) => (side === "left" ? box.x + box.width : box.x);
      expect(end(after)).toBeCloseTo(end(before), 3);
    }
  });

  it("count the discs that they touch as hidden", () => {
    const hides = hidden([0, 0, 50, 50, 104, 50], [5, 5, 5]);
    expect(hides({ x: 40, y: 40, width: 60, height: 17 })).toBe(2);
  });
});
