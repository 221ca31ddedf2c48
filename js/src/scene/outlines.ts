// Outlines of what is shown, kept from frame to frame: worked out in slices while the picture is at rest, and moved
// along with it until then.
import { anchorsOf, carried } from "../geometry/carry";
import type { Rect } from "../geometry/mesh";
import { type Member, type Outline, outlined } from "../geometry/outline";
import type { Graph } from "../model/decode";
import type { Projection } from "./camera";
import type { PanelScene } from "./scene";

/** Milliseconds of a frame that go into outlines; a step that has been begun is finished. */
const SLICE = 6;
/** Outlines that are kept if they are not shown: a reader goes back and forth between regions. */
const KEPT = 300;

/** A graph in a frame. */
export interface Frame {
  graph: Graph;
  panel: PanelScene;
  /** Neither nodes nor cameras move. */
  resting: boolean;
}

/** What an outline is worked out from. */
interface Source {
  projection: Projection;
  /** Layout coordinates of the nodes. */
  positions: Float32Array;
  /** Pixel coordinates of the nodes. */
  at: Float32Array;
}

interface Kept extends Source {
  outline: Outline;
  /** By ring, which of the body's nodes each point goes along with. */
  anchors: Map<Float32Array, Int32Array>;
}

interface Job extends Source {
  work: Generator<void, Outline>;
}

export class Outlines {
  private readonly kept = new Map<string, Kept>();
  private readonly jobs = new Map<string, Job>();
  private wanted = new Set<string>();
  /** What this frame shows, or would if it were there. */
  private shown = new Set<string>();

  /** `redraw` is called when there is more to do or to show. */
  constructor(private readonly redraw: () => void) {}

  /**
   * The outline of some nodes of a panel, in pixels of this frame, or null while there is none.
   *
   * One of an earlier frame is moved to where the nodes are; at rest a better one is asked for.
   */
  of(panel: number, frame: Frame, members: readonly Member[], isLinked: boolean): Outline | null {
    const key = `${panel} ${isLinked} ${members.map(({ node, pad }) => `${node}:${Math.round(10 * pad)}`)}`;
    this.shown.add(key);
    const kept = this.kept.get(key);
    if (frame.resting && members.length && !(kept && isFresh(kept, frame)))
      this.ask(key, frame, members, isLinked);
    if (!kept || kept.positions.length !== frame.panel.layout.length) return null;
    // What was looked at last is let go of last.
    this.kept.delete(key);
    this.kept.set(key, kept);
    return moved(kept, frame);
  }

  /**
   * Work for some milliseconds on what was asked for in this frame; what was only asked for before is given up.
   *
   * Of a picture that is drawn once, all is worked out before.
   *
   * @returns Whether there was anything to do.
   */
  advance(slice = SLICE): boolean {
    for (const key of this.jobs.keys()) if (!this.wanted.has(key)) this.jobs.delete(key);
    this.wanted = new Set();
    const room = Math.max(KEPT, this.shown.size);
    this.shown = new Set();
    if (!this.jobs.size) return false;
    const end = performance.now() + slice;
    for (const [key, { work, ...source }] of this.jobs) {
      let step = work.next();
      while (!step.done && performance.now() < end) step = work.next();
      if (step.done) {
        this.jobs.delete(key);
        this.kept.set(key, { ...source, outline: step.value, anchors: new Map() });
      }
      if (performance.now() >= end) break;
    }
    for (const key of this.kept.keys()) if (this.kept.size > room) this.kept.delete(key);
    this.redraw();
    return true;
  }

  private ask(key: string, frame: Frame, members: readonly Member[], isLinked: boolean): void {
    this.wanted.add(key);
    const job = this.jobs.get(key);
    if (job && isFresh(job, frame)) return;
    const { projection, layout: positions, at, radii } = frame.panel;
    const links = isLinked
      ? inducedLinks(
          frame.graph,
          members.map(({ node }) => node),
        )
      : [];
    const work = outlined({ at, radii }, members, links, windowOf(projection));
    this.jobs.set(key, { work, projection, positions, at });
  }
}

/** What can be seen, and as much again to each side, so that a reader may pan before there is a new outline. */
const windowOf = ({ plot: { x, y, width, height } }: Projection): Rect => ({
  x0: x - width,
  y0: y - height,
  x1: x + 2 * width,
  y1: y + 2 * height,
});

/** Whether an outline is what would be worked out now, where it can be seen. */
function isFresh({ projection, positions }: Source, frame: Frame): boolean {
  const now = frame.panel.projection;
  const { width, height } = now.plot;
  return (
    positions === frame.panel.layout &&
    projection.k === now.k &&
    projection.plot.width === width &&
    projection.plot.height === height &&
    Math.abs(projection.camera.x - now.camera.x) * now.k < width / 2 &&
    Math.abs(projection.camera.y - now.camera.y) * now.k < height / 2
  );
}

function moved(kept: Kept, frame: Frame): Outline {
  const [from, to] = [kept.projection, frame.panel.projection];
  const scale = to.k / from.k;
  const [x0, y0] = [to.x(0) - from.x(0) * scale, to.y(0) - from.y(0) * scale];
  if (scale === 1 && x0 === 0 && y0 === 0 && kept.positions === frame.panel.layout) return kept.outline;
  const place = (ring: Float32Array) => ring.map((value, i) => value * scale + (i & 1 ? y0 : x0));
  const bodies = kept.outline.bodies.map(({ rings, nodes }) => {
    const along = kept.positions === frame.panel.layout ? rings : withNodes(kept, frame, rings, nodes);
    return { nodes, rings: along.map(place) };
  });
  return { bodies, ties: kept.outline.ties };
}

/** Rings moved as far as nodes have moved, in pixels of the frame that they are from. */
function withNodes(
  { projection: { k }, positions, at, anchors }: Kept,
  frame: Frame,
  rings: readonly Float32Array[],
  nodes: readonly number[],
): Float32Array[] {
  const shifts = nodes.flatMap((node) => [
    (frame.panel.layout[2 * node] - positions[2 * node]) * k,
    (positions[2 * node + 1] - frame.panel.layout[2 * node + 1]) * k,
  ]);
  return rings.map((ring) => {
    const own = anchors.get(ring) ?? anchorsOf(ring, nodes, at);
    anchors.set(ring, own);
    return carried(ring, own, shifts);
  });
}

/** Edges between some nodes, as pairs of nodes. */
export function inducedLinks({ edges }: Graph, nodes: readonly number[]): number[] {
  const isMember = new Set(nodes);
  const links: number[] = [];
  for (let k = 0; k < edges.length; k += 2) {
    if (isMember.has(edges[k]) && isMember.has(edges[k + 1])) links.push(edges[k], edges[k + 1]);
  }
  return links;
}
