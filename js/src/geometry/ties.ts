// Lines that show which bodies belong together.
import type { Body } from "./outline";
import { Sets } from "./sets";

export interface Ties {
  /** Links between bodies that other nodes leave no way for: pairs of nodes, one after another. */
  broken: number[];
  /** The shortest lines between what no link joins: pairs of nodes, one after another. */
  loose: number[];
}

/** As few lines as join all bodies (Kruskal 1956). */
export function tiesOf(
  bodies: readonly Body[],
  links: readonly (readonly [number, number])[],
  at: ArrayLike<number>,
): Ties {
  if (bodies.length < 2) return { broken: [], loose: [] };
  const bodyOf = new Map(bodies.flatMap(({ nodes }, b) => nodes.map((node) => [node, b] as const)));
  const joined = new Sets(bodies.length);
  const broken = links.flatMap(([a, b]) => {
    const [from, to] = [bodyOf.get(a), bodyOf.get(b)];
    return from !== undefined && to !== undefined && joined.join(from, to) ? [a, b] : [];
  });
  const pairs = bodies.flatMap((body, b) =>
    bodies.slice(0, b).map((other, o) => ({ b, o, ...nearest(body, other, at) })),
  );
  pairs.sort((p, q) => p.distance - q.distance);
  const loose = pairs.flatMap(({ b, o, ends }) => (joined.join(b, o) ? ends : []));
  return { broken, loose };
}

function nearest(a: Body, b: Body, at: ArrayLike<number>): { distance: number; ends: [number, number] } {
  let distance = Infinity;
  let ends: [number, number] = [a.nodes[0], b.nodes[0]];
  for (const v of a.nodes) {
    for (const w of b.nodes) {
      const own = (at[2 * v] - at[2 * w]) ** 2 + (at[2 * v + 1] - at[2 * w + 1]) ** 2;
      if (own >= distance) continue;
      distance = own;
      ends = [v, w];
    }
  }
  return { distance, ends };
}
