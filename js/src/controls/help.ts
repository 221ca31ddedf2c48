// The sheet of keys and gestures.
import type { Abilities } from "../model/abilities";
import { h } from "./dom";
import "./help.css";

type Rows = readonly [keys: string, effect: string][];

const GROUPS: Record<string, Rows> = {
  "Nodes, with the pointer": [
    ["Point", "light up the nodes that hold the same inputs"],
    ["Click", "pick a node; with Shift: add or remove one, in any panel"],
    ["Shift+drag", "lasso; adds to what is selected"],
  ],
  "Nodes, with the keyboard": [
    ["Arrow keys", "go to the next node in that direction"],
    ["[  ]  1 to 9", "go to another panel"],
    ["Enter", "pick the node; with Shift: add or remove it"],
    ["Esc", "clear the selection"],
    ["/", "search the texts of the inputs"],
  ],
  "What is seen": [
    ["Drag, wheel", "move, zoom (click the picture first; pinch always zooms)"],
    ["+  −", "zoom in, out"],
    ["0", "show everything (also double click)"],
    ["U", "move panels together, or each by itself"],
    ["P, L", "drag moves the picture, drag draws a lasso"],
    ["F", "full screen"],
  ],
  Colours: [
    ["C", "colour by the next column"],
    ["Click a dot", "hide a category, or show it again; double click: show nothing else"],
    ["Click a name", "select the inputs of a category"],
    ["Drag over colours", "show a range of numbers"],
  ],
  "Beside the picture": [
    ["R, Q, I", "to the list of regions, of motifs, of the selection's inputs; again: back, and close it"],
    ["N, Shift+N", "next match of a motif, the one before"],
    ["W", "membranes of the selection, on or off"],
  ],
  Work: [
    ["Ctrl+Z", "undo; with Shift: redo"],
    ["S", "save the picture as PNG or SVG"],
    ["M", "change Mapper's parameters"],
    ["?", "this sheet"],
  ],
};

/** Keys of what only a kernel does. */
const COMPUTED = new Set(["M"]);

export function help({ computes }: Abilities): HTMLElement {
  const groups = Object.entries(GROUPS).map(([title, rows]) => {
    const known = rows.filter(([keys]) => computes || !COMPUTED.has(keys));
    const list = known.flatMap(([keys, effect]) => [h("dt", {}, keys), h("dd", {}, effect)]);
    return h("section", {}, h("h4", {}, title), h("dl", {}, ...list));
  });
  const sheet = h(
    "div",
    { class: "ta-help", role: "dialog", "aria-label": "Keys and gestures" },
    h("div", {}, ...groups),
  );
  sheet.hidden = true;
  return sheet;
}
