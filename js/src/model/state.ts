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
  diverging: boolean;
  start: number | null;
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

/** What of a column's colours is shown: these categories, or numbers in this range; None: all. */
export interface Filter {
  column: string;
  categories: number[] | null;
  range: [number, number] | null;
}

/** A matched region, or, of more than two graphs, a family of regions; in the order of their gains. */
export interface RegionEntry {
  name: string;
  kinds: ("match" | "rearranged" | "split" | "merged")[];
  nodes: Record<string, number[]>;
  n_inputs: number;
  content: number;
  structure: number | null;
  p_value: number | null;
}

/** A pattern that keeps its membrane: a selection with a name. */
export interface Membrane {
  name: string;
  nodes: Record<string, number[]>;
  inputs: number[];
}

/** What a graph makes of a pattern: the nodes that are its counterpart, and what became of it. */
export interface PatternPart {
  nodes: number[];
  shares: number[];
  held: number[];
  share: number;
  content: number;
  p_value: number | null;
  pieces: number;
  loops: number;
  kind: "origin" | "kept" | "opened" | "split" | "merged" | "dissolved";
  said: string;
}

/** A pattern in every graph: first the selection, if there is one, then the membranes that are kept. */
export interface Pattern {
  name: string;
  n_inputs: number;
  parts: Record<string, PatternPart>;
}

/** A motif that is looked for, as motifs.from_spec takes it, in a graph; None: in all. */
export interface Query {
  motif: Record<string, unknown>;
  graph: string | null;
}

/** What became of a match in another graph, and how many pieces it has there. */
export interface MatchVerdict {
  kind: "kept" | "opened" | "split" | "merged" | "dissolved";
  pieces: number;
  said: string;
}

/** A match of the query; ``edges`` are pairs of nodes, one after another; verdicts by other graph. */
export interface MatchEntry {
  graph: string;
  nodes: number[];
  edges: number[];
  n_inputs: number;
  score: number;
  verdicts: Record<string, MatchVerdict>;
}

/** The matches of the query, best first; ``cut`` says where the search was given up, or nothing. */
export interface MatchList {
  motif: string;
  cut: string;
  nearest: string;
  entries: MatchEntry[];
}

/** What the inspector can show of an input: the columns of its table, whether there are texts and pictures. */
export interface Inspectable {
  columns: string[];
  text: string | null;
  image: string | null;
}

/** Whether there is something to go back to, and to go forward to. */
export interface Undoable {
  undo: boolean;
  redo: boolean;
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
  _inspectable: Inspectable;
  _manifest: Manifest;
  _matches: MatchList | null;
  _patterns: Pattern[];
  _positions: DataView;
  _regions: RegionEntry[] | null;
  _samples: Samples;
  _still: string;
  _topology: DataView;
  _undoable: Undoable;
  color_by: string;
  color_columns: string[];
  coupling: number;
  filter: Filter;
  height: number;
  hovered: Hovered | null;
  match: number | null;
  membranes: Membrane[];
  motif: Query | null;
  parameters: ParameterTable | null;
  regions: number[] | null;
  selection: Selection;
  selection_membrane: boolean;
  status: Status;
  theme: "auto" | "light" | "dark";
  tool: "pan" | "lasso";
  view: View;
}
