// What is drawn around the nodes of a frame: bubbles of regions with their labels, membranes of patterns, and the
// one that is on its way between two graphs.

import { Derived } from "../causes";
import { type Flow, type MorphBody, morph } from "../geometry/morph";
import { areaOf } from "../geometry/polygon";
import { type Graph, row } from "../model/decode";
import type { MembranePart, ShownMembrane } from "../model/patterns";
import type { Store } from "../model/store";
import type { Projection } from "../scene/camera";
import type { PlacedLabel } from "../scene/labels";
import { type Frame, Outlines } from "../scene/outlines";
import { fineness, type PanelScene, panelAt, type Scene } from "../scene/scene";
import { type Bubble, bubbleAt, bubblesOf, RegionLabels } from "./bubbles";
import { type Membrane, membraneEnd, membranesOf } from "./membranes";
import type { Pen } from "./pen";

/** A body counts from this part of the area of the largest on, as a piece does by its inputs. */
const SUBSTANTIAL = 0.25;

export interface Morphing {
  bodies: MorphBody[];
  color: string;
  from: MembranePart;
  to: MembranePart;
  t: number;
}

/** Around the nodes of one panel. */
export interface Around {
  bubbles: Bubble[];
  labels: PlacedLabel[];
  membranes: Membrane[];
  morphing: Morphing | null;
}

/** A membrane says where a selection is; arcs around its nodes would say so again. */
export const isWrapped = ({ membranes, morphing }: Around): boolean =>
  membranes.length > 0 || morphing !== null;

export class Surroundings {
  private readonly outlines: Outlines;
  private readonly labels = new RegionLabels();
  private around: Around[] = [];
  private readonly flows = new Derived<Flow[]>();
  /** Of the membrane that is on its way, in the panels of both its graphs. */
  private readonly bodies = new Derived<MorphBody[][]>();

  /** `redraw` is called when there is more to show. */
  constructor(redraw: () => void) {
    this.outlines = new Outlines(redraw);
  }

  /** By panel; what is not worked out yet is not there yet. */
  of(store: Store, scene: Scene, pen: Pen, resting: boolean): Around[] {
    const { graphs, shownRegions, shownMembranes, morph: way } = store;
    const frames = graphs.map((graph, g) => ({ graph, panel: scene.panels[g], resting }));
    const moving = way && shownMembranes.find(({ name }) => name === store.patterns[way.pattern]?.name);
    const morphing = moving ? this.morphingOf(store, frames, moving) : new Map<number, Morphing>();
    this.around = frames.map((frame, g) => {
      const bubbles = bubblesOf(this.outlines, shownRegions, g, frame);
      const still = morphing.has(g) ? shownMembranes.filter((own) => own !== moving) : shownMembranes;
      return {
        bubbles,
        labels: this.labels.of(pen, g, bubbles, frame),
        membranes: membranesOf(this.outlines, still, g, frame),
        morphing: morphing.get(g) ?? null,
      };
    });
    return this.around;
  }

  /** By panel, all of it, however long that takes; for a picture that is drawn once. */
  static complete(store: Store, scene: Scene, pen: Pen): Around[] {
    const surroundings = new Surroundings(() => {});
    surroundings.of(store, scene, pen, true);
    surroundings.outlines.advance(Number.POSITIVE_INFINITY);
    return surroundings.of(store, scene, pen, true);
  }

  /** A membrane on its way, in the panels of both its graphs. */
  private morphingOf(
    store: Store,
    frames: readonly Frame[],
    { color, parts }: ShownMembrane,
  ): Map<number, Morphing> {
    const found = new Map<number, Morphing>();
    if (!store.morph) return found;
    const { from: a, to: b, t } = store.morph;
    const [from, to] = [parts[a], parts[b]];
    if (!from || !to) return found;
    // While it slides, what its nodes share stays the same.
    const flows = this.flows.of([store.graphs, a, from, b, to], () =>
      flowsBetween(store.graphs[a], from, store.graphs[b], to),
    );
    const [here, there] = [frames[a].panel, frames[b].panel];
    const bodies = this.bodies.of([here, there, flows, t], () => {
      const bodiesIn = ({ projection }: PanelScene) => {
        const end = ({ graph, panel }: Frame, part: MembranePart) =>
          membraneEnd(part, graph, projected(panel.layout, projection), panel.radii, fineness(panel));
        return morph(end(frames[a], from), end(frames[b], to), flows, t);
      };
      const own = bodiesIn(here);
      // Panels that look at the same show the same, each in its place.
      const shift = shiftBetween(here.projection, there.projection);
      return [own, shift ? shifted(own, ...shift) : bodiesIn(there)];
    });
    [a, b].forEach((g, k) => {
      found.set(g, { bodies: bodies[k], color, from, to, t });
    });
    return found;
  }

  /** Number of the region whose bubble is under a point. */
  regionAt(scene: Scene, x: number, y: number): number | null {
    const bubbles = this.around[panelAt(scene, x, y)]?.bubbles ?? [];
    return bubbleAt(bubbles, x, y)?.number ?? null;
  }

  /** At the end of a frame: work on what is missing, and tell whether anything was. */
  advance(): boolean {
    return this.outlines.advance();
  }
}

/** How many bodies of a morph a reader sees; at either end, how many pieces the graph has. */
export function bodiesOf(around: readonly Around[]): number | null {
  const morphing = around.find((own) => own.morphing)?.morphing;
  if (!morphing) return null;
  const { bodies, from, to, t } = morphing;
  if (t <= 0 || t >= 1) return (t <= 0 ? from : to).pieces;
  const areas = bodies.map(({ rings }) => areaOf(rings[0]));
  return areas.filter((area) => area >= SUBSTANTIAL * Math.max(...areas)).length;
}

/** How far one panel's picture is from another's in pixels; null: they do not look at the same. */
function shiftBetween(from: Projection, to: Projection): [x: number, y: number] | null {
  const looksAlike = from.k === to.k && from.camera.x === to.camera.x && from.camera.y === to.camera.y;
  return looksAlike ? [to.x(0) - from.x(0), to.y(0) - from.y(0)] : null;
}

function shifted(bodies: readonly MorphBody[], dx: number, dy: number): MorphBody[] {
  return bodies.map(({ rings }) => ({
    rings: rings.map((ring) => ring.map((value, i) => value + (i & 1 ? dy : dx))),
  }));
}

function projected(positions: Float32Array, projection: Projection): Float32Array {
  return positions.map((value, i) => (i & 1 ? projection.y(value) : projection.x(value)));
}

/** How many of the pattern's inputs each member of one graph shares with each member of another. */
function flowsBetween(here: Graph, from: MembranePart, there: Graph, to: MembranePart): Flow[] {
  const isMember = new Set(to.nodes);
  return from.nodes.flatMap((node) => {
    const shared = new Map<number, number>();
    for (const input of row(here.inputs, node)) {
      for (const other of row(there.nodes, input)) {
        if (isMember.has(other)) shared.set(other, (shared.get(other) ?? 0) + 1);
      }
    }
    return [...shared].map(([other, inputs]) => ({ from: node, to: other, inputs }));
  });
}
