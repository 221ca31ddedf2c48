// What the traits say of graphs, decoded: nodes, places and colours.
import { type Coloring, decodeColoring } from "./coloring";
import { carriedOver } from "./counterparts";
import { decodeGraphs, decodePositions, type Graph } from "./decode";
import { Motion } from "./motion";
import type { Traits } from "./traits";

export class Data {
  graphs: readonly Graph[] = [];
  nInputs = 0;
  coloring!: Coloring;
  readonly motion = new Motion();
  /** What the graphs were read from. */
  private topology: DataView | null = null;

  constructor(private readonly traits: Traits) {
    this.readGraphs();
  }

  /** @returns Whether they are others. */
  readGraphs(): boolean {
    const { traits } = this;
    const manifest = traits.get("_manifest");
    // One message brings both the manifest and what it describes, and each is announced.
    if (this.topology === traits.get("_topology")) return false;
    const graphs = decodeGraphs(manifest, traits.get("_topology"));
    const positions = decodePositions(graphs, traits.get("_positions"));
    // All is read before anything is replaced: broken data leave the picture as it was.
    this.coloring = this.decodedColoring(graphs, manifest.n_inputs);
    const now = performance.now();
    const from = this.follows(graphs, manifest.n_inputs)
      ? carriedOver(this.graphs, this.motion.at(now), graphs, positions)
      : positions;
    this.topology = traits.get("_topology");
    this.graphs = graphs;
    this.nInputs = manifest.n_inputs;
    this.motion.moveTo(positions, from, now);
    return true;
  }

  readPositions(): void {
    const next = decodePositions(this.graphs, this.traits.get("_positions"));
    const now = performance.now();
    this.motion.moveTo(next, this.motion.at(now), now);
  }

  readColoring(): void {
    this.coloring = this.decodedColoring(this.graphs, this.nInputs);
  }

  /** Whether graphs are others of the same inputs as those that are shown. */
  private follows(graphs: readonly Graph[], nInputs: number): boolean {
    const same = graphs.length === this.graphs.length && nInputs === this.nInputs;
    return same && graphs.every(({ name }, g) => name === this.graphs[g].name);
  }

  private decodedColoring(graphs: readonly Graph[], nInputs: number): Coloring {
    return decodeColoring(graphs, nInputs, this.traits.get("_color_scale"), this.traits.get("_colors"));
  }
}
