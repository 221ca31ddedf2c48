// Typed access to the traits that Python and the view share.
import type { AnyModel } from "@anywidget/types";
import { type Abilities, KERNEL } from "./abilities";
import { type Answer, type Deed, type Order, type Question, Requests } from "./requests";
import type { WidgetState } from "./state";

export type Name = keyof WidgetState & string;

/** Equal in value; traits of user state are small JSON in canonical form. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((k) => k in b && equal((a as Record<string, unknown>)[k], (b as Record<string, unknown>)[k]))
  );
}

/** What the kernel does for the user: the cells of a notebook may have to run after it. */
const DONE_FOR_USER: readonly string[] = ["region", "undo", "redo", "search"];
const isDeed = (order: Order): order is Deed => DONE_FOR_USER.includes(order.kind);

/** What may be another value then. */
const USERS = ["selection", "color_by", "filter", "regions", "membranes", "motif", "match"] as const;

export class Traits {
  private readonly requests: Requests;
  constructor(
    private readonly model: AnyModel<WidgetState>,
    private readonly signal: AbortSignal,
    readonly abilities: Abilities = KERNEL,
  ) {
    this.requests = new Requests((message) => {
      if (!signal.aborted) model.send(message);
    }, signal);
    const heard = (message: Record<string, unknown>, buffers: DataView[]) =>
      this.requests.heard(message, buffers);
    model.on("msg:custom", heard);
    signal.addEventListener("abort", () => model.off("msg:custom", heard), { once: true });
  }

  get<K extends Name>(name: K): WidgetState[K] {
    return this.model.get(name);
  }

  /** Send values to Python: those that differ, in one message. */
  commit(values: Partial<WidgetState>): void {
    if (this.signal.aborted) return;
    const changed = Object.entries(values).filter(([name, value]) => !equal(this.get(name as Name), value));
    if (!changed.length) return;
    for (const [name, value] of changed) this.model.set(name as Name, value as never);
    this.model.save_changes();
  }

  /** Have the kernel do something; what comes of it comes as traits: of a deed, before this is over. */
  order(order: Order): Promise<unknown> {
    // A deed that nobody answers for has changed nothing.
    if (isDeed(order)) return this.ask(order.kind, order).catch(() => {});
    this.requests.order(order);
    return Promise.resolve();
  }

  /** Ask the kernel for something that is no value. */
  async ask(kind: Question | Deed["kind"], content: object): Promise<Answer> {
    const before = this.users();
    const answer = await this.requests.ask(kind, content);
    if (DONE_FOR_USER.includes(kind) && !equal(before, this.users())) this.runCells();
    return answer;
  }

  private users(): unknown {
    return USERS.map((name) => this.get(name));
  }

  /** Hear of new values of any of these traits, until the view is gone. */
  on(names: readonly Name[], heard: () => void): void {
    const listener = () => {
      if (!this.signal.aborted) heard();
    };
    for (const name of names) {
      this.model.on(`change:${name}`, listener);
      this.signal.addEventListener("abort", () => this.model.off(`change:${name}`, listener), { once: true });
    }
  }

  /**
   * marimo runs the cells that use a widget for what its view says, not for what the kernel does at the view's request.
   * Other hosts send no value that is the same. This one only the view changes: it cannot put something old in the
   * place of what a cell has just set.
   */
  private runCells(): void {
    if (this.signal.aborted) return;
    this.model.set("tool", this.get("tool"));
    this.model.save_changes();
  }
}
