// What is left of nodes and their colours when only some categories, or numbers in a range, are shown.
import type { Categorical, Coloring, Continuous } from "./coloring";
import type { Filter } from "./state";

/** What is shown of the present colours; null: all. */
export type Shown = Pick<Filter, "categories" | "range">;

export const ALL_SHOWN: Shown = { categories: null, range: null };

export interface Filtered {
  coloring: Coloring;
  /** For each graph, the share of each node that is shown; null: everything is. */
  shares: Float32Array[] | null;
}

export function filtered(coloring: Coloring, { categories, range }: Shown): Filtered {
  if (coloring.kind === "categorical" && categories) return ofCategories(coloring, new Set(categories));
  if (coloring.kind === "continuous" && range) return { coloring, shares: inRange(coloring, range) };
  return { coloring, shares: null };
}

/** Whether a category is shown; -1 are the missing. */
export const isShown = ({ categories }: Shown, code: number): boolean =>
  categories === null || categories.includes(code);

/** Show or hide a category. Nothing at all is nothing to look at: hiding the last one shows all. */
export function toggledCategory(shown: Shown, code: number, every: readonly number[]): Shown {
  const left = every.filter((other) => isShown(shown, other) !== (other === code));
  return { categories: left.length && left.length < every.length ? left : null, range: null };
}

function ofCategories(coloring: Categorical, codes: ReadonlySet<number>): Filtered {
  const n = coloring.counts.length;
  const shares: Float32Array[] = [];
  const mixes = coloring.mixes.map((mix) => {
    const left = mix.slice();
    const own = new Float32Array(mix.length / n);
    for (let node = 0; node < own.length; node++) {
      let [total, kept] = [0, 0];
      for (let code = 0; code < n; code++) {
        const inputs = mix[node * n + code];
        total += inputs;
        if (codes.has(code === n - 1 ? -1 : code)) kept += inputs;
        else left[node * n + code] = 0;
      }
      own[node] = kept / total;
      // A node that is left out is faint in its own colours.
      if (!kept) left.set(mix.subarray(node * n, (node + 1) * n), node * n);
    }
    shares.push(own);
    return left;
  });
  return { coloring: { ...coloring, mixes }, shares };
}

/** Missing values are in no range. */
const inRange = ({ values }: Continuous, [low, high]: [number, number]): Float32Array[] =>
  values.map((own) => own.map((value) => (value >= low && value <= high ? 1 : 0)));
