// Elements without markup: text from the kernel is only ever text.

type Child = Node | string | null;

/** JupyterLab matches its shortcuts against the focused element itself before it looks for this mark above it. */
const OWN_KEYS = "data-lm-suppress-shortcuts";
const FOCUSABLE = ["button", "canvas", "input", "select"];

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (FOCUSABLE.includes(tag) || "tabindex" in attributes) element.setAttribute(OWN_KEYS, "true");
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Whether the keyboard is in this very element, also within a shadow tree. */
export const hasFocus = (element: HTMLElement): boolean =>
  (element.getRootNode() as Document | ShadowRoot).activeElement === element;

const SVG = "http://www.w3.org/2000/svg";

/** A line icon on a grid of 16 by 16. */
export function icon(path: string): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}
