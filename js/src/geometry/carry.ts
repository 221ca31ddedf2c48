// Rings that go along with nodes that move, until there are new ones.

/** Points to each side whose shifts are averaged: neighbours that follow different nodes must not part. */
const REACH = 4;

/** For each point of a ring, the nearest of some nodes, as a place in their list. */
export function anchorsOf(ring: Float32Array, nodes: readonly number[], at: ArrayLike<number>): Int32Array {
  const anchors = new Int32Array(ring.length / 2);
  for (let k = 0; k < anchors.length; k++) {
    let nearest = Infinity;
    nodes.forEach((node, place) => {
      const distance = (at[2 * node] - ring[2 * k]) ** 2 + (at[2 * node + 1] - ring[2 * k + 1]) ** 2;
      if (distance >= nearest) return;
      nearest = distance;
      anchors[k] = place;
    });
  }
  return anchors;
}

/** Shift each point as the nodes near to it were shifted; shifts are x and y, by the places of the nodes. */
export function carried(ring: Float32Array, anchors: Int32Array, shifts: ArrayLike<number>): Float32Array {
  const n = anchors.length;
  const reach = Math.min(REACH, Math.floor((n - 1) / 2));
  return ring.map((value, i) => {
    const [k, axis] = [i >> 1, i & 1];
    let sum = 0;
    for (let j = k - reach; j <= k + reach; j++) sum += shifts[2 * anchors[(j + n) % n] + axis];
    return value + sum / (2 * reach + 1);
  });
}
