// Buffers from Python as typed arrays. A buffer may start anywhere in a larger one, at any byte.
import { type Manifest, WIRE_VERSION } from "./state";

/** Rows of numbers of unequal length: row i is values[starts[i]] to values[starts[i + 1]]. */
export interface Rows {
  starts: Int32Array;
  values: Int32Array;
}

export interface Graph {
  name: string;
  nNodes: number;
  nEdges: number;
  /** Node pairs, one after another. */
  edges: Int32Array;
  /** Jaccard index of each edge's two nodes. */
  edgeWeights: Float32Array;
  /** Inputs of each node. */
  inputs: Rows;
  /** Nodes of each input. */
  nodes: Rows;
  /** All nodes, those with the most inputs first: the order in which small discs end up on top. */
  largestFirst: Int32Array;
}

/** The kernel and the view do not understand each other; the message is for the reader. */
export class WireError extends Error {}

type Typed = Int32Array | Float32Array;
type Constructor<T extends Typed> = new (buffer: ArrayBuffer) => T;

function read<T extends Typed>(type: Constructor<T>, view: DataView, offset: number, length: number): T {
  const end = offset + 4 * length;
  if (offset < 0 || length < 0 || end > view.byteLength) {
    throw new WireError(
      `The data from the kernel are cut off: ${end} bytes were announced, ${view.byteLength} came.`,
    );
  }
  // Copied, because a typed array must start at a multiple of four and the host keeps its buffer.
  const from = view.byteOffset + offset;
  return new type(view.buffer.slice(from, from + 4 * length) as ArrayBuffer);
}

export const floats = (view: DataView): Float32Array => read(Float32Array, view, 0, view.byteLength >> 2);
export const integers = (view: DataView): Int32Array => read(Int32Array, view, 0, view.byteLength >> 2);

export function decodeGraphs(manifest: Manifest, topology: DataView): Graph[] {
  if (manifest.version !== WIRE_VERSION) {
    throw new WireError(
      `The kernel speaks version ${manifest.version} and this view version ${WIRE_VERSION}. ` +
        "Restart the kernel, then reload the page.",
    );
  }
  return manifest.graphs.map(({ name, n_nodes, n_edges, slices }) => {
    const inputs: Rows = {
      starts: read(Int32Array, topology, ...slices.indptr),
      values: read(Int32Array, topology, ...slices.inputs),
    };
    return {
      name,
      nNodes: n_nodes,
      nEdges: n_edges,
      edges: read(Int32Array, topology, ...slices.edges),
      edgeWeights: read(Float32Array, topology, ...slices.edge_weights),
      inputs,
      nodes: inverted(inputs, manifest.n_inputs),
      largestFirst: bySize(inputs, n_nodes),
    };
  });
}

export function decodePositions(graphs: readonly Graph[], buffer: DataView): Float32Array[] {
  let offset = 0;
  return graphs.map((graph) => {
    const at = read(Float32Array, buffer, offset, 2 * graph.nNodes);
    offset += at.byteLength;
    return at;
  });
}

/** Turn "inputs of each node" into "nodes of each input". */
function inverted(rows: Rows, nColumns: number): Rows {
  const { starts: rowStarts, values: columns } = rows;
  const starts = new Int32Array(nColumns + 1);
  for (let k = 0; k < columns.length; k++) starts[columns[k] + 1]++;
  for (let i = 0; i < nColumns; i++) starts[i + 1] += starts[i];
  const next = starts.slice(0, -1);
  const values = new Int32Array(columns.length);
  for (let row = 0; row + 1 < rowStarts.length; row++) {
    const end = rowStarts[row + 1];
    for (let k = rowStarts[row]; k < end; k++) values[next[columns[k]]++] = row;
  }
  return { starts, values };
}

function bySize({ starts }: Rows, nNodes: number): Int32Array {
  const size = (node: number) => starts[node + 1] - starts[node];
  return Int32Array.from({ length: nNodes }, (_, node) => node).sort((a, b) => size(b) - size(a) || a - b);
}

export const row = (rows: Rows, i: number): Int32Array =>
  rows.values.subarray(rows.starts[i], rows.starts[i + 1]);

export const sizeOf = (graph: Graph, node: number): number =>
  graph.inputs.starts[node + 1] - graph.inputs.starts[node];
