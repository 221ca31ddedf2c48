// The sheet of keys and gestures.
import { h } from "./dom";

const ROWS: readonly [string, string][] = [
  ["Point at a node", "light up the nodes that hold the same inputs"],
  ["Click, Shift+click", "pick a node, add or remove one (in any panel)"],
  ["Shift+drag", "lasso; adds to what is selected"],
  ["Drag, wheel", "move, zoom (click the picture first; pinch always zooms)"],
  ["Arrow keys", "go to the next node in that direction"],
  ["[ and ], 1 to 9", "go to another panel"],
  ["Enter, Shift+Enter", "pick the node, add or remove it"],
  ["Esc", "clear the selection"],
  ["Ctrl+Z, Shift+Ctrl+Z", "undo, redo a selection"],
  ["+, −, 0", "zoom in, out, show everything (also double click)"],
  ["P, L, U, C", "drag moves, drag lassoes, link panels, next colour"],
  ["M", "change Mapper's parameters"],
];

export function help(): HTMLElement {
  const rows = ROWS.flatMap(([keys, effect]) => [h("dt", {}, keys), h("dd", {}, effect)]);
  const sheet = h(
    "div",
    { class: "ta-help", role: "dialog", "aria-label": "Keys and gestures" },
    h("dl", {}, ...rows),
  );
  sheet.hidden = true;
  return sheet;
}
