// The line under the canvas: what is selected, where it is held, and what the kernel says.
import { Causes } from "../causes";
import type { Actions } from "../interact/actions";
import { heldBy } from "../model/counterparts";
import type { Status } from "../model/state";
import type { Store } from "../model/store";
import { count, percent } from "../numbers";
import { h } from "./dom";

export function footer(store: Store, actions: Actions, signal: AbortSignal): HTMLElement {
  const line = h("div", { class: "ta-selection" });
  const status = h("div", { class: "ta-status", role: "status" });
  const cancel = h("button", { type: "button", title: "Keep what is shown" }, "Cancel");
  cancel.addEventListener("click", actions.cancel, { signal });
  const told = h("span", { class: "ta-message" });
  const shown = new Causes();
  const refresh = () => {
    if (shown.differ(store.selection, store.graphs)) {
      line.replaceChildren(...summary(store));
    }
    const { kind, message, fraction } = store.traits.get("status");
    const text = store.problem ?? (fraction === null ? message : `${message} ${percent(fraction)}`);
    const className = `ta-status ta-${store.problem ? "error" : kind}`;
    if (status.className === className && told.textContent === text) return;
    told.textContent = text;
    const isWork = kind === "busy" && store.traits.get("parameters") !== null;
    // A button that stays keeps the keyboard's focus.
    cancel.hidden = !isWork;
    if (status.className !== className) status.replaceChildren(...progress(kind), told, cancel);
    status.className = className;
    const bar = status.querySelector("progress");
    if (fraction === null) bar?.removeAttribute("value");
    else bar?.setAttribute("value", String(fraction));
  };
  store.subscribe(refresh);
  refresh();
  return h("div", { class: "ta-footer" }, line, status);
}

/** A bar while the kernel works; without a fraction it only says that it does. */
function progress(kind: Status["kind"]): HTMLElement[] {
  return kind === "busy" ? [h("progress", { max: "1" })] : [];
}

/** In words, for those who do not see the picture. */
export function selectionText({ selection }: Store): string {
  const nodes = Object.values(selection.nodes).reduce((sum, own) => sum + own.length, 0);
  if (!selection.inputs.length) return "nothing selected";
  const inputs = count(selection.inputs.length, "input");
  return nodes ? `${count(nodes, "node")}, ${inputs} selected` : `${inputs} selected`;
}

function summary(store: Store): (HTMLElement | string)[] {
  const { selection, graphs } = store;
  if (!selection.inputs.length) {
    const sight = graphs.length > 1 ? "where its inputs are in the other graphs" : "what it holds";
    return [
      h("span", { class: "ta-hint" }, `Point at a node to see ${sight}. Click or Shift+drag to select.`),
    ];
  }
  const held = graphs.map((graph) => {
    const nodes = heldBy(graph, selection.inputs).reduce((sum, n) => sum + (n > 0 ? 1 : 0), 0);
    return h("span", {}, `${graph.name}: in ${count(nodes, "node")}`);
  });
  return [h("b", {}, selectionText(store)), ...held];
}
