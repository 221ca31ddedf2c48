// The keys of the lists beside the picture: from it to one of them, from one to another, and back.
import type { Side, Store } from "../model/store";

const KEYS: Record<string, Side> = { r: "regions", q: "motifs", i: "inputs" };
const FIELDS = "input, select, textarea";
/** What has the keyboard first: a row, else whatever comes first. */
const STOPS = ['[role="option"][tabindex="0"]', '[tabindex="0"]', `button, ${FIELDS}`];

export const listOf = ({ key }: KeyboardEvent): Side | null => KEYS[key] ?? null;

/** Open a list and give it the keyboard. */
export function goToList(from: Element, side: Side, store: Store): void {
  if (side === "motifs" && !store.hasMotifs) return;
  if (store.side !== side) store.openSide(side);
  const lists = from.closest(".topoalign")?.querySelector<HTMLElement>(".ta-side");
  // In a narrow cell it opens below the picture, maybe out of sight.
  lists?.scrollIntoView({ block: "nearest" });
  const panel = lists?.querySelector<HTMLElement>(".ta-panel:not([hidden])");
  const stops = STOPS.flatMap((own) => [...(panel?.querySelectorAll<HTMLElement>(own) ?? [])]);
  const tab = lists?.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]');
  const stop = stops.find((own) => !own.closest("[hidden]") && !own.matches(":disabled"));
  (stop ?? tab)?.focus({ preventScroll: true });
}

/** The key of the list that is open closes it, and the picture has the keyboard again. */
export function listenInLists(lists: HTMLElement, store: Store, signal: AbortSignal): void {
  lists.addEventListener(
    "keydown",
    (event) => {
      const side = listOf(event);
      const { ctrlKey, metaKey, altKey } = event;
      if (side === null || ctrlKey || metaKey || altKey || (event.target as Element).matches(FIELDS)) return;
      event.preventDefault();
      event.stopPropagation();
      if (side !== store.side) return goToList(lists, side, store);
      store.openSide(null);
      lists.closest(".topoalign")?.querySelector<HTMLElement>(".ta-stage canvas")?.focus();
    },
    { signal },
  );
}
