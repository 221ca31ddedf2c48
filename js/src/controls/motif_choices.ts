// The motifs of the palette: a small picture, a word, and what can be asked of each.

export interface Parameter {
  key: string;
  /** Before and after the number. */
  before: string;
  after: string;
  usual: number;
  least: number;
}

export interface Choice {
  kind: string;
  word: string;
  hint: string;
  path: string;
  parameters: readonly Parameter[];
}

/** The kind of motif that is like the picked nodes: it has them instead of parameters. */
export const LIKE = "like";

type Point = readonly [x: number, y: number];

/** Radius of a node on the grid of 16 by 16. */
const R = 1.6;

/** A small graph as one line: nodes are rings, edges end at them. */
function sketch(nodes: readonly Point[], edges: readonly (readonly [number, number])[]): string {
  const rings = nodes.map(
    ([x, y]) => `M${x - R} ${y}a${R} ${R} 0 1 0 ${2 * R} 0a${R} ${R} 0 1 0 ${-2 * R} 0`,
  );
  const lines = edges.map(([a, b]) => {
    const [[ax, ay], [bx, by]] = [nodes[a], nodes[b]];
    const length = Math.hypot(bx - ax, by - ay);
    const [dx, dy] = [(R * (bx - ax)) / length, (R * (by - ay)) / length];
    return `M${ax + dx} ${ay + dy}L${bx - dx} ${by - dy}`;
  });
  return [...rings, ...lines]
    .map((part) => part.replace(/\d+\.\d{3,}/g, (n) => Number(n).toFixed(2)))
    .join("");
}

/** Nodes on a circle, the first on top. */
const around = (count: number, radius: number): Point[] =>
  Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * i) / count - Math.PI / 2;
    return [8 + radius * Math.cos(angle), 8 + radius * Math.sin(angle)];
  });

const ring = (count: number): [number, number][] =>
  Array.from({ length: count }, (_, i): [number, number] => [i, (i + 1) % count]);

/** A ring around the node that matters. */
const mark = (x: number, y: number): string => `M${x - 3.4} ${y}a3.4 3.4 0 1 0 6.8 0a3.4 3.4 0 1 0 -6.8 0`;

const long = (usual: number, least = 2): Parameter => ({
  key: "min_length",
  before: "at least",
  after: "nodes long",
  usual,
  least,
});
const inputs: Parameter = {
  key: "min_inputs",
  before: "at least",
  after: "inputs on either side",
  usual: 10,
  least: 1,
};
const nodes = (usual: number): Parameter => ({
  key: "min_nodes",
  before: "at least",
  after: "nodes",
  usual,
  least: 1,
});

export const CHOICES: readonly Choice[] = [
  {
    kind: "path",
    word: "path",
    hint: "a long and thin part without forks",
    path: sketch(
      [
        [2, 12],
        [6, 7],
        [10, 9],
        [14, 4],
      ],
      [
        [0, 1],
        [1, 2],
        [2, 3],
      ],
    ),
    parameters: [long(5)],
  },
  {
    kind: "fork",
    word: "fork",
    hint: "a place from which several arms run",
    path: sketch(
      [
        [2, 8],
        [7.5, 8],
        [13.5, 3],
        [13.5, 13],
      ],
      [
        [0, 1],
        [1, 2],
        [1, 3],
      ],
    ),
    parameters: [{ key: "arms", before: "at least", after: "arms", usual: 3, least: 3 }, long(2, 1)],
  },
  {
    kind: "flare",
    word: "flare",
    hint: "an arm that sticks out of its graph",
    path: sketch(
      [
        [2.2, 5],
        [2.2, 11.5],
        [6.5, 8.2],
        [10.5, 5.8],
        [14, 3.2],
      ],
      [
        [0, 1],
        [0, 2],
        [1, 2],
        [2, 3],
        [3, 4],
      ],
    ),
    parameters: [long(3, 1)],
  },
  {
    kind: "loop",
    word: "loop",
    hint: "a ring of nodes around a hole",
    path: sketch(around(6, 5.8), ring(6)),
    parameters: [long(5, 4)],
  },
  {
    kind: "star",
    word: "star",
    hint: "a node with many leaves",
    path: sketch(
      [[8, 8], ...around(5, 6)],
      [1, 2, 3, 4, 5].map((leaf) => [0, leaf] as const),
    ),
    parameters: [{ key: "leaves", before: "at least", after: "leaves", usual: 3, least: 2 }],
  },
  {
    kind: "bridge",
    word: "bridge",
    hint: "an edge without which its graph would fall apart",
    path: sketch(
      [
        [2, 4.5],
        [2, 11.5],
        [5.2, 8],
        [10.8, 8],
        [14, 4.5],
        [14, 11.5],
      ],
      [
        [0, 1],
        [0, 2],
        [1, 2],
        [2, 3],
        [3, 4],
        [3, 5],
        [4, 5],
      ],
    ),
    parameters: [inputs],
  },
  {
    kind: "cut_node",
    word: "cut node",
    hint: "a node without which its graph would fall apart",
    path:
      sketch(
        [
          [2, 4],
          [2, 12],
          [8, 8],
          [14, 4],
          [14, 12],
        ],
        [
          [0, 1],
          [0, 2],
          [1, 2],
          [2, 3],
          [2, 4],
          [3, 4],
        ],
      ) + mark(8, 8),
    parameters: [inputs],
  },
  {
    kind: "clique",
    word: "clique",
    hint: "nodes each of which has inputs in common with each",
    path: sketch(around(4, 6), [...ring(4), [0, 2], [1, 3]]),
    parameters: [{ key: "k", before: "at least", after: "nodes", usual: 4, least: 2 }],
  },
  {
    kind: "component",
    word: "component",
    hint: "a part that hangs together and with nothing else",
    path: `${sketch(
      [
        [4.5, 10],
        [8, 5.2],
        [11.5, 10],
      ],
      [
        [0, 1],
        [1, 2],
      ],
    )}M1 8a7 6.5 0 1 0 14 0a7 6.5 0 1 0-14 0`,
    parameters: [nodes(1)],
  },
  {
    kind: "tree",
    word: "tree",
    hint: "a component without holes",
    path: sketch(
      [
        [8, 2.4],
        [4.5, 8],
        [11.5, 8],
        [2, 13.6],
        [7, 13.6],
        [13.6, 13.6],
      ],
      [
        [0, 1],
        [0, 2],
        [1, 3],
        [1, 4],
        [2, 5],
      ],
    ),
    parameters: [nodes(3)],
  },
  {
    kind: LIKE,
    word: "like these",
    hint: "parts that look like the picked nodes",
    path: `${sketch(
      [
        [4, 5],
        [9.5, 5],
        [6.7, 10],
      ],
      [
        [0, 1],
        [1, 2],
        [0, 2],
      ],
    )}M11.5 13.500c.6-1 1.4-1 2 0s1.4 1 2 0M11.5 11c.6-1 1.4-1 2 0s1.4 1 2 0`,
    parameters: [],
  },
];
