// Buttons that do something when they are clicked, until the view is gone.
import { h, icon } from "./dom";

export const EYE =
  "M1.5 8C3 5 5.3 3.5 8 3.5S13 5 14.5 8C13 11 10.7 12.5 8 12.5S3 11 1.5 8M8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4";

/** A button with a word, or whatever is appended to it. */
export function wordButton(
  word: string,
  title: string,
  run: () => void,
  signal: AbortSignal,
): HTMLButtonElement {
  const element = h("button", { type: "button", title }, word || null);
  element.addEventListener("click", run, { signal });
  return element;
}

/** A button with a line icon; its title is its name. */
export function iconButton(
  path: string,
  title: string,
  run: () => void,
  signal: AbortSignal,
): HTMLButtonElement {
  const element = h("button", { type: "button", class: "ta-icon", title, "aria-label": title }, icon(path));
  element.addEventListener("click", run, { signal });
  return element;
}
