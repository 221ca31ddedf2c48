// Where a card may lie beside a node.
import type { Box } from "./panels";

export interface Disc {
  x: number;
  y: number;
  r: number;
}

/** Between a card and its node, in pixels. */
const DISTANCE = 14;

/**
 * Place a card to the right, left, below or above a disc: inside the room, not over the disc, and where it costs
 * least; the earlier of equals. A room without such a place gets the first that is inside.
 */
export function placeBeside(disc: Disc, card: Box, room: Box, cost: (place: Box) => number): Box {
  const { width, height } = card;
  const gap = disc.r + DISTANCE;
  const inside = (x: number, y: number): Box => ({
    x: Math.max(room.x, Math.min(x, room.x + room.width - width)),
    y: Math.max(room.y, Math.min(y, room.y + room.height - height)),
    width,
    height,
  });
  const places = [
    inside(disc.x + gap, disc.y - height / 2),
    inside(disc.x - gap - width, disc.y - height / 2),
    inside(disc.x - width / 2, disc.y + gap),
    inside(disc.x - width / 2, disc.y - gap - height),
  ];
  const free = places.filter((place) => !touches(place, disc));
  let [found] = free.length ? free : places;
  for (const place of free) if (cost(place) < cost(found)) found = place;
  return found;
}

const touches = (box: Box, { x, y, r }: Disc): boolean =>
  x + r > box.x && x - r < box.x + box.width && y + r > box.y && y - r < box.y + box.height;
