// The state of one view. Data come from the traits; user state goes both ways; hover and lasso stay here.
import { boundsOf, type Camera, fitCamera } from "../scene/camera";
import type { Scheme } from "../theme";
import { type Coloring, decodeColoring } from "./coloring";
import { carriedOver } from "./counterparts";
import { decodeGraphs, decodePositions, type Graph } from "./decode";
import { History } from "./history";
import { type NodeRef, ofInputs, sameNode } from "./selection";
import type { GraphParameters, Selection, WidgetState } from "./state";
import { equal, type Request, type Traits } from "./traits";

/** Milliseconds of rest after which cameras are sent to Python. */
const REST = 300;
/** Milliseconds in which nodes move to a new layout. */
const TWEEN = 450;

export interface Lasso {
  graph: number;
  polygon: number[];
}

export class Store {
  graphs: Graph[] = [];
  nInputs = 0;
  coloring!: Coloring;
  selection: Selection;
  hover: NodeRef | null = null;
  lasso: Lasso | null = null;
  /** Null: the camera that shows everything. */
  cameras: (Camera | null)[] = [];
  linked = true;
  scheme: Scheme = "light";
  /** The panel that the keyboard is in. */
  activePanel = 0;
  /** Parameters that were asked for, while they are not those of the graphs that are shown. */
  draft: Record<string, GraphParameters> | null = null;
  readonly history: History<Selection>;

  /** Of the positions that are moved to: the frame must not wobble on the way. */
  bounds = boundsOf([]);
  private positions: Float32Array[] = [];
  private moving: { from: Float32Array[]; start: number } | null = null;
  /** Runs while a camera moves. */
  private timer = 0;
  private requests = 0;
  /** What the graphs were read from. */
  private topology: DataView | null = null;
  private readonly problems = new Map<string, string>();
  private readonly listeners: (() => void)[] = [];

  constructor(
    readonly traits: Traits,
    private readonly signal: AbortSignal,
  ) {
    this.readGraphs();
    this.selection = traits.get("selection");
    this.history = new History<Selection>(this.selection, equal);
    const heard = (names: (keyof WidgetState & string)[], read: () => void) =>
      traits.on(names, () => {
        try {
          read();
          this.problems.delete(names[0]);
        } catch (error) {
          this.problems.set(names[0], error instanceof Error ? error.message : String(error));
        }
        this.changed();
      });
    heard(["_manifest", "_topology"], () => this.readGraphs());
    heard(["_positions"], () => this.readPositions());
    heard(["_color_scale", "_colors"], () => this.readColoring());
    heard(["selection"], () => this.readSelection());
    heard(["view"], () => this.readView());
    heard(["hovered"], () => this.readHovered());
    heard(["parameters"], () => {
      this.draft = null;
    });
    heard(["tool", "theme", "height", "status", "color_by", "color_columns", "_samples"], () => {});
    this.readHovered();
    signal.addEventListener("abort", () => clearTimeout(this.timer), { once: true });
  }

  subscribe(listener: () => void): void {
    this.listeners.push(listener);
  }

  changed(): void {
    if (!this.signal.aborted) for (const listener of this.listeners) listener();
  }

  select(selection: Selection): void {
    this.selection = selection;
    this.history.record(selection);
    this.traits.commit({ selection });
    this.changed();
  }

  /** Ask the kernel; the newest request is the one that counts. */
  request(kind: Request["kind"], content: Omit<Request, "id" | "kind"> = {}): void {
    if (kind !== "rebuild") this.draft = null;
    this.requests++;
    this.traits.send({ id: this.requests, kind, ...content });
    this.changed();
  }

  undo(): void {
    this.restore(this.history.undo());
  }

  redo(): void {
    this.restore(this.history.redo());
  }

  setHover(hover: NodeRef | null): void {
    if (sameNode(this.hover, hover)) return;
    this.hover = hover;
    this.changed();
  }

  setLasso(lasso: Lasso | null): void {
    this.lasso = lasso;
    this.changed();
  }

  setActivePanel(panel: number): void {
    this.activePanel = panel;
    this.changed();
  }

  setScheme(scheme: Scheme): void {
    this.scheme = scheme;
    this.changed();
  }

  /** Move one panel's camera, or, while linked, all. */
  setCamera(panel: number, camera: Camera | null): void {
    this.cameras = this.cameras.map((own, i) => (this.linked || i === panel ? camera : own));
    this.cameraMoved();
  }

  setLinked(linked: boolean): void {
    this.linked = linked;
    if (linked) this.cameras = this.cameras.map(() => this.cameras[this.activePanel] ?? null);
    this.cameraMoved();
  }

  cameraOf(panel: number): Camera {
    return this.cameras[panel] ?? fitCamera(this.bounds);
  }

  /** Positions at a time in milliseconds; on their way while a new layout is taken up. */
  positionsAt(time: number): Float32Array[] {
    if (!this.moving) return this.positions;
    const { from, start } = this.moving;
    const t = Math.min(1, (time - start) / TWEEN);
    if (t === 1) {
      this.moving = null;
      return this.positions;
    }
    const eased = t * t * (3 - 2 * t);
    return this.positions.map((to, g) => to.map((value, i) => from[g][i] + (value - from[g][i]) * eased));
  }

  /** Whether nodes are on their way to a new layout. */
  get tweens(): boolean {
    return this.moving !== null;
  }

  /** Whether the reader is moving something and would see a slow picture stutter. */
  get inMotion(): boolean {
    return this.tweens || this.timer !== 0 || this.lasso !== null;
  }

  /** Why the newest data could not be taken over; the picture shows the ones before. */
  get problem(): string | null {
    return [...this.problems.values()][0] ?? null;
  }

  private restore(selection: Selection | undefined): void {
    if (!selection) return;
    this.selection = selection;
    this.traits.commit({ selection });
    this.changed();
  }

  private readGraphs(): void {
    const { traits } = this;
    const manifest = traits.get("_manifest");
    // One message brings both the manifest and what it describes, and each is announced.
    if (this.topology === traits.get("_topology")) return;
    const graphs = decodeGraphs(manifest, traits.get("_topology"));
    const positions = decodePositions(graphs, traits.get("_positions"));
    // All is read before anything is replaced: broken data leave the picture as it was.
    this.coloring = this.decodedColoring(graphs, manifest.n_inputs);
    const now = performance.now();
    const from = this.follows(graphs, manifest.n_inputs)
      ? carriedOver(this.graphs, this.positionsAt(now), graphs, positions)
      : positions;
    this.topology = traits.get("_topology");
    this.graphs = graphs;
    this.nInputs = manifest.n_inputs;
    this.moveTo(positions, from, now);
    // Numbers of nodes mean other nodes now; inputs are what they were.
    this.history?.rewrite(({ inputs }) => ofInputs(inputs));
    this.hover = null;
    this.lasso = null;
    this.activePanel = Math.min(this.activePanel, graphs.length - 1);
    this.readView();
  }

  /** Whether graphs are others of the same inputs as those that are shown. */
  private follows(graphs: readonly Graph[], nInputs: number): boolean {
    const same = graphs.length === this.graphs.length && nInputs === this.nInputs;
    return same && graphs.every(({ name }, g) => name === this.graphs[g].name);
  }

  private moveTo(positions: Float32Array[], from: Float32Array[], now: number): void {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const moves =
      !still &&
      from !== positions &&
      from.length === positions.length &&
      from.every((at, g) => at.length === positions[g].length);
    this.moving = moves ? { from, start: now } : null;
    this.positions = positions;
    this.bounds = boundsOf(positions);
  }

  private readPositions(): void {
    const next = decodePositions(this.graphs, this.traits.get("_positions"));
    const now = performance.now();
    this.moveTo(next, this.positionsAt(now), now);
  }

  private readColoring(): void {
    this.coloring = this.decodedColoring(this.graphs, this.nInputs);
  }

  private decodedColoring(graphs: readonly Graph[], nInputs: number): Coloring {
    return decodeColoring(graphs, nInputs, this.traits.get("_color_scale"), this.traits.get("_colors"));
  }

  private readSelection(): void {
    const selection = this.traits.get("selection");
    if (equal(selection, this.selection)) return;
    this.selection = selection;
    this.history.record(selection);
  }

  private readView(): void {
    const { linked, cameras } = this.traits.get("view");
    this.linked = linked;
    this.cameras = this.graphs.map(({ name }) => {
      const camera = cameras[name];
      return camera ? { x: camera[0], y: camera[1], zoom: camera[2] } : null;
    });
  }

  private readHovered(): void {
    const hovered = this.traits.get("hovered");
    const graph = this.graphs.findIndex((g) => g.name === hovered?.graph);
    const exists = hovered && graph >= 0 && hovered.node < this.graphs[graph].nNodes;
    this.hover = exists ? { graph, node: hovered.node } : null;
  }

  private cameraMoved(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      this.sendView();
      this.changed();
    }, REST);
    this.changed();
  }

  private sendView(): void {
    const cameras: WidgetState["view"]["cameras"] = {};
    this.graphs.forEach(({ name }, g) => {
      const camera = this.cameras[g];
      if (camera) cameras[name] = [camera.x, camera.y, camera.zoom];
    });
    this.traits.commit({ view: { linked: this.linked, cameras } });
  }
}
