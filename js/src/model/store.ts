// The state of one view. Data come from the traits; user state goes both ways; hover and lasso stay here.
import { Derived } from "../causes";
import { type Camera, fitCamera } from "../scene/camera";
import type { Scheme } from "../theme";
import { Cameras } from "./cameras";
import type { Coloring } from "./coloring";
import { Data } from "./data";
import type { Graph } from "./decode";
import { ALL_SHOWN, type Shown } from "./filtering";
import type { Motion } from "./motion";
import {
  type Morph,
  membraneColor,
  type ShownMembrane,
  type ShownRegion,
  shownMembranes,
  shownRegions,
} from "./patterns";
import { RegionChoice } from "./region_choice";
import type { Answer, Order, Question } from "./requests";
import { type NodeRef, ofNodes, sameNode } from "./selection";
import type {
  GraphParameters,
  MatchList,
  Pattern,
  Query,
  RegionEntry,
  Selection,
  WidgetState,
} from "./state";
import { equal, type Traits } from "./traits";

/** What the selection's pattern is called; no membrane that is kept has this name. */
export const SELECTION = "selection";

/** Until regions are found, none is drawn. */
const NONE: readonly number[] = [];

export type Side = "regions" | "motifs" | "inputs";

export interface Lasso {
  graph: number;
  polygon: number[];
}

export class Store {
  readonly cameras: Cameras;
  selection: Selection;
  hover: NodeRef | null = null;
  lasso: Lasso | null = null;
  scheme: Scheme = "light";
  /** The panel that the keyboard is in. */
  activePanel = 0;
  /** Parameters that were asked for, while they are not those of the graphs that are shown. */
  draft: Record<string, GraphParameters> | null = null;
  /** The region that is pointed at, in the list or on the canvas. */
  litRegion: number | null = null;
  private readonly regionChoice = new RegionChoice();
  /** The input that is pointed at in the inspector. */
  litInput: number | null = null;
  private filterDraft: Shown | null = null;
  /** What is open beside the canvas. */
  side: Side | null = null;
  morph: Morph | null = null;
  /** Bodies that the morph has, as the canvas counts them. */
  morphBodies: number | null = null;

  private readonly data: Data;
  private readonly regionsDrawn = new Derived<readonly ShownRegion[]>();
  private readonly membranesDrawn = new Derived<readonly ShownMembrane[]>();
  private readonly problems = new Map<string, string>();
  private readonly listeners: (() => void)[] = [];

  constructor(
    readonly traits: Traits,
    private readonly signal: AbortSignal,
  ) {
    this.data = new Data(traits);
    this.cameras = new Cameras(
      () => this.changed(),
      () => this.commit({ view: this.cameras.written(this.names) }),
      signal,
    );
    this.readView();
    this.selection = traits.get("selection");
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
    heard(["_positions"], () => this.data.readPositions());
    heard(["_color_scale", "_colors"], () => {
      this.filterDraft = null;
      this.data.readColoring();
    });
    heard(["selection"], () => this.readSelection());
    heard(["view"], () => this.readView());
    heard(["hovered"], () => this.readHovered());
    heard(["parameters"], () => {
      this.draft = null;
    });
    heard(["_patterns"], () => this.readPatterns());
    heard(["_regions"], () => {
      this.litRegion = null;
      this.regionChoice.forget();
    });
    const plain = ["tool", "theme", "height", "status", "color_by", "color_columns", "_samples"] as const;
    const found = ["filter", "regions", "membranes", "motif", "match", "_matches", "_undoable"] as const;
    heard([...plain, ...found, "selection_membrane", "_inspectable"], () => {});
    this.readPatterns();
    this.readHovered();
  }

  get graphs(): readonly Graph[] {
    return this.data.graphs;
  }

  get nInputs(): number {
    return this.data.nInputs;
  }

  get coloring(): Coloring {
    return this.data.coloring;
  }

  get motion(): Motion {
    return this.data.motion;
  }

  subscribe(listener: () => void): void {
    this.listeners.push(listener);
  }

  changed(): void {
    if (!this.signal.aborted) for (const listener of this.listeners) listener();
  }

  select(selection: Selection): void {
    this.selection = selection;
    this.commit({ selection });
  }

  /** Have the kernel do something; of orders to build, the newest is the one that counts. */
  order(order: Order): void {
    if (order.kind === "suggest" || order.kind === "cancel") this.draft = null;
    const region = order.kind === "region" ? order.number : null;
    this.regionChoice.ask(region, this.selection);
    this.traits.order(order).then(() => this.regionChoice.settled(region));
    this.changed();
  }

  ask(kind: Question, content: object): Promise<Answer> {
    if (kind === "search") this.regionChoice.ask(null, this.selection);
    return this.traits.ask(kind, content);
  }

  undo(): void {
    if (this.traits.get("_undoable").undo) this.order({ kind: "undo" });
  }

  redo(): void {
    if (this.traits.get("_undoable").redo) this.order({ kind: "redo" });
  }

  /** What is shown of the present colours; a filter of another column waits until its column is shown again. */
  get filter(): Shown {
    if (this.filterDraft) return this.filterDraft;
    const filter = this.traits.get("filter");
    return filter.column === this.coloring.scale.column ? filter : ALL_SHOWN;
  }

  /** Show what a filter would leave, while it is still being drawn; null: it was given up. */
  draftFilter(shown: Shown | null): void {
    this.filterDraft = shown;
    this.changed();
  }

  setFilter({ categories, range }: Shown): void {
    this.filterDraft = null;
    this.commit({ filter: { column: this.coloring.scale.column, categories, range } });
  }

  /** Null: nobody has searched for them yet. */
  get regionEntries(): readonly RegionEntry[] | null {
    return this.traits.get("_regions");
  }

  /** Numbers of the regions that are drawn. */
  get shown(): readonly number[] {
    return this.traits.get("regions") ?? NONE;
  }

  showRegions(numbers: readonly number[]): void {
    this.commit({ regions: [...new Set(numbers)].sort((a, b) => a - b) });
  }

  lightRegion(number: number | null): void {
    if (number === this.litRegion) return;
    this.litRegion = number;
    this.changed();
  }

  /** Select what a region holds; its inputs are the kernel's to tell. */
  selectRegion(number: number): void {
    this.order({ kind: "region", number });
  }

  /** The region that is selected, if it was selected here. */
  get selectedRegion(): number | null {
    return this.regionChoice.of(this.selection);
  }

  get shownRegions(): readonly ShownRegion[] {
    const { graphs, regionEntries, shown, litRegion } = this;
    return this.regionsDrawn.of([graphs, regionEntries, shown, litRegion], () =>
      shownRegions(graphs, regionEntries ?? [], shown, litRegion),
    );
  }

  get patterns(): readonly Pattern[] {
    return this.traits.get("_patterns");
  }

  get hasSelectionPattern(): boolean {
    return this.patterns[0]?.name === SELECTION;
  }

  /** Colour of the membrane of one of the patterns; the selection's is always the same. */
  membraneColor(pattern: number): string {
    return membraneColor(this.hasSelectionPattern ? pattern : pattern + 1);
  }

  /** Membranes of all patterns, and that of the selection only while it is wanted. */
  get shownMembranes(): readonly ShownMembrane[] {
    const { graphs, patterns, hasSelectionPattern } = this;
    const isWanted = this.traits.get("selection_membrane");
    return this.membranesDrawn.of([graphs, patterns, isWanted], () =>
      shownMembranes(graphs, patterns, hasSelectionPattern, isWanted),
    );
  }

  keepMembrane(name: string): void {
    const membranes = [...this.traits.get("membranes"), { name, ...this.selection }];
    if (this.selection.inputs.length) this.commit({ membranes });
  }

  /** Let go of the membrane of one of the patterns. */
  dropMembrane(pattern: number): void {
    const name = this.patterns[pattern]?.name;
    this.morph = null;
    this.commit({ membranes: this.traits.get("membranes").filter((own) => own.name !== name) });
  }

  toggleSelectionMembrane(): void {
    this.commit({ selection_membrane: !this.traits.get("selection_membrane") });
  }

  setMorph(morph: Morph | null): void {
    this.morph = morph;
    this.changed();
  }

  /** Tell how many bodies the membrane has that is on its way. */
  countBodies(count: number | null): void {
    if (count === this.morphBodies) return;
    this.morphBodies = count;
    this.changed();
  }

  get query(): Query | null {
    return this.traits.get("motif");
  }

  find(motif: Query | null): void {
    this.commit({ motif });
  }

  get matchList(): MatchList | null {
    return this.traits.get("_matches");
  }

  /** Whether there are motifs to look for, or matches to look at. */
  get hasMotifs(): boolean {
    return this.traits.abilities.computes || this.matchList !== null;
  }

  get match(): number | null {
    return this.traits.get("match");
  }

  /** Show a match: its nodes are the selection. */
  showMatch(match: number | null): void {
    const entry = match === null ? undefined : this.matchList?.entries[match];
    if (!entry) {
      this.commit({ match: null });
      return;
    }
    const graph = this.graphs.findIndex(({ name }) => name === entry.graph);
    const picked = entry.nodes.map((node) => ({ graph, node }));
    this.selection = ofNodes(this.graphs, picked);
    this.commit({ match, selection: this.selection });
  }

  openSide(side: Side | null): void {
    this.side = side;
    // The search for them may have been cancelled.
    if (side === "regions" && this.regionEntries === null) this.traits.order({ kind: "regions" });
    this.changed();
  }

  hoverInput(input: number | null): void {
    if (this.litInput === input) return;
    this.litInput = input;
    this.changed();
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

  cameraOf(panel: number): Camera {
    return this.cameras.own[panel] ?? fitCamera(this.motion.bounds);
  }

  /** Whether the reader is moving something and would see a slow picture stutter. */
  get inMotion(): boolean {
    return this.motion.underWay || this.cameras.areMoving;
  }

  /** Why the newest data could not be taken over; the picture shows the ones before. */
  get problem(): string | null {
    return [...this.problems.values()][0] ?? null;
  }

  private get names(): string[] {
    return this.graphs.map(({ name }) => name);
  }

  private commit(values: Partial<WidgetState>): void {
    this.traits.commit(values);
    this.changed();
  }

  private readGraphs(): void {
    if (!this.data.readGraphs()) return;
    this.hover = null;
    this.lasso = null;
    this.morph = null;
    this.activePanel = Math.min(this.activePanel, this.graphs.length - 1);
    this.readView();
  }

  private readSelection(): void {
    const selection = this.traits.get("selection");
    if (equal(selection, this.selection)) return;
    this.regionChoice.arrived(selection, this.selection);
    this.selection = selection;
  }

  private readPatterns(): void {
    const { morph, patterns } = this;
    if (morph && !patterns[morph.pattern]) this.setMorph(null);
  }

  private readView(): void {
    this.cameras.read(this.traits.get("view"), this.names);
  }

  private readHovered(): void {
    const hovered = this.traits.get("hovered");
    const graph = this.graphs.findIndex((g) => g.name === hovered?.graph);
    const exists = hovered && graph >= 0 && hovered.node < this.graphs[graph].nNodes;
    this.hover = exists ? { graph, node: hovered.node } : null;
  }
}
