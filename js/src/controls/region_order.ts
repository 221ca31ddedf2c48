// Which regions the list has, and in which order. Pure.
import type { RegionEntry } from "../model/state";

export type Kind = RegionEntry["kinds"][number];

export const KINDS: readonly Kind[] = ["match", "rearranged", "split", "merged"];

export interface RegionFilter {
  kinds: ReadonlySet<Kind>;
  /** The least content. */
  content: number;
  /** Leave out what chance explains: regions with a p-value above .05. */
  beyondChance: boolean;
}

export type Column = "rank" | "content" | "structure" | "p" | "size";

export interface Order {
  column: Column;
  /** From the other end of the column than the one that is best. */
  reversed: boolean;
}

const LARGEST_P = 0.05;

/** Numbers of the regions that pass, in order. What was not tested is not left out, and comes last. */
export function listed(entries: readonly RegionEntry[], filter: RegionFilter, order: Order): number[] {
  const numbers = entries.flatMap((entry, number) => (passes(entry, filter) ? [number] : []));
  const sign = order.reversed ? -1 : 1;
  const compare = (a: number, b: number): number => {
    const [first, second] = [badness(entries, a, order.column), badness(entries, b, order.column)];
    if (first === null || second === null) return Number(first === null) - Number(second === null) || a - b;
    return sign * (first - second) || a - b;
  };
  return numbers.sort(compare);
}

function passes({ kinds, content, p_value }: RegionEntry, filter: RegionFilter): boolean {
  const beyond = !filter.beyondChance || p_value === null || p_value <= LARGEST_P;
  return beyond && content >= filter.content && kinds.some((kind) => filter.kinds.has(kind));
}

/** What a column is sorted by, best first. */
function badness(entries: readonly RegionEntry[], number: number, column: Column): number | null {
  const { content, structure, p_value, n_inputs } = entries[number];
  if (column === "rank") return number;
  if (column === "content") return -content;
  if (column === "structure") return structure === null ? null : -structure;
  return column === "p" ? p_value : -n_inputs;
}
