// Messages to the kernel: orders, of which only the traits tell what came of them, and questions with an answer.
import type { GraphParameters } from "./state";

export type Order =
  | { kind: "rebuild"; graphs: Record<string, GraphParameters> }
  | { kind: "still"; images: Record<string, string>; account: string }
  | { kind: "suggest" | "cancel" | "regions" }
  | Deed;

/** What the kernel does at once, and says so when it has: its answer is empty. */
export type Deed = { kind: "region"; number: number } | { kind: "undo" | "redo" };

export type Question = "name" | "search" | "inputs";

export type Answer = Record<string, unknown> & { buffers: DataView[] };

/** The kernel says what is wrong with a question, or there is none to answer it. */
export class Unanswered extends Error {}

/** Milliseconds after which nobody is thought to answer. */
export const PATIENCE = 20_000;

interface Waiting {
  resolve: (answer: Answer) => void;
  reject: (error: Unanswered) => void;
  timer: number;
}

/** Matches answers with questions: every view of a widget hears every answer. */
export class Requests {
  private readonly waiting = new Map<string, Waiting>();
  private readonly own = Math.random().toString(36).slice(2);
  private count = 0;

  constructor(
    private readonly send: (message: object) => void,
    signal: AbortSignal,
  ) {
    signal.addEventListener("abort", () => this.giveUp(), { once: true });
  }

  order(order: Order): void {
    this.send(order);
  }

  ask(kind: Question | Deed["kind"], content: object): Promise<Answer> {
    const id = this.nextId();
    return new Promise((resolve, reject) => {
      const timer = window.setTimeout(() => {
        this.waiting.delete(id);
        reject(new Unanswered("The kernel does not answer."));
      }, PATIENCE);
      this.waiting.set(id, { resolve, reject, timer });
      this.send({ id, kind, ...content });
    });
  }

  heard(message: Record<string, unknown>, buffers: DataView[]): void {
    const id = String(message.id);
    const asked = this.waiting.get(id);
    if (!asked) return;
    this.waiting.delete(id);
    clearTimeout(asked.timer);
    if (typeof message.error === "string") asked.reject(new Unanswered(message.error));
    else asked.resolve({ ...message, buffers });
  }

  private nextId(): string {
    this.count++;
    return `${this.own}-${this.count}`;
  }

  private giveUp(): void {
    for (const { timer } of this.waiting.values()) clearTimeout(timer);
    this.waiting.clear();
  }
}
