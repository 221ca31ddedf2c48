// Colours that stand for data. Chosen for colour-blind readers; both themes use the same.

/**
 * Okabe and Ito 2008 and five more, moved apart by a search for the largest smallest distance (OKLab) between any
 * two as seen with each kind of colour blindness (Machado et al. 2009), at a contrast of 2 or more on both themes.
 */
const CATEGORIES = [
  "#215da5",
  "#fd9810",
  "#009168",
  "#c43a00",
  "#3798fc",
  "#d755a7",
  "#a28a1a",
  "#8660d8",
  "#755953",
  "#9cbf73",
  "#a0288b",
  "#03c5e6",
];

/** Viridis (van der Walt, Smith 2015) at equal steps. */
const VIRIDIS = [
  "#440154",
  "#482475",
  "#414487",
  "#355f8d",
  "#2a788e",
  "#21918c",
  "#22a884",
  "#44bf70",
  "#7ad151",
  "#bddf26",
  "#fde725",
];

export const MISSING = "#9a9da3";
/** Categories beyond these repeat colours. */
export const DISTINCT = 3 * CATEGORIES.length;

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

const fadedColors = new Map<string, string>();

/**
 * An opaque colour that looks like the given one at an opacity: slices of a pie lie over one another, and what
 * is see-through would show that.
 */
export function faded(color: string, behind: string, opacity: number): string {
  const step = Math.round(opacity * 16);
  if (step >= 16) return color;
  const key = `${color}${behind}${step}`;
  let result = fadedColors.get(key);
  if (result === undefined) {
    result = mixed(behind, color, step / 16);
    fadedColors.set(key, result);
  }
  return result;
}

/** Colour of a category by its place; after the first twelve come their lighter, then their darker kin. */
export function categoryColor(code: number): string {
  const color = CATEGORIES[code % CATEGORIES.length];
  const round = Math.floor(code / CATEGORIES.length) % 3;
  return round === 0 ? color : mixed(color, round === 1 ? "#ffffff" : "#000000", 0.42);
}

/** Colour of an entry of a mix: a category, or what comes after the last one, the missing. */
export const mixColor = (code: number, nCategories: number): string =>
  code < nCategories ? categoryColor(code) : MISSING;

/** Colour of a number between 0 and 1; NaN is missing. */
export function valueColor(t: number): string {
  if (Number.isNaN(t)) return MISSING;
  const place = Math.min(1, Math.max(0, t)) * (VIRIDIS.length - 1);
  const below = Math.min(VIRIDIS.length - 2, Math.floor(place));
  return mixed(VIRIDIS[below], VIRIDIS[below + 1], place - below);
}

export const gradientStops = (): string => VIRIDIS.join(", ");

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
