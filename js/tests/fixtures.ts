// What Python sends, written by Python: tests/fixtures/wire.
import { readdirSync, readFileSync } from "node:fs";
import { decodeGraphs, type Graph } from "../src/model/decode";
import type { WidgetState } from "../src/model/state";

// vitest runs in js/.
const folder = "../tests/fixtures/wire/";

export interface Meaning {
  name: string;
  nodes: number[][];
  edges: [number, number][];
  edge_weights: number[];
  positions: [number, number][];
}

/** A view of the bytes that starts `shift` bytes into its buffer, as hosts may hand them over. */
export function viewOf(base64: string, shift = 0): DataView {
  const bytes = Buffer.from(base64, "base64");
  const larger = new Uint8Array(bytes.length + shift + 3);
  larger.set(bytes, shift);
  return new DataView(larger.buffer, shift, bytes.length);
}

export const names: string[] = readdirSync(folder).map((file) => file.replace(".json", ""));

export function load(name: string, shift = 0): { state: WidgetState; meaning: Meaning[] } {
  const { state, graphs } = JSON.parse(readFileSync(`${folder}${name}.json`, "utf8"));
  for (const key of ["_topology", "_positions", "_colors"]) state[key] = viewOf(state[key], shift);
  return { state, meaning: graphs };
}

export function graphsOf(name: string): Graph[] {
  const { state } = load(name);
  return decodeGraphs(state._manifest, state._topology);
}

/** Two graphs, each a path of n nodes that hold an input each; coloured by size. */
export function large(n: number): WidgetState {
  const { state } = load("empty");
  const edges = Int32Array.from({ length: 2 * (n - 1) }, (_, i) => Math.ceil(i / 2));
  const weights = new Float32Array(n - 1).fill(0.9);
  const indptr = Int32Array.from({ length: n + 1 }, (_, i) => i);
  const parts = [edges, weights, indptr, indptr.slice(0, n)];
  const offsets = parts.map((_, p) => parts.slice(0, p).reduce((sum, part) => sum + part.byteLength, 0));
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  for (const [p, part] of parts.entries()) bytes.set(new Uint8Array(part.buffer), offsets[p]);
  const slice = (p: number): [number, number] => [offsets[p], parts[p].length];
  const slices = { edges: slice(0), edge_weights: slice(1), indptr: slice(2), inputs: slice(3) };
  const entry = { n_nodes: n, n_edges: n - 1, slices };
  const positions = Float32Array.from({ length: 4 * n }, (_, i) => Math.sin(i * i));
  return {
    ...state,
    _manifest: { version: 1, n_inputs: n, graphs: ["p", "q"].map((name) => ({ name, ...entry })) },
    _topology: new DataView(bytes.buffer),
    _positions: new DataView(positions.buffer),
  };
}

/** As anywidget's model: set, on, off, save_changes; counts messages and listeners. */
export class FakeModel {
  saved: Partial<WidgetState>[] = [];
  sent: unknown[] = [];
  private pending: Partial<WidgetState> = {};
  private readonly heard = new Map<string, Set<() => void>>();

  constructor(readonly state: WidgetState) {}

  get(name: keyof WidgetState): unknown {
    return this.state[name];
  }

  set(name: keyof WidgetState, value: unknown): void {
    this.pending = { ...this.pending, [name]: value };
    this.arrive({ [name]: value });
  }

  save_changes(): void {
    this.saved.push(this.pending);
    this.pending = {};
  }

  send(message: unknown): void {
    this.sent.push(message);
  }

  on(event: string, listener: () => void): void {
    if (!this.heard.has(event)) this.heard.set(event, new Set());
    this.heard.get(event)!.add(listener);
  }

  off(event: string, listener: () => void): void {
    this.heard.get(event)?.delete(listener);
  }

  /** New values from the kernel or another view: all are set before anybody hears. */
  arrive(values: Partial<Record<keyof WidgetState, unknown>>): void {
    Object.assign(this.state, values);
    for (const name of Object.keys(values)) for (const f of this.heard.get(`change:${name}`) ?? []) f();
  }

  /** A message of the kernel that is no value. */
  say(message: object, buffers: DataView[] = []): void {
    for (const f of this.heard.get("msg:custom") ?? [])
      (f as (m: object, b: DataView[]) => void)(message, buffers);
  }

  get listeners(): number {
    return [...this.heard.values()].reduce((sum, set) => sum + set.size, 0);
  }
}
