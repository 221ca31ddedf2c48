// A name that is cut where it does not differ from others, if there is no room for all of it.
import { type Part, tellingParts, wholeLetters } from "../names";
import { h } from "./dom";
import "./name.css";

/** Letters at the end that stay where no part tells more than others. */
const END = 8;
/** So many letters before or after the part are left, too. */
const [BEGINNING, DOTS] = [8, 2];

/** Makes elements of names that are told from each other; another name is cut by itself. */
export function nameCutter(names: readonly string[]): (name: string) => HTMLElement {
  const parts = new Map(tellingParts(names).map((part, i) => [names[i], part]));
  return (name) => cutName(name, parts.get(name) ?? [0, name.length]);
}

/** @param part What tells it from others: see tellingParts. */
export function cutName(name: string, [from, to]: Part): HTMLElement {
  const ending = wholeLetters(name, Math.max(0, name.length - END), -1);
  const [first, last, least] = to - from < name.length ? [from, to, BEGINNING] : [ending, name.length, DOTS];
  // Dots in their place would be as wide, and a short beginning is read first.
  const [start, end] = [first > least ? first : 0, name.length - last > DOTS ? last : name.length];
  const parts = [name.slice(0, start), name.slice(start, end), name.slice(end)];
  // To assistive technology its parts would be words of their own.
  const element = h("span", { class: "ta-elided", role: "img", "aria-label": name });
  parts.forEach((text, k) => {
    if (text) element.append(h("span", k === 1 ? { class: "ta-telling" } : {}, text));
  });
  return element;
}
