// From marks with their looks to the text of an SVG document.
import { rounded } from "./svg_path";

/** An element by its name and place; those of one look that follow one another are written as a group. */
export interface Mark {
  element: string;
  style: Record<string, string>;
  text?: string;
}

/** What is seen inside of a clip only. */
export interface Group {
  clip: string | null;
  parts: (Mark | Group)[];
}

export class SvgGradient {
  private stops = "";

  constructor(
    private readonly x0: number,
    private readonly y0: number,
    private readonly x1: number,
    private readonly y1: number,
  ) {}

  addColorStop(offset: number, color: string): void {
    const own = { offset: String(offset), ...paint("stop-color", color, 1, "stop-opacity") };
    this.stops += `<stop${attributes(own)}/>`;
  }

  /** As it is where the origin is at a place. */
  written(x: number, y: number): { attributes: string; stops: string } {
    const [x1, y1] = [rounded(x + this.x0), rounded(y + this.y0)];
    const [x2, y2] = [rounded(x + this.x1), rounded(y + this.y1)];
    return { attributes: attributes({ gradientUnits: "userSpaceOnUse", x1, y1, x2, y2 }), stops: this.stops };
  }
}

/** A colour as SVG 1.1 has it: without opacity, which is an attribute of its own. */
export function paint(
  attribute: string,
  color: string,
  alpha: number,
  opacityAttribute = `${attribute}-opacity`,
): Record<string, string> {
  const opacity = alpha * (color.length === 9 ? Number.parseInt(color.slice(7), 16) / 255 : 1);
  const opaque = color.slice(0, 7).replace(/^#(.)\1(.)\2(.)\3$/, "#$1$2$3");
  const faint = opacity < 1 ? { [opacityAttribute]: String(Number(opacity.toFixed(3))) } : {};
  return { [attribute]: opaque, ...faint };
}

export const attributes = (values: Record<string, string>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join("");

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
/** What no XML may hold, not even escaped: control characters, halves of pairs, and two that are no characters. */
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** On a canvas all of them are spaces; some readers of SVG would begin a line. */
const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]/g;

/** Of several spaces one is left, and of those at an end none, unless they are hard. */
const SOFT = /^ | (?= )| $/g;

/** A text with what a document can hold of it: as wide on a canvas as in the document. */
export const plain = (text: string): string =>
  text.replace(BREAKS, " ").replace(SOFT, "\u00A0").replace(FORBIDDEN, "\uFFFD");

export const escaped = (text: string): string => plain(text).replace(/[&<>]/g, (sign) => ENTITIES[sign]);

/** Lines of elements; groups that are empty are left out. */
export function written(parts: readonly (Mark | Group)[]): string[] {
  const lines: string[] = [];
  for (let k = 0; k < parts.length; ) {
    const part = parts[k];
    if ("parts" in part) {
      const inner = written(part.parts);
      if (inner.length) lines.push(`<g clip-path="${part.clip}">`, ...inner, "</g>");
      k++;
      continue;
    }
    const style = attributes(part.style);
    const run = [part];
    for (k++; k < parts.length; k++) {
      const next = parts[k];
      if ("parts" in next || attributes(next.style) !== style) break;
      run.push(next);
    }
    if (run.length === 1) lines.push(element(part, style));
    else lines.push(`<g${style}>`, ...run.map((own) => element(own, "")), "</g>");
  }
  return lines;
}

const element = ({ element: own, text }: Mark, style: string): string =>
  text === undefined ? `<${own}${style}/>` : `<${own}${style}>${text}</text>`;
