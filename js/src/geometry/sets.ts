// Disjoint sets of numbers.

export class Sets {
  private readonly parent: Int32Array;

  constructor(size: number) {
    this.parent = new Int32Array(size);
    for (let i = 0; i < size; i++) this.parent[i] = i;
  }

  /** The number that stands for the set of a number. */
  of(i: number): number {
    const { parent } = this;
    while (parent[i] !== i) {
      parent[i] = parent[parent[i]];
      i = parent[i];
    }
    return i;
  }

  /** Make two sets one; false if they are. */
  join(i: number, j: number): boolean {
    const a = this.of(i);
    const b = this.of(j);
    if (a < b) this.parent[b] = a;
    else this.parent[a] = b;
    return a !== b;
  }
}
