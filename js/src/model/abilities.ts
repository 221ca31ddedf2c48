// What whoever answers the view can do: a kernel everything, a saved page what was worked out ahead.
import type { Selection } from "./state";

export interface Abilities {
  /** Search, build graphs anew, and give values to a notebook. */
  computes: boolean;
  /** Whether these inputs can be put in order from their middle outwards. */
  ranks: (about: Selection) => boolean;
}

export const KERNEL: Abilities = { computes: true, ranks: () => true };
