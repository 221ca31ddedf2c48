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

  undo(): T | undefined {
    const value = this.past.pop();
    if (value === undefined) return undefined;
    this.future.push(this.present);
    this.present = value;
    return value;
  }

  redo(): T | undefined {
    const value = this.future.pop();
    if (value === undefined) return undefined;
    this.past.push(this.present);
    this.present = value;
    return value;
  }
}
