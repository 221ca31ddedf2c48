// Undo and redo of values; the newest is the present one.
export class History<T> {
  private past: T[] = [];
  private future: T[] = [];

  constructor(
    private present: T,
    private readonly same: (a: T, b: T) => boolean,
    private readonly limit = 200,
  ) {}

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** Note a new present; going back to it forgets nothing, doing something else forgets the future. */
  record(value: T): void {
    if (this.same(value, this.present)) return;
    this.past = [...this.past, this.present].slice(-this.limit);
    this.present = value;
    this.future = [];
  }

  /** Say all values anew, where what they spoke of is no more. */
  rewrite(anew: (value: T) => T): void {
    this.past = this.past.map(anew);
    this.present = anew(this.present);
    this.future = this.future.map(anew);
  }

  undo(): T | undefined {
    return this.step(this.past, this.future);
  }

  redo(): T | undefined {
    return this.step(this.future, this.past);
  }

  private step(from: T[], to: T[]): T | undefined {
    const value = from.pop();
    if (value === undefined) return undefined;
    to.push(this.present);
    this.present = value;
    return value;
  }
}
