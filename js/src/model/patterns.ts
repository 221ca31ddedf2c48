// What is drawn around nodes: bubbles of matched regions and membranes of patterns, by the numbers of the graphs.
import { type Part, tellingParts } from "../names";
import { regionColor } from "../palette";
import type { Graph } from "./decode";
import type { Pattern, PatternPart, RegionEntry } from "./state";

export interface ShownRegion {
  /** Its place in the list. */
  number: number;
  name: string;
  /** What of the name tells it from those of the others, drawn or not: it is cut as in the list. */
  telling: Part;
  color: string;
  /** Nodes in each graph, by the graph's number; none where it is not. */
  nodes: readonly (readonly number[])[];
  /** Pointed at, in the list or on the canvas. */
  lit: boolean;
}

export type VerdictKind = PatternPart["kind"];

/** What a graph makes of a pattern; see PatternPart in wire.py. */
export interface MembranePart {
  nodes: readonly number[];
  shares: readonly number[];
  held: readonly number[];
  share: number;
  content: number;
  p: number | null;
  pieces: number;
  loops: number;
  kind: VerdictKind;
}

export interface ShownMembrane {
  name: string;
  color: string;
  /** By the graph's number. */
  parts: readonly (MembranePart | null)[];
}

/** One pattern's membrane on its way from one graph, at 0, to another, at 1. */
export interface Morph {
  /** Which of the patterns. */
  pattern: number;
  from: number;
  to: number;
  t: number;
}

/** What a region is called on the canvas, in the list and in figures: a number alone could be a class. */
export const regionMark = (number: number): string => `R${number}`;

/** Membranes are seen over the nodes' colours and the bubbles. */
const MEMBRANES = ["#e0338b", "#0a8fa8", "#b07d00", "#6a51c4", "#c2402a", "#3d8b37"];

export const membraneColor = (place: number): string => MEMBRANES[place % MEMBRANES.length];

export function shownRegions(
  graphs: readonly Graph[],
  entries: readonly RegionEntry[],
  numbers: readonly number[],
  lit: number | null,
): ShownRegion[] {
  const telling = tellingParts(entries.map(({ name }) => name));
  return numbers
    .filter((number) => number < entries.length)
    .map((number) => ({
      number,
      name: entries[number].name,
      telling: telling[number],
      color: regionColor(number),
      nodes: graphs.map(({ name, nNodes }) => (entries[number].nodes[name] ?? []).filter((n) => n < nNodes)),
      lit: number === lit,
    }));
}

export function shownMembrane(graphs: readonly Graph[], pattern: Pattern, place: number): ShownMembrane {
  const parts = graphs.map(({ name, nNodes }) => {
    const part = pattern.parts[name];
    // Graphs and patterns come in messages of their own while graphs are rebuilt.
    if (!part || part.nodes.some((node) => node >= nNodes)) return null;
    const { nodes, shares, held, share, content, p_value: p, pieces, loops, kind } = part;
    return { nodes, shares, held, share, content, p, pieces, loops, kind };
  });
  return { name: pattern.name, color: membraneColor(place), parts };
}

/** The selection's pattern is the first, if there is one; its membrane is drawn only while it is wanted. */
export function shownMembranes(
  graphs: readonly Graph[],
  patterns: readonly Pattern[],
  hasSelection: boolean,
  drawsSelection: boolean,
): ShownMembrane[] {
  const first = hasSelection ? 0 : 1;
  const every = patterns.map((pattern, i) => shownMembrane(graphs, pattern, first + i));
  return drawsSelection ? every : every.slice(1 - first);
}
