// A control by itself, on a store of its own over what Python would send.
import { type Actions, makeActions } from "../src/interact/actions";
import type { MatchList, Pattern, PatternPart, RegionEntry, WidgetState } from "../src/model/state";
import { Store } from "../src/model/store";
import { Traits } from "../src/model/traits";
import { FakeModel, load } from "./fixtures";

export function control(
  make: (store: Store, actions: Actions, signal: AbortSignal) => HTMLElement,
  state: Partial<WidgetState> = {},
) {
  const life = new AbortController();
  const model = new FakeModel({ ...load("categories").state, ...state });
  const store = new Store(new Traits(model as never, life.signal), life.signal);
  const nowhere = document.createElement("div");
  const actions = makeActions(
    store,
    () => ({ panels: [], height: 0, free: null }),
    nowhere,
    nowhere,
    {} as never,
    {} as never,
  );
  const element = make(store, actions, life.signal);
  document.body.append(element);
  const one = <E extends HTMLElement>(selector: string) => element.querySelector<E>(selector)!;
  const all = <E extends HTMLElement>(selector: string) => [...element.querySelectorAll<E>(selector)];
  const titled = (title: string) =>
    all("[title]").find((own) => own.title === title) as HTMLButtonElement | undefined;
  const press = (target: HTMLElement, key: string) =>
    target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  return { model, store, element, one, all, titled, press, close: () => life.abort() };
}

export const region = (own: Partial<RegionEntry> = {}): RegionEntry => ({
  name: "sport",
  kinds: ["match"],
  nodes: { a: [0], b: [0] },
  n_inputs: 3,
  content: 0.8,
  structure: 0.5,
  p_value: 0.01,
  ...own,
});

export const part = (own: Partial<PatternPart> = {}): PatternPart => ({
  nodes: [0],
  shares: [1],
  held: [1],
  share: 1,
  content: 1,
  p_value: null,
  pieces: 1,
  loops: 0,
  kind: "origin",
  said: "the nodes that were picked",
  ...own,
});

export const pattern = (own: Partial<Pattern> = {}): Pattern => ({
  name: "selection",
  n_inputs: 3,
  parts: {
    a: part(),
    b: part({ kind: "split", pieces: 2, share: 0.83, content: 0.61, said: "64 % and 19 %" }),
  },
  ...own,
});

export const found = (own: Partial<MatchList> = {}): MatchList => ({
  motif: "loop(min_length=5)",
  cut: "",
  nearest: "",
  entries: [
    {
      graph: "a",
      nodes: [2, 0, 1],
      edges: [0, 1, 1, 2],
      n_inputs: 4,
      score: 6,
      verdicts: { b: { kind: "opened", pieces: 1, said: "a path of 7" } },
    },
    {
      graph: "b",
      nodes: [0],
      edges: [],
      n_inputs: 2,
      score: 5,
      verdicts: { a: { kind: "kept", pieces: 1, said: "" } },
    },
  ],
  ...own,
});
