// What the reader did, as the states that it led to; as Python's widget/history.py keeps it.
import type { WidgetState } from "../model/state";
import { equal } from "../model/traits";

/** What undo brings back; of these, a page without a kernel never changes the motif. */
export const UNDONE = ["color_by", "filter", "regions", "membranes", "match", "selection"] as const;
const LONGEST = 200;

export type Step = Pick<WidgetState, (typeof UNDONE)[number]>;

export class History {
  private steps: Step[];
  private now = 0;

  constructor(first: Step) {
    this.steps = [first];
  }

  get undoable(): WidgetState["_undoable"] {
    return { undo: this.now > 0, redo: this.now + 1 < this.steps.length };
  }

  /** Take a new present, if it is another; what was taken back is forgotten. */
  record(step: Step): void {
    if (equal(step, this.steps[this.now])) return;
    this.steps = [...this.steps.slice(0, this.now + 1), step].slice(-LONGEST);
    this.now = this.steps.length - 1;
  }

  undo(): Step {
    this.now = Math.max(0, this.now - 1);
    return this.steps[this.now];
  }

  redo(): Step {
    this.now = Math.min(this.steps.length - 1, this.now + 1);
    return this.steps[this.now];
  }
}
