// Typed access to the traits that Python and the view share.
import type { AnyModel } from "@anywidget/types";
import type { GraphParameters, WidgetState } from "./state";

/** A message to the kernel; what comes of it comes as traits. */
export interface Request {
  id: number;
  kind: "rebuild" | "suggest" | "cancel";
  graphs?: Record<string, GraphParameters>;
}

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

export class Traits {
  constructor(
    private readonly model: AnyModel<WidgetState>,
    private readonly signal: AbortSignal,
  ) {}

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

  /** Ask the kernel for something that is no value. */
  send(message: Request): void {
    if (!this.signal.aborted) this.model.send(message);
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
}
