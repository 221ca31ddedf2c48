// Where a wall is left open: at the two ends of what was a loop.

/** The two nodes that are farthest from each other, in links: the loose ends of a loop that was opened. */
export function looseEnds(nodes: readonly number[], links: ArrayLike<number>): [number, number] | null {
  if (nodes.length < 2) return null;
  const beside = new Map<number, number[]>(nodes.map((node) => [node, []]));
  for (let k = 0; k + 1 < links.length; k += 2) {
    beside.get(links[k])?.push(links[k + 1]);
    beside.get(links[k + 1])?.push(links[k]);
  }
  // Exact for trees; of what has other loops, two that are about as far apart as any.
  const first = farthestFrom(nodes[0], beside);
  return [first, farthestFrom(first, beside)];
}

function farthestFrom(start: number, beside: ReadonlyMap<number, readonly number[]>): number {
  const seen = new Set([start]);
  // A set is walked in the order in which it grows.
  for (const node of seen) for (const next of beside.get(node) ?? []) if (beside.has(next)) seen.add(next);
  return [...seen].at(-1) ?? start;
}

/** What is left of a ring that is opened near some points: lines, x and y one after another. Width is along the ring. */
export function opened(ring: Float32Array, points: readonly number[], width: number): Float32Array[] {
  const n = ring.length / 2;
  const isOpen = new Uint8Array(n);
  for (let p = 0; p < points.length; p += 2) {
    const middle = nearestOn(ring, points[p], points[p + 1]);
    isOpen[middle] = 1;
    for (const step of [1, n - 1]) {
      let way = 0;
      for (let k = middle; way < width / 2; k = (k + step) % n) {
        const next = (k + step) % n;
        if (next === middle) break;
        way += Math.hypot(ring[2 * next] - ring[2 * k], ring[2 * next + 1] - ring[2 * k + 1]);
        isOpen[next] = 1;
      }
    }
  }
  const lines: number[][] = [];
  const start = isOpen.indexOf(1);
  for (let i = 1; i <= n; i++) {
    const k = (start + i) % n;
    if (isOpen[k]) continue;
    if (isOpen[(k + n - 1) % n]) lines.push([]);
    lines.at(-1)?.push(ring[2 * k], ring[2 * k + 1]);
  }
  return lines.map((line) => Float32Array.from(line));
}

function nearestOn(ring: Float32Array, x: number, y: number): number {
  let nearest = 0;
  let least = Infinity;
  for (let k = 0; k < ring.length / 2; k++) {
    const distance = (ring[2 * k] - x) ** 2 + (ring[2 * k + 1] - y) ** 2;
    if (distance >= least) continue;
    least = distance;
    nearest = k;
  }
  return nearest;
}
