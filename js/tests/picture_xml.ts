// What tests need to know of XML and SVG, and drawings at random.
import type { SvgPen } from "../src/picture/svg_pen";

const TOKEN = /<\/([\w:]+)>|<([\w:]+)((?: [\w:-]+="[^"<&]*")*)(\/?)>|[^<&>]+|&(?:amp|lt|gt|quot);/uy;
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** What is wrong with a document, or nothing. */
export function wellFormed(text: string): string {
  if (FORBIDDEN.test(text)) return "a character that XML forbids";
  const open: string[] = [];
  let roots = 0;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (!found) return `not XML: ${text.slice(at, at + 40)}`;
    const [token, closed, opened, attributes, isEmpty] = found;
    if (closed && open.pop() !== closed) return `${token} closes another element`;
    if (!opened) continue;
    if (!open.length) roots++;
    const names = [...attributes.matchAll(/ ([\w:-]+)=/g)].map(([, name]) => name);
    if (new Set(names).size < names.length) return `an attribute twice: ${token}`;
    if (!isEmpty) open.push(opened);
  }
  return open.length ? `${open} never ends` : roots === 1 ? "" : `${roots} roots`;
}

/** The ends of the segments of a path. */
export function pathPoints(element: string): [number, number][] {
  const [, data] = element.match(/d="([^"]+)"/)!;
  const points: [number, number][] = [];
  let [x, y, startX, startY] = [0, 0, 0, 0];
  for (const [, letter, numbers] of data.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    const values = (numbers.match(/-?(?:\d+\.?\d*|\.\d+)/g) ?? []).map(Number);
    if (letter === "z") [x, y] = [startX, startY];
    const size = letter === "a" ? 7 : 2;
    for (let k = 0; k < values.length; k += size) {
      const [dx, dy] = values.slice(k + size - 2, k + size);
      [x, y] = letter === "M" ? [dx, dy] : [x + dx, y + dy];
      if (letter === "M") [startX, startY] = [x, y];
      points.push([x, y]);
    }
  }
  return points;
}

const NAMES = ["a", "<b>&\"'", "]]>", "\u0000\u001f\uFFFE", "\uDFFF x \uD83D", "&amp;", "\u2028  \t\n", ""];

/** A hundred operations in an order that a seed tells. */
export function randomDrawing(pen: SvgPen, seed: number): void {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
  const number = () => (random() - 0.3) * 10 ** Math.floor(6 * random() - 2);
  const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)];
  const colors = ["#000000", "#a1b2c3", "#ffffff80"];
  let saved = 0;
  const operations: (() => void)[] = [
    () => pen.beginPath(),
    () => pen.moveTo(number(), number()),
    () => pen.lineTo(number(), number()),
    () => pen.arc(number(), number(), Math.abs(number()), number(), number()),
    () => pen.roundRect(number(), number(), Math.abs(number()), Math.abs(number()), 5),
    () => pen.closePath(),
    () => pen.fill(pick(["evenodd", "nonzero"] as const)),
    () => pen.stroke(),
    () => pen.fillRect(number(), number(), Math.abs(number()), Math.abs(number())),
    () => pen.fillText(pick(NAMES), number(), number()),
    () => pen.translate(number(), number()),
    () => pen.setLineDash(pick([[], [1, 2]])),
    () => Object.assign(pen, { fillStyle: pick(colors), strokeStyle: pick(colors), lineWidth: random() }),
    () => Object.assign(pen, { globalAlpha: random(), textAlign: pick(["left", "center", "right"]) }),
    () => {
      const gradient = pen.createLinearGradient(number(), number(), number(), number());
      gradient.addColorStop(random(), pick(colors));
      pen.fillStyle = gradient;
    },
    () => {
      pen.save();
      saved++;
      if (random() < 0.5) pen.clip();
    },
    () => {
      if (saved-- > 0) pen.restore();
      else saved = 0;
    },
  ];
  for (let k = 0; k < 100; k++) pick(operations)();
}
