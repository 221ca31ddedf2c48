// Colours as they are seen, with and without one kind of cone, and how far apart they are.

type Matrix = readonly number[];

const NORMAL: Matrix = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** What remains of linear RGB without one kind of cone: Machado, Oliveira, Fernandes 2009, severity 1. */
export const VISIONS: Record<string, Matrix> = {
  normal: NORMAL,
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

const times = (m: Matrix, v: readonly number[]): number[] =>
  [0, 3, 6].map((row) => m[row] * v[0] + m[row + 1] * v[1] + m[row + 2] * v[2]);

function seenWith(matrix: Matrix, hex: string): number[] {
  const linear = [1, 3, 5].map((i) => {
    const s = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  return times(matrix, linear).map((c) => Math.min(1, Math.max(0, c)));
}

/** Ottosson 2020: lightness, then green to red, then blue to yellow. */
export function oklab(hex: string, vision: Matrix = NORMAL): number[] {
  const cones = [
    0.4122214708, 0.5363325363, 0.0514459929, 0.2119034982, 0.6806995451, 0.1073969566, 0.0883024619,
    0.2817188376, 0.6299787005,
  ];
  const axes = [
    0.2104542553, 0.793617785, -0.0040720468, 1.9779984951, -2.428592205, 0.4505937099, 0.0259040371,
    0.7827717662, -0.808675766,
  ];
  return times(axes, times(cones, seenWith(vision, hex)).map(Math.cbrt));
}

export const lightness = (hex: string): number => oklab(hex)[0];

export function distance(a: string, b: string, vision: Matrix = NORMAL): number {
  const [p, q] = [oklab(a, vision), oklab(b, vision)];
  return Math.hypot(...p.map((value, i) => value - q[i]));
}

/** Smallest distance between any two of some colours. */
export function closest(colors: readonly string[], vision: Matrix = NORMAL): number {
  let least = Infinity;
  colors.forEach((a, i) => {
    for (const b of colors.slice(i + 1)) least = Math.min(least, distance(a, b, vision));
  });
  return least;
}
