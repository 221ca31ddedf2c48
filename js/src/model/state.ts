// Generated from the Python traits by js/generate_state.py. Do not edit.

/** Where a graph's arrays lie in the topology buffer: offset in bytes, length in items. */
export interface Slices {
  edges: [number, number];
  edge_weights: [number, number];
  indptr: [number, number];
  inputs: [number, number];
}

/** One graph of the manifest. */
export interface GraphEntry {
  name: string;
  n_nodes: number;
  n_edges: number;
  slices: Slices;
}

/** What the topology buffer holds. */
export interface Manifest {
  version: number;
  n_inputs: number;
  graphs: GraphEntry[];
}

/** Colours stand for categories; the buffer has an int32 code for each input, -1 where missing. */
export interface CategoricalScale {
  kind: "categorical";
  column: string;
  categories: string[];
  missing: string;
}

/** Colours stand for numbers; the buffer has a float32 for each of what ``per`` says, NaN: missing. */
export interface ContinuousScale {
  kind: "continuous";
  column: string;
  domain: number[];
  per: "input" | "input and graph" | "node and edge";
  about: string;
}

/** Colours stand for the number of inputs of a node; the buffer is empty. */
export interface SizeScale {
  kind: "size";
  column: string;
  domain: number[];
}

/** Sample inputs of each node by graph, and their texts by input number. */
export interface Samples {
  column: string | null;
  nodes: Record<string, number[][]>;
  texts: Record<string, string>;
}

/** Picked nodes by graph, and the selected inputs; see selection.py for the canonical form. */
export interface Selection {
  nodes: Record<string, number[]>;
  inputs: number[];
}

/** A node that Python lights up. */
export interface Hovered {
  graph: string;
  node: number;
}

/** Cameras by graph as [x, y, zoom]: what lies at the panel's centre, and 1 where everything fits. */
export interface View {
  linked: boolean;
  cameras: Record<string, [number, number, number]>;
}

/** What a graph was built with; one number, or one for each dimension of the lens. No radius: no DBSCAN. */
export interface GraphParameters {
  lens: string;
  cover: string;
  n_intervals: number[];
  overlap: number[];
  eps: number | null;
  min_samples: number | null;
}

/** What the panel of parameters shows: each graph's, and the lenses and covers to choose from. */
export interface ParameterTable {
  lenses: string[];
  covers: string[];
  graphs: Record<string, GraphParameters>;
}

/** A message under the canvas: work in progress or what went wrong. */
export interface Status {
  kind: "ready" | "busy" | "error";
  message: string;
  fraction: number | null;
}

export const WIRE_VERSION = 1;

/** Every trait that Python and the view share. */
export interface WidgetState {
  _color_scale: CategoricalScale | ContinuousScale | SizeScale;
  _colors: DataView;
  _manifest: Manifest;
  _positions: DataView;
  _samples: Samples;
  _topology: DataView;
  color_by: string;
  color_columns: string[];
  coupling: number;
  height: number;
  hovered: Hovered | null;
  parameters: ParameterTable | null;
  selection: Selection;
  status: Status;
  theme: "auto" | "light" | "dark";
  tool: "pan" | "lasso";
  view: View;
}
