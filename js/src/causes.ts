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
