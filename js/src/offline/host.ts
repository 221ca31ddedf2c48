// Answers the view in place of a kernel, from what the page carries. To the view it is the model that notebooks give.

import type { Abilities } from "../model/abilities";
import { decodeGraphs, type Graph } from "../model/decode";
import { EMPTY, ofInputs, ofNodes } from "../model/selection";
import type { MatchEntry, Selection, WidgetState } from "../model/state";
import { SELECTION } from "../model/store";
import { equal } from "../model/traits";
import { History, type Step, UNDONE } from "./history";
import { Followed } from "./known";
import type { Carried } from "./page";
import { Texts } from "./search";
import { type Reply, type Request, Table } from "./table";

const NOT_FOLLOWED =
  "This selection was not followed when the file was written: it has no membrane and no verdict.";

/** Buffers have no values of their own to compare. */
const same = (a: unknown, b: unknown): boolean => a === b || (!(b instanceof DataView) && equal(a, b));

const stepOf = (state: WidgetState): Step =>
  Object.fromEntries(UNDONE.map((name) => [name, state[name]])) as Step;

type Name = keyof WidgetState;
type Message = Record<string, unknown>;
type Listener = (message: Message, buffers: DataView[]) => void;

export class Host {
  private readonly state: WidgetState;
  private readonly graphs: Graph[];
  private readonly followed: Followed;
  private readonly table: Table;
  private readonly texts: Texts | null;
  private readonly history: History;
  private readonly heard = new Map<string, Set<Listener>>();
  /** Whether something was set since it was last said to be done. */
  private isChanged = false;

  constructor(private readonly page: Carried) {
    const state = page.state as WidgetState;
    this.graphs = decodeGraphs(state._manifest, state._topology);
    this.followed = new Followed(this.graphs, page.known);
    this.table = new Table(page, this.graphs, state._manifest.n_inputs, this.followed);
    this.texts = page.text && new Texts(page.text);
    this.state = { ...state, ...this.painted(state.color_by), ...this.found(state) };
    this.history = new History(stepOf(this.state));
  }

  get abilities(): Abilities {
    return { computes: false, ranks: (about) => this.followed.typical(about) !== undefined };
  }

  get<K extends Name>(name: K): WidgetState[K] {
    return this.state[name];
  }

  set<K extends Name>(name: K, value: WidgetState[K]): void {
    if (same(this.state[name], value)) return;
    this.isChanged = true;
    this.arrive({ [name]: value });
  }

  on(event: string, listener: Listener): void {
    if (!this.heard.has(event)) this.heard.set(event, new Set());
    this.heard.get(event)!.add(listener);
  }

  off(event: string, listener: Listener): void {
    this.heard.get(event)?.delete(listener);
  }

  save_changes(): void {
    if (!this.isChanged) return;
    this.isChanged = false;
    this.settle({});
  }

  send(message: Message): void {
    const { kind } = message;
    if (kind === "undo") this.done(message, () => this.restore(this.history.undo()));
    else if (kind === "redo") this.done(message, () => this.restore(this.history.redo()));
    else if (kind === "region") this.done(message, () => this.selectRegion(Number(message.number)));
    else if (kind === "search") this.reply(message, () => this.search(String(message.text)));
    else if (kind === "inputs") this.reply(message, () => this.table.answer(message as unknown as Request));
  }

  /** New values: all are set before anybody hears of those that are others. */
  private arrive(values: Partial<WidgetState>): void {
    const changed = Object.entries(values).filter(([name, value]) => !same(this.state[name as Name], value));
    Object.assign(this.state, Object.fromEntries(changed));
    for (const [name] of changed) this.tell(`change:${name}`, {}, []);
  }

  private tell(event: string, message: Message, buffers: DataView[]): void {
    for (const listener of [...(this.heard.get(event) ?? [])]) listener(message, buffers);
  }

  private reply(message: Message, work: () => Reply): void {
    try {
      const { answer, buffers } = work();
      this.tell("msg:custom", { id: message.id, ...answer }, buffers);
    } catch (error) {
      const told = error instanceof Error ? error.message : String(error);
      this.tell("msg:custom", { id: message.id, error: told }, []);
    }
  }

  private done(message: Message, deed: () => void): void {
    this.reply(message, () => {
      deed();
      return { answer: {}, buffers: [] };
    });
  }

  private selectRegion(number: number): void {
    this.select(ofInputs(this.page.regions[number] ?? []));
  }

  private search(text: string): Reply {
    const found = this.texts?.search(text) ?? [];
    if (found.length) this.select(ofInputs(found));
    return { answer: { total: found.length }, buffers: [] };
  }

  private select(selection: Selection): void {
    this.settle({ selection });
  }

  /** What the reader did is done: it is a step, and what follows from it is of the same one. */
  private settle(done: Partial<WidgetState>): void {
    const next = { ...this.state, ...done };
    const isLost = next.match !== null && !equal(next.selection, this.matched(next.match));
    const values = { ...done, ...(isLost ? { match: null } : {}), ...this.consequences(next) };
    this.history.record(stepOf({ ...next, ...values }));
    this.arrive({ ...values, _undoable: this.history.undoable });
  }

  private restore(step: Step): void {
    const values = { ...step, ...this.consequences({ ...this.state, ...step }) };
    this.arrive({ ...values, _undoable: this.history.undoable });
  }

  private consequences(next: WidgetState): Partial<WidgetState> {
    const { color_by, _color_scale } = next;
    const painted = color_by === _color_scale.column ? {} : this.painted(color_by);
    return { ...painted, ...this.found(next) };
  }

  private painted(column: string): Pick<WidgetState, "_color_scale" | "_colors"> {
    const own = this.page.colorings.find(({ scale }) => scale.column === column) ?? this.page.colorings[0];
    return { _color_scale: own.scale, _colors: own.values };
  }

  /** What is known of the selection and of what is kept, and a word where that is nothing. */
  private found({ selection, membranes }: WidgetState): Pick<WidgetState, "_patterns" | "status"> {
    const patterns = this.followed.patterns(selection, membranes);
    const isMissed = selection.inputs.length > 0 && patterns[0]?.name !== SELECTION;
    const status = this.page.state.status as WidgetState["status"];
    return { _patterns: patterns, status: isMissed ? { ...status, message: NOT_FOLLOWED } : status };
  }

  private matched(match: number): Selection {
    const entry: MatchEntry | undefined = this.state._matches?.entries[match];
    if (!entry) return EMPTY;
    const graph = this.graphs.findIndex(({ name }) => name === entry.graph);
    return ofNodes(
      this.graphs,
      entry.nodes.map((node) => ({ graph, node })),
    );
  }
}
