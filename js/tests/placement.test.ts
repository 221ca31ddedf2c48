import { describe, expect, it } from "vitest";
import { placeBeside } from "../src/scene/placement";

const room = { x: -8, y: -40, width: 1000, height: 500 };
const card = { x: 0, y: 0, width: 240, height: 300 };
const free = () => 0;

describe("a card", () => {
  it("lies to the right of its node, or to the left where there is no room", () => {
    expect(placeBeside({ x: 300, y: 200, r: 6 }, card, room, free).x).toBe(320);
    expect(placeBeside({ x: 900, y: 200, r: 6 }, card, room, free).x).toBe(640);
  });

  it("goes where it hides least", () => {
    const rightIsBusy = (box: { x: number }) => (box.x > 400 ? 3 : 1);
    expect(placeBeside({ x: 500, y: 200, r: 6 }, card, room, rightIsBusy).x).toBe(240);
  });

  it("never leaves the room and never covers its node where it can avoid it", () => {
    for (let x = 0; x <= 980; x += 20) {
      for (let y = -30; y <= 450; y += 20) {
        const place = placeBeside({ x, y, r: 6 }, card, room, free);
        expect(place.x).toBeGreaterThanOrEqual(room.x);
        expect(place.x + place.width).toBeLessThanOrEqual(room.x + room.width);
        expect(place.y).toBeGreaterThanOrEqual(room.y);
        expect(place.y + place.height).toBeLessThanOrEqual(room.y + room.height);
        const covered = x > place.x && x < place.x + place.width && y > place.y && y < place.y + place.height;
        expect(covered, `${x}, ${y}`).toBe(false);
      }
    }
  });

  it("lies inside even if there is no room beside the node", () => {
    const narrow = { x: 0, y: 0, width: 300, height: 320 };
    const { x, y } = placeBeside({ x: 150, y: 160, r: 6 }, card, narrow, free);
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + card.width).toBeLessThanOrEqual(300);
    expect(y + card.height).toBeLessThanOrEqual(320);
  });
});
