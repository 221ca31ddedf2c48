// Which nodes of a graph hold a set of inputs best: members_of of Python's alignment/verdicts.py, to the node.
import { heldBy } from "../model/counterparts";
import { type Graph, row, sizeOf } from "../model/decode";

/** Nodes are a pattern's own if so much of what they hold is. */
const MOST = 0.5;
/** What is known of an input. */
const [IN_PATTERN, SEEN] = [1, 2];

/** @returns Sorted; empty where no node holds any of the inputs. */
export function membersOf(graph: Graph, pattern: Iterable<number>): number[] {
  const inputs = [...pattern];
  const held = heldBy(graph, inputs);
  const shares = Float64Array.from(held, (count, node) => count / sizeOf(graph, node));
  const level = bestLevel(graph, inputs, held, shares);
  return bridged(
    graph,
    nodesWhere(shares, (share) => share >= level),
    shares,
  );
}

/** The level at which nodes gain most: those of whose inputs at least that share is the pattern's. */
function bestLevel(
  graph: Graph,
  pattern: readonly number[],
  held: Uint32Array,
  shares: Float64Array,
): number {
  const nInputs = graph.nodes.starts.length - 1;
  const mark = new Uint8Array(nInputs);
  for (const input of pattern) mark[input] = IN_PATTERN;
  // Never below the pattern's share of all inputs.
  const isRich = (share: number, node: number) =>
    share > 0 && held[node] * nInputs >= pattern.length * sizeOf(graph, node);
  const rich = nodesWhere(shares, isRich).sort((a, b) => shares[b] - shares[a]);
  let [union, both, best, level] = [0, 0, 0, Number.POSITIVE_INFINITY];
  rich.forEach((node, place) => {
    for (const input of row(graph.inputs, node)) {
      if (mark[input] < SEEN) union++;
      if (mark[input] === IN_PATTERN) both++;
      mark[input] |= SEEN;
    }
    if (place + 1 < rich.length && shares[rich[place + 1]] === shares[node]) return;
    const gain = gainOf(pattern.length, union, both, nInputs);
    if (gain >= best) [best, level] = [gain, shares[node]];
  });
  return level;
}

/** Mutual information (times n, in nats) of two sets of a and b of n inputs, times their Jaccard index. */
function gainOf(a: number, b: number, both: number, n: number): number {
  if (both * n <= a * b) return 0;
  let sum = told(both, (a * b) / n) + told(a - both, (a * (n - b)) / n);
  sum += told(b - both, (b * (n - a)) / n) + told(n - a - b + both, ((n - a) * (n - b)) / n);
  return (Math.max(sum, 0) * both) / (a + b - both);
}

const told = (seen: number, expected: number): number => (seen > 0 ? seen * Math.log(seen / expected) : 0);

/** Add nodes that join pieces, if most of what they hold is the pattern's. */
function bridged(graph: Graph, nodes: readonly number[], shares: Float64Array): number[] {
  const around = neighbourhoods(graph);
  const piece = piecesOf(around, nodes);
  if (new Set(piece.values()).size < 2) return [...nodes];
  const joins = nodesWhere(shares, (share, node) => {
    if (share < MOST || piece.has(node)) return false;
    return new Set(around[node].flatMap((other) => piece.get(other) ?? [])).size > 1;
  });
  return [...nodes, ...joins].sort((a, b) => a - b);
}

/** The number of the piece that each node is in: nodes that edges between them hold together. */
function piecesOf(around: readonly number[][], nodes: readonly number[]): Map<number, number> {
  const piece = new Map<number, number>();
  const inside = new Set(nodes);
  for (const first of nodes) {
    if (piece.has(first)) continue;
    piece.set(first, first);
    const open = [first];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      for (const other of around[node]) {
        if (!inside.has(other) || piece.has(other)) continue;
        piece.set(other, first);
        open.push(other);
      }
    }
  }
  return piece;
}

/** The neighbours of every node. */
function neighbourhoods({ nNodes, edges }: Graph): number[][] {
  const around = Array.from({ length: nNodes }, (): number[] => []);
  for (let k = 0; k < edges.length; k += 2) {
    around[edges[k]].push(edges[k + 1]);
    around[edges[k + 1]].push(edges[k]);
  }
  return around;
}

function nodesWhere(shares: Float64Array, holds: (share: number, node: number) => boolean): number[] {
  const found: number[] = [];
  shares.forEach((share, node) => {
    if (holds(share, node)) found.push(node);
  });
  return found;
}
