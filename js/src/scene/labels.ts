// Where labels lie: beside what they name, over as few nodes as can be; on no other label, and inside of the room.
import { cutAround, type Part } from "../names";
import type { Box } from "./panels";

/** What is to be named. */
export interface Named {
  badge: string;
  name: string;
  /** What of the name tells it from others. */
  telling: Part;
  /** The walls of what it names, x and y one after another. */
  rings: readonly ArrayLike<number>[];
}

/** Where a label lies: from a point of a wall, so that it goes along with it and, if it gets narrower, stays beside it. */
export interface Spot {
  ring: number;
  point: number;
  /** From the point to the place of the label that stays where it is, however wide the label is. */
  dx: number;
  /** Which place that is: 0 is the left end, 1 the right end. */
  lean: number;
  dy: number;
}

export interface PlacedLabel {
  /** Which of those that were to be named. */
  index: number;
  box: Box;
  /** Width of the badge, the label's left end. */
  badge: number;
  /** The name as it fits; empty: the badge is alone. */
  text: string;
  spot: Spot;
}

export interface Site {
  /** No label leaves it. */
  room: Box;
  /** What a label hides, in nodes. */
  hides: (box: Box) => number;
  /** Width of a text, in pixels. */
  measure: (text: string) => number;
}

export const LABEL_HEIGHT = 17;
/** To the left and right of a text, in pixels. */
export const LABEL_PADDING = 5;
/** Between a label and a wall, and between labels. */
const GAP = 3;
/** No name takes more, in pixels, and what is left of one that is cut has more letters. */
const LONGEST = 140;
const FEWEST = 4;
/** Directions from a body in which a label is tried. */
const DIRECTIONS = 16;
/** A hidden node counts like so many pixels away from the top. */
const NODE = 12;

/**
 * Place labels, the first first. A name without room is shortened, then left out; then its badge is left out, too.
 *
 * `spots` are those of labels that lie somewhere already, by their index; they stay there or go.
 */
export function placeLabels(
  named: readonly Named[],
  site: Site,
  spots: ReadonlyMap<number, Spot> | null = null,
): PlacedLabel[] {
  const placed: PlacedLabel[] = [];
  named.forEach((own, index) => {
    const { measure } = site;
    const badge = Math.max(LABEL_HEIGHT, measure(own.badge) + 2 * LABEL_PADDING);
    const spot = spots?.get(index);
    if (spots && !spot) return;
    for (const text of versions(own, measure)) {
      const width = badge + (text ? measure(text) + 2 * LABEL_PADDING - 1 : 0);
      const places = spot ? [placeAt(own, spot, width)] : placesAround(own, width, site);
      const best = cheapest(places, site, placed);
      if (!best) continue;
      placed.push({ index, badge, text, ...best });
      return;
    }
  });
  return placed;
}

interface Place {
  box: Box;
  spot: Spot;
}

function placeAt({ rings }: Named, spot: Spot, width: number): Place {
  const ring = rings[spot.ring] ?? [];
  const x = ring[2 * spot.point] + spot.dx - spot.lean * width;
  const y = ring[2 * spot.point + 1] + spot.dy;
  return { box: { x, y, width, height: LABEL_HEIGHT }, spot };
}

/** Beside what of the walls is in the room and farthest in each direction; from the top, alternately to both sides. */
function placesAround({ rings }: Named, width: number, { room }: Site): Place[] {
  const places: Place[] = [];
  for (let d = 0; d < DIRECTIONS; d++) {
    const turn = ((d & 1 ? d + 1 : -d) / DIRECTIONS) * Math.PI;
    const [ux, uy] = [Math.sin(turn), -Math.cos(turn)];
    const found = farthest(rings, ux, uy, room);
    if (!found) continue;
    const [x, y] = [rings[found.ring][2 * found.point], rings[found.ring][2 * found.point + 1]];
    const dx = ux * (width / 2 + GAP) - width / 2;
    const dy = uy * (LABEL_HEIGHT / 2 + GAP) - LABEL_HEIGHT / 2;
    const clampedX = Math.max(room.x, Math.min(room.x + room.width - width, x + dx));
    const clampedY = Math.max(room.y, Math.min(room.y + room.height - LABEL_HEIGHT, y + dy));
    const lean = Math.max(0, Math.min(1, (x - clampedX) / width));
    const spot = { ...found, dx: clampedX - x + lean * width, lean, dy: clampedY - y };
    places.push({ box: { x: clampedX, y: clampedY, width, height: LABEL_HEIGHT }, spot });
  }
  return places;
}

function farthest(rings: readonly ArrayLike<number>[], ux: number, uy: number, room: Box) {
  let found: { ring: number; point: number } | null = null;
  let most = -Infinity;
  rings.forEach((points, ring) => {
    for (let k = 0; k < points.length; k += 2) {
      const along = points[k] * ux + points[k + 1] * uy;
      if (along <= most || !isIn(points[k], points[k + 1], room)) continue;
      most = along;
      found = { ring, point: k / 2 };
    }
  });
  return found as { ring: number; point: number } | null;
}

function cheapest(places: readonly Place[], site: Site, placed: readonly PlacedLabel[]): Place | null {
  let best: Place | null = null;
  let least = Infinity;
  places.forEach((place, rank) => {
    const { box } = place;
    if (!holds(site.room, box) || placed.some((other) => overlap(box, other.box))) return;
    const cost = NODE * site.hides(box) + rank;
    if (cost >= least) return;
    least = cost;
    best = place;
  });
  return best;
}

/** The name, the name cut shorter and shorter, no name. */
function versions({ name, telling }: Named, measure: Site["measure"]): string[] {
  const cut = (width: number) => cutAround(name, telling, (text) => measure(text) <= width);
  const whole = cut(LONGEST);
  const shorter = [0.6, 0.35].map((part) => cut(part * measure(whole)));
  return [...new Set([whole, ...shorter.filter((text) => text.length > FEWEST), ""])];
}

const isIn = (x: number, y: number, { x: left, y: top, width, height }: Box): boolean =>
  x >= left && x <= left + width && y >= top && y <= top + height;

const holds = (room: Box, box: Box): boolean =>
  isIn(box.x, box.y, room) && isIn(box.x + box.width, box.y + box.height, room);

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width + GAP &&
  b.x < a.x + a.width + GAP &&
  a.y < b.y + b.height + GAP &&
  b.y < a.y + a.height + GAP;

/** What boxes hide of discs: those that they touch. */
export function hidden(at: ArrayLike<number>, radii: ArrayLike<number>): (box: Box) => number {
  return ({ x, y, width, height }) => {
    let count = 0;
    for (let i = 0; i < radii.length; i++) {
      const [dx, dy] = [at[2 * i] - x, at[2 * i + 1] - y];
      const r = radii[i];
      if (dx > -r && dx < width + r && dy > -r && dy < height + r) count++;
    }
    return count;
  };
}
