// Whether anything that a result was made of is another.

export class Causes {
  private last: readonly unknown[] = [];

  /** Note what there is now; whether it differs from what there was the last time. */
  differ(...now: readonly unknown[]): boolean {
    const { last } = this;
    if (now.length === last.length && now.every((cause, i) => cause === last[i])) return false;
    this.last = now;
    return true;
  }
}

/** A result that is made anew only when anything that it is made of is another. */
export class Derived<T> {
  private readonly causes = new Causes();
  private made!: T;

  of(causes: readonly unknown[], make: () => T): T {
    if (this.causes.differ(...causes)) this.made = make();
    return this.made;
  }
}
