// What became of a pattern in each graph: words and figures, the morph, and what the wall says.

import { Causes } from "../causes";
import { shownMembrane } from "../model/patterns";
import type { Pattern } from "../model/state";
import type { Store } from "../model/store";
import { EYE, iconButton, wordButton } from "./button";
import { h } from "./dom";
import { keepForm } from "./keep";
import "./membranes.css";
import { morphControl } from "./morph";
import { patternChoice } from "./pattern_choice";
import { verdictChips, verdictWord } from "./verdict";
import { verdictTable } from "./verdict_table";
import { wallKey } from "./wall_key";

const FOLD = "M4.5 6.5 8 10l3.5-3.5";
/** In less than this, in pixels, the card would leave the lists no room: it opens folded. */
const [NARROW, LOW] = [460, 340];

/** @param around What the card shares with the lists. */
export function membraneCard(store: Store, around: HTMLElement, signal: AbortSignal): HTMLElement {
  const choice = patternChoice(store, signal, () => refresh());
  const table = h("div");
  const key = h("div");
  const morph = morphControl(store, signal);
  const keep = keepForm(store, signal);
  const said = h("p", { class: "ta-said ta-verdicts" });
  const unfold = (button: HTMLElement, part: HTMLElement, isOpen: boolean) => {
    part.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
    said.hidden = !body.hidden;
  };
  const resized = new ResizeObserver(([{ contentRect: room }]) => {
    if (room.height > 0) unfold(fold, body, room.width >= NARROW || room.height >= LOW);
  });
  const toggleFold = () => {
    // From now on it is as the reader wants it.
    resized.disconnect();
    unfold(fold, body, body.hidden);
  };
  const fold = iconButton(FOLD, "Fold or unfold", toggleFold, signal);
  const draw = iconButton(
    EYE,
    "Draw the selection's membrane (W)",
    () => store.toggleSelectionMembrane(),
    signal,
  );
  const drop = wordButton("Remove", "Forget this membrane", () => store.dropMembrane(choice.place()), signal);
  const toggleKey = () => {
    unfold(explain, key, key.hidden);
    showKey();
  };
  const explain = wordButton("legend", "How the wall of a membrane is drawn", toggleKey, signal);
  explain.className = "ta-more";
  // The slider is last: whatever comes and goes above it, it stays under the pointer.
  const body = h("div", { class: "ta-pattern" }, keep.element, key, table, morph.told, morph.element);
  const head = h("header", {}, fold, choice.element, keep.button, drop, draw);
  const element = h("section", { class: "ta-membranes", "aria-label": "Membranes" }, head, said, body);

  const showKey = () => {
    key.replaceChildren(...(key.hidden ? [] : [wallKey(store.membraneColor(choice.place()))]));
  };
  const named = new Causes();
  const shown = new Causes();
  const refresh = () => {
    choice.refresh();
    const place = choice.place();
    const pattern = store.patterns[place];
    morph.refresh(place);
    // Patterns and what is kept come in messages of their own.
    element.hidden = !pattern;
    if (!pattern) return;
    // A name that was begun was for another pattern.
    if (named.differ(pattern)) keep.close();
    if (shown.differ(pattern, store.graphs, store.scheme)) {
      const membrane = { ...shownMembrane(store.graphs, pattern, 0), color: store.membraneColor(place) };
      table.replaceChildren(verdictTable(pattern, membrane, explain));
      said.replaceChildren(...sayings(pattern));
      showKey();
    }
    draw.setAttribute("aria-pressed", String(store.traits.get("selection_membrane")));
    draw.hidden = !store.hasSelectionPattern;
    keep.button.hidden = choice.isKept();
    drop.hidden = !choice.isKept();
    if (choice.isKept()) keep.close();
  };
  unfold(fold, body, true);
  unfold(explain, key, false);
  resized.observe(around);
  signal.addEventListener("abort", () => resized.disconnect(), { once: true });
  store.subscribe(refresh);
  refresh();
  return element;
}

/** In words; where nodes were picked there is nothing to find out. */
function sayings({ parts }: Pattern): HTMLElement[] {
  const found = Object.entries(parts).filter(([, { kind }]) => kind !== "origin");
  const isUnanimous = new Set(found.map(([, { kind, pieces }]) => verdictWord(kind, pieces))).size === 1;
  return verdictChips(Object.fromEntries(found), !isUnanimous);
}
