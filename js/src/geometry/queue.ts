/** Numbers by what they cost, the cheapest first: a binary heap. */
export class Queue {
  private readonly costs: number[] = [];
  private readonly items: number[] = [];

  push(item: number, cost: number): void {
    const { costs, items } = this;
    let i = costs.length;
    while (i > 0) {
      const up = (i - 1) >> 1;
      if (costs[up] <= cost) break;
      costs[i] = costs[up];
      items[i] = items[up];
      i = up;
    }
    costs[i] = cost;
    items[i] = item;
  }

  pop(): number | undefined {
    const { costs, items } = this;
    const [cheapest, cost, item] = [items[0], costs.pop(), items.pop()];
    if (cost === undefined || item === undefined) return undefined;
    const n = costs.length;
    if (n === 0) return cheapest;
    let i = 0;
    for (let down = 1; down < n; down = 2 * i + 1) {
      if (down + 1 < n && costs[down + 1] < costs[down]) down++;
      if (costs[down] >= cost) break;
      costs[i] = costs[down];
      items[i] = items[down];
      i = down;
    }
    costs[i] = cost;
    items[i] = item;
    return cheapest;
  }
}
