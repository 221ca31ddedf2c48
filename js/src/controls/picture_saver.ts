// The button that saves the picture, with the formats that there are to choose from.
import type { Store } from "../model/store";
import { MARGIN } from "../picture/figure";
import { type Format, pictureBlob } from "../picture/picture";
import { h, icon } from "./dom";
import { download } from "./download";
import "./picture_saver.css";
import { rove } from "./rove";

const FORMATS: readonly [format: Format, use: string][] = [
  ["png", "pixels, for slides and pages"],
  ["svg", "lines and text, for papers"],
];
/** Pixels of a PNG for each that is seen: sharp on any screen, and in print at half a page. */
const SCALE = 2;
/** The longest name of a file, without its suffix. */
const LONGEST = 60;
const CAMERA = "M2 5h2.800l1.200-2h4l1.200 2H14v8H2zM8 11.300a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5";

export interface PictureSaver {
  element: HTMLElement;
  /** Show the formats, or hide them. */
  toggle: () => void;
}

/** `panels` tells how large the panels are that are seen. */
export function pictureSaver(
  store: Store,
  panels: () => { width: number; height: number },
  signal: AbortSignal,
): PictureSaver {
  const title = "Save picture (S)";
  const button = h(
    "button",
    { type: "button", title, "aria-label": title, "aria-haspopup": "menu", "aria-expanded": "false" },
    icon(CAMERA),
  );
  const choices = FORMATS.map(([format, use]) => {
    const choice = h(
      "button",
      { type: "button", role: "menuitem", title: `Save the picture as ${format.toUpperCase()}` },
      h("b", {}, format.toUpperCase()),
      h("span", {}, use),
    );
    choice.addEventListener("click", () => save(format), { signal });
    return choice;
  });
  const menu = h("div", { class: "ta-formats", role: "menu", "aria-label": "Save picture as" }, ...choices);
  const element = h("div", { class: "ta-saver" }, button, menu);
  const goThrough = rove(menu, signal);

  /** What had the keyboard before the menu opened. */
  let before: HTMLElement = button;
  const show = (opens: boolean) => {
    menu.hidden = !opens;
    menu.querySelector("p")?.remove();
    button.setAttribute("aria-expanded", String(opens));
  };
  const close = () => {
    show(false);
    before.focus({ preventScroll: true });
  };
  const toggle = () => {
    if (!menu.hidden) return close();
    before = focused(element) ?? button;
    show(true);
    goThrough(choices[0]);
    choices[0].focus({ preventScroll: true });
  };
  const save = (format: Format) => {
    const { width, height } = panels();
    const size = { width: width + 2 * MARGIN, height, fills: true };
    const look = { scheme: store.scheme, transparent: false, legend: true };
    try {
      download(pictureBlob(store, { format, scale: SCALE, ...size, ...look }), `${nameOf(store)}.${format}`);
      close();
    } catch (error) {
      menu.querySelector("p")?.remove();
      menu.append(h("p", { role: "alert" }, error instanceof Error ? error.message : String(error)));
    }
  };
  button.addEventListener("click", toggle, { signal });
  // Where a click takes the focus away from everything, the menu would be gone before it arrives.
  element.addEventListener("mousedown", (event) => event.preventDefault(), { signal });
  menu.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      close();
    },
    { signal },
  );
  menu.addEventListener(
    "focusout",
    ({ relatedTarget }) => {
      if (!element.contains(relatedTarget as Node | null)) show(false);
    },
    { signal },
  );
  show(false);
  return { element, toggle };
}

const focused = (near: HTMLElement): HTMLElement | null =>
  (near.getRootNode() as Document | ShadowRoot).activeElement as HTMLElement | null;

/** The names of the graphs, without what no file may be called. */
function nameOf({ graphs }: Store): string {
  const names = graphs.map(({ name }) => name.replace(/[^\p{L}\p{N}._-]+/gu, "_"));
  return (
    names
      .join("-")
      .slice(0, LONGEST)
      .replace(/^[._-]+|[._-]+$/g, "") || "topoalign"
  );
}
