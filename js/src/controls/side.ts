// The panel beside the canvas: regions, motifs and inputs under tabs, and the membranes below them.
import type { Actions } from "../interact/actions";
import { listenInLists } from "../interact/lists";
import type { Side, Store } from "../model/store";
import { iconButton } from "./button";
import { h, icon } from "./dom";
import { inspector } from "./inspector";
import { membraneCard } from "./membranes";
import { motifSearch } from "./motifs";
import { regionList } from "./regions";
import { rove } from "./rove";
import { type Giving, SENDING } from "./send";
import "./side.css";

/** Pixels of width; the canvas keeps what it needs first, and from 460 on there are two columns: side.css. */
const [NARROWEST, USUAL, WIDEST, STEP] = [220, 290, 440, 20];

const TABS: readonly { side: Side; word: string; hint: string; path: string }[] = [
  {
    side: "regions",
    word: "Regions",
    hint: "Matched regions (R)",
    path: "M2 6.5C2 3 6 2 8.5 3.5s5.5.5 5.5 4-3 6-6.5 5.5S2 10 2 6.5",
  },
  {
    side: "motifs",
    word: "Motifs",
    hint: "Look for motifs (Q)",
    path: "M2 8a1.6 1.6 0 1 0 3.2 0a1.6 1.6 0 1 0-3.2 0M10.8 3.5a1.6 1.6 0 1 0 3.2 0a1.6 1.6 0 1 0-3.2 0M10.8 12.5a1.6 1.6 0 1 0 3.2 0a1.6 1.6 0 1 0-3.2 0M5 7.2l6-3M5 8.8l6 3",
  },
  {
    side: "inputs",
    word: "Inputs",
    hint: "Inputs of what is selected (I)",
    path: "M2.5 3.5h11M2.5 6.5h11M2.5 9.5h11M2.5 12.5h7",
  },
];

export function side(
  store: Store,
  actions: Actions,
  signal: AbortSignal,
  giving: Giving = SENDING,
): HTMLElement {
  // Before what is in the tabs, which then knows whether it is seen.
  store.subscribe(() => refresh());
  const contents: Record<Side, HTMLElement> = {
    regions: regionList(store, signal),
    motifs: motifSearch(store, actions, signal),
    inputs: inspector(store, actions, signal),
  };
  const panels = TABS.map(({ side: own, hint }) =>
    h("div", { class: "ta-panel", role: "tabpanel", "aria-label": hint }, contents[own]),
  );
  const tabs = TABS.map(({ side: own, word, hint, path }) => {
    const tab = h(
      "button",
      { type: "button", role: "tab", tabindex: "-1", title: hint },
      icon(path),
      h("span", {}, word),
    );
    tab.addEventListener("click", () => actions.toggleSide(own), { signal });
    return tab;
  });
  const bar = h("div", { class: "ta-tabs", role: "tablist", "aria-label": "Beside the picture" }, ...tabs);
  const settle = rove(bar, signal, (tab) => {
    if (store.side !== null) store.openSide(TABS[tabs.indexOf(tab)].side);
  });

  const send = giving.form(store, signal);
  send.hidden = true;
  const openSend = () => {
    send.hidden = !send.hidden;
    refresh();
  };
  const closeAll = () => {
    const open = tabs[TABS.findIndex((tab) => tab.side === store.side)];
    store.openSide(null);
    open?.focus();
  };
  const sending = iconButton(giving.icon, giving.title, openSend, signal);
  const close = iconButton("M6 4l4 4-4 4", "Close", closeAll, signal);
  const tools = h("div", { class: "ta-side-tools" }, sending, close);

  let shown: Side | null | undefined;
  const refresh = () => {
    sending.setAttribute("aria-expanded", String(!send.hidden));
    if (shown === store.side) return;
    shown = store.side;
    const isOpen = shown !== null;
    element.classList.toggle("ta-closed", !isOpen);
    element.dataset.tab = shown ?? "";
    bar.setAttribute("aria-orientation", isOpen ? "horizontal" : "vertical");
    TABS.forEach((tab, i) => {
      tabs[i].setAttribute("aria-selected", String(tab.side === shown));
      panels[i].hidden = tab.side !== shown;
      tabs[i].hidden = tab.side === "motifs" && !store.hasMotifs;
      if (tab.side === shown) settle(tabs[i]);
    });
    settle();
  };
  const element = h("aside", { class: "ta-side", "aria-label": "Regions, motifs and inputs" });
  const inside = h(
    "div",
    { class: "ta-side-inside" },
    h(
      "div",
      {},
      h("div", { class: "ta-side-head" }, bar, tools),
      ...panels,
      membraneCard(store, element, signal),
      send,
    ),
  );
  inside.append(separator(element, signal));
  element.append(inside);
  listenInLists(element, store, signal);
  refresh();
  return element;
}

/** The edge that the panel is made wider and narrower by. */
function separator(panel: HTMLElement, signal: AbortSignal): HTMLElement {
  const edge = h("button", {
    type: "button",
    class: "ta-edge",
    role: "separator",
    title: "Drag or use the arrow keys to make the panel wider or narrower; double click for its usual width",
    "aria-label": "Width of the panel",
    "aria-orientation": "vertical",
    "aria-valuemin": String(NARROWEST),
    "aria-valuemax": String(WIDEST),
  });
  let width = USUAL;
  const resize = (wanted: number) => {
    width = Math.round(Math.min(WIDEST, Math.max(NARROWEST, wanted)));
    panel.style.setProperty("--ta-side-width", `${width}px`);
    edge.setAttribute("aria-valuenow", String(width));
  };
  const on = <K extends keyof HTMLElementEventMap>(name: K, heard: (event: HTMLElementEventMap[K]) => void) =>
    edge.addEventListener(name, heard, { signal });
  on("pointerdown", (event) => edge.setPointerCapture(event.pointerId));
  on("pointermove", (event) => {
    if (edge.hasPointerCapture(event.pointerId)) resize(panel.getBoundingClientRect().right - event.clientX);
  });
  on("dblclick", () => resize(USUAL));
  on("keydown", (event) => {
    const step = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    resize(width + step);
  });
  resize(USUAL);
  return edge;
}
