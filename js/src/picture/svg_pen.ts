// A pen that writes SVG, of version 1.1 and no more: Inkscape, Illustrator and LaTeX read it as browsers do.
import type { Pen } from "../draw/pen";
import { rounded, SvgPath } from "./svg_path";
import { attributes, escaped, type Group, type Mark, paint, plain, SvgGradient, written } from "./svg_text";

/** What journals ask for, and all three are equally wide; `system-ui` is a font for browsers only. */
const FAMILY = "Helvetica, Arial, 'Liberation Sans', sans-serif";
/** From the middle of a line of text to its baseline, as a part of the text's size: that of these fonts on a canvas. */
const MIDDLE = 0.31;
const ANCHORS: Partial<Record<CanvasTextAlign, string>> = { center: "middle", right: "end" };
/** What `restore` brings back. */
const STATE = [
  ...(["fillStyle", "strokeStyle", "globalAlpha", "lineWidth", "lineCap", "lineJoin"] as const),
  ...(["font", "textAlign", "textBaseline", "dash", "x", "y", "group"] as const),
];

export class SvgPen implements Pen {
  fillStyle: string | SvgGradient = "#000000";
  strokeStyle = "#000000";
  globalAlpha = 1;
  lineWidth = 1;
  lineCap: CanvasLineCap = "butt";
  lineJoin: CanvasLineJoin = "miter";
  textAlign: CanvasTextAlign = "left";
  textBaseline: CanvasTextBaseline = "alphabetic";
  private weight = "400";
  private size = 10;
  private dash: readonly number[] = [];
  /** Where the origin is. */
  private x = 0;
  private y = 0;
  private readonly root: Group = { clip: null, parts: [] };
  private group = this.root;
  private readonly saved: object[] = [];
  private readonly definitions = new Map<string, string>();
  private path = new SvgPath();

  /** `measure` tells how wide a text is in a font. */
  constructor(private readonly measure: (font: string, text: string) => number) {}

  get font(): string {
    return `${this.weight} ${this.size}px ${FAMILY}`;
  }

  /** Weight and size count; the family is the same in all figures. */
  set font(font: string) {
    const found = font.match(/^(\d+) ([\d.]+)px /);
    if (!found) throw new Error(`A font is a weight, a size in px and a family; got ${font}.`);
    this.weight = found[1];
    this.size = Number(found[2]);
  }

  save(): void {
    this.saved.push(Object.fromEntries(STATE.map((name) => [name, this[name]])));
  }

  restore(): void {
    Object.assign(this, this.saved.pop());
  }

  translate(dx: number, dy: number): void {
    this.x += dx;
    this.y += dy;
  }

  beginPath(): void {
    this.path = new SvgPath();
  }

  moveTo(x: number, y: number): void {
    this.path.moveTo(this.x + x, this.y + y);
  }

  lineTo(x: number, y: number): void {
    this.path.lineTo(this.x + x, this.y + y);
  }

  arc(x: number, y: number, radius: number, from: number, to: number): void {
    this.path.arc(this.x + x, this.y + y, radius, from, to);
  }

  roundRect(x: number, y: number, width: number, height: number, radius: number): void {
    this.path.roundRect(this.x + x, this.y + y, width, height, radius);
  }

  closePath(): void {
    this.path.closePath();
  }

  clip(): void {
    const clip = this.defined("clipPath", "", `<${this.path.element}/>`);
    const group: Group = { clip, parts: [] };
    this.group.parts.push(group);
    this.group = group;
  }

  fill(rule?: CanvasFillRule): void {
    if (this.path.isEmpty) return;
    const style = this.filled();
    if (rule === "evenodd") style["fill-rule"] = rule;
    this.group.parts.push({ element: this.path.element, style });
  }

  stroke(): void {
    if (this.path.isEmpty) return;
    const { element } = this.path;
    const last = this.group.parts.at(-1) as Mark | undefined;
    // An outline around what was filled just before is drawn after it in any case.
    if (last?.element === element && !("stroke" in last.style)) Object.assign(last.style, this.stroked());
    else this.group.parts.push({ element, style: this.stroked() });
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    const place = { x: rounded(this.x + x), y: rounded(this.y + y) };
    const size = { width: rounded(width), height: rounded(height) };
    this.group.parts.push({ element: `rect${attributes({ ...place, ...size })}`, style: this.filled() });
  }

  fillText(text: string, x: number, y: number): void {
    const baseline = this.textBaseline === "middle" ? y + MIDDLE * this.size : y;
    const anchor = ANCHORS[this.textAlign];
    const style = {
      "font-size": rounded(this.size),
      ...(this.weight === "400" ? {} : { "font-weight": this.weight }),
      ...(anchor ? { "text-anchor": anchor } : {}),
      ...this.filled(),
    };
    const place = { x: rounded(this.x + x), y: rounded(this.y + baseline) };
    this.group.parts.push({ element: `text${attributes(place)}`, style, text: escaped(text) });
  }

  measureText(text: string): { width: number } {
    return { width: this.measure(this.font, plain(text)) };
  }

  setLineDash(dash: readonly number[]): void {
    this.dash = dash;
  }

  createLinearGradient(x0: number, y0: number, x1: number, y1: number): SvgGradient {
    return new SvgGradient(x0, y0, x1, y1);
  }

  /** All that was drawn, as a document of a size in pixels. */
  document(width: number, height: number, title: string, description: string): string {
    const root = {
      xmlns: "http://www.w3.org/2000/svg",
      version: "1.1",
      width: rounded(width),
      height: rounded(height),
      viewBox: `0 0 ${rounded(width)} ${rounded(height)}`,
      "font-family": FAMILY,
      fill: "none",
      "stroke-miterlimit": "10",
    };
    const definitions = [...this.definitions.values()].join("\n");
    return [
      `<svg${attributes(root)}>`,
      `<title>${escaped(title)}</title>`,
      `<desc>${escaped(description)}</desc>`,
      ...(definitions ? [`<defs>\n${definitions}\n</defs>`] : []),
      ...written(this.root.parts),
      "</svg>\n",
    ].join("\n");
  }

  private filled(): Record<string, string> {
    const { fillStyle } = this;
    if (typeof fillStyle === "string") return paint("fill", fillStyle, this.globalAlpha);
    const own = fillStyle.written(this.x, this.y);
    return { fill: this.defined("linearGradient", own.attributes, own.stops) };
  }

  private stroked(): Record<string, string> {
    return {
      ...paint("stroke", this.strokeStyle, this.globalAlpha),
      "stroke-width": rounded(this.lineWidth),
      ...(this.lineCap === "butt" ? {} : { "stroke-linecap": this.lineCap }),
      ...(this.lineJoin === "miter" ? {} : { "stroke-linejoin": this.lineJoin }),
      ...(this.dash.length ? { "stroke-dasharray": this.dash.map(rounded).join(" ") } : {}),
    };
  }

  /** The reference to what is defined once. */
  private defined(element: string, own: string, content: string): string {
    const id = named(own + content);
    this.definitions.set(id, `<${element} id="${id}"${own}>${content}</${element}>`);
    return `url(#${id})`;
  }
}

/** A name by the content (FNV-1a): on a page with several figures the same name stands for the same thing. */
function named(content: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < content.length; i++) hash = Math.imul(hash ^ content.charCodeAt(i), 0x01000193);
  return `ta-${(hash >>> 0).toString(36)}`;
}
