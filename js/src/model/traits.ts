// Typed access to the traits that Python and the view share.
import type { AnyModel } from "@anywidget/types";
import { type Abilities, KERNEL } from "./abilities";
import { type Answer, type Order, PATIENCE, type Question, Requests } from "./requests";
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

/** What is asked for where another selection is wanted. */
const SELECTING: readonly string[] = ["region", "undo", "redo", "search"];

export class Traits {
  private readonly requests: Requests;
  /** Until when another selection is one that the view has asked the kernel for: nothing says that none will come. */
  private awaited = 0;

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
    this.on(["selection"], () => this.sayAgain());
  }

  get<K extends Name>(name: K): WidgetState[K] {
    return this.model.get(name);
  }

  /** Send values to Python: those that differ, in one message. */
  commit(values: Partial<WidgetState>): void {
    if (this.signal.aborted) return;
    const changed = Object.entries(values).filter(([name, value]) => !equal(this.get(name as Name), value));
    if (!changed.length) return;
    this.awaited = 0;
    for (const [name, value] of changed) this.model.set(name as Name, value as never);
    this.model.save_changes();
  }

  /** Have the kernel do something; what comes of it comes as traits. */
  order(order: Order): void {
    this.expect(order.kind);
    this.requests.order(order);
  }

  /** Ask the kernel for something that is no value. */
  ask(kind: Question, content: object): Promise<Answer> {
    this.expect(kind);
    return this.requests.ask(kind, content);
  }

  private expect(kind: string): void {
    if (SELECTING.includes(kind)) this.awaited = performance.now() + PATIENCE;
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
   * Other hosts send no value that the kernel has just told them.
   */
  private sayAgain(): void {
    if (performance.now() >= this.awaited) return;
    this.awaited = 0;
    this.model.set("selection", this.get("selection"));
    this.model.save_changes();
  }
}
