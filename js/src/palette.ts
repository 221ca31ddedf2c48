// Colours that stand for data. Chosen for colour-blind readers; both themes use the same. Figures: docs/view.md.

/**
 * Found by a search for the largest smallest distance (OKLab) between any two as seen with each kind of colour blindness
 * (Machado et al. 2009), at a contrast of 2 or more on both themes: first eight of different hues, in the order
 * that keeps the first few farthest apart, then four more.
 */
const CATEGORIES = [
  "#4a80fd",
  "#fd8d29",
  "#9d1133",
  "#7a25bf",
  "#205d72",
  "#7a7e13",
  "#be63aa",
  "#44c98e",
  "#bea7fb",
  "#f0355a",
  "#1a897e",
  "#a5268f",
];

/** Places of the colours of regions: what comes after eight categories, farthest apart first, and then backwards. */
const OF_REGIONS = [8, 11, 9, 10, 7, 6, 5, 4, 3, 2, 1, 0];

/** Viridis (van der Walt, Smith 2015) from .1 to .9 at equal steps: its ends are lost on one theme or the other. */
const SEQUENTIAL = [
  "#482475",
  "#433e85",
  "#3a548c",
  "#306a8e",
  "#287d8e",
  "#21918c",
  "#20a386",
  "#32b67a",
  "#58c765",
  "#86d549",
  "#bddf26",
];

/** From blue over grey to orange at equal steps in OKLab; as light on one side of the middle as on the other. */
const DIVERGING = [
  "#1256b2",
  "#3c6fb8",
  "#6086be",
  "#829cc2",
  "#a4b2c5",
  "#c7c7c7",
  "#c3aba0",
  "#bc8e79",
  "#b47152",
  "#aa5327",
  "#9e3000",
];

export const MISSING = "#9a9da3";
/** Categories beyond these repeat colours. */
export const DISTINCT = 3 * CATEGORIES.length;
/** Numbers are shown in so many colours. */
const SHADES = 256;

const channels = (hex: string): number[] => [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));

function mixed(a: string, b: string, t: number): string {
  const [from, to] = [channels(a), channels(b)];
  const hex = from.map((c, i) =>
    Math.round(c + (to[i] - c) * t)
      .toString(16)
      .padStart(2, "0"),
  );
  return `#${hex.join("")}`;
}

const FADES = 16;
/** By what is behind, and then by colour. */
const fadedColors = new Map<string, Map<string, string[]>>();

/**
 * An opaque colour that looks like the given one at an opacity: slices of a pie lie over one another, and what
 * is see-through would show that.
 */
export function faded(color: string, behind: string, opacity: number): string {
  const step = Math.round(opacity * FADES);
  if (step >= FADES) return color;
  const onSame = entry(fadedColors, behind, () => new Map<string, string[]>());
  const steps = entry(onSame, color, () => []);
  steps[step] ??= mixed(behind, color, step / FADES);
  return steps[step];
}

function entry<V>(map: Map<string, V>, key: string, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

/** Colour of a category by its place; after the first twelve come their lighter, then their darker kin. */
export function categoryColor(code: number): string {
  const color = CATEGORIES[code % CATEGORIES.length];
  const round = Math.floor(code / CATEGORIES.length) % 3;
  return round === 0 ? color : mixed(color, round === 1 ? "#ffffff" : "#000000", 0.42);
}

/** Colour of a matched region by its number, whatever nodes are coloured by; after twelve as for categories. */
export function regionColor(number: number): string {
  const place = number % OF_REGIONS.length;
  return categoryColor(number - place + OF_REGIONS[place]);
}

export type Ramp = "sequential" | "diverging";

const STOPS: Record<Ramp, readonly string[]> = { sequential: SEQUENTIAL, diverging: DIVERGING };

const shadesOf = (stops: readonly string[]): string[] =>
  Array.from({ length: SHADES }, (_, i) => {
    const place = (i / (SHADES - 1)) * (stops.length - 1);
    const below = Math.min(stops.length - 2, Math.floor(place));
    return mixed(stops[below], stops[below + 1], place - below);
  });

/** Worked out once: thousands of nodes ask in each frame. */
const RAMPS: Record<Ramp, readonly string[]> = {
  sequential: shadesOf(SEQUENTIAL),
  diverging: shadesOf(DIVERGING),
};

/** Colour of a number between 0 and 1; NaN is missing. */
export const valueColor = (t: number, ramp: Ramp = "sequential"): string =>
  Number.isNaN(t) ? MISSING : RAMPS[ramp][Math.round(Math.min(1, Math.max(0, t)) * (SHADES - 1))];

export const gradientStops = (ramp: Ramp): string => STOPS[ramp].join(", ");

/** Relative luminance (WCAG 2.2). */
export function luminance(hex: string): number {
  const [r, g, b] = channels(hex).map((c) => {
    const s = c / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast of two colours, 1 to 21 (WCAG 2.2). */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}
