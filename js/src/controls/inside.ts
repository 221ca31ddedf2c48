// Where the panel with the lists lies: beside the picture, or, where its grid has empty places, in those.
import { Causes, Derived } from "../causes";
import type { Store } from "../model/store";
import { fitScale } from "../scene/camera";
import { type Box, GAP, listsFitIn } from "../scene/panels";

/** Under this width, in pixels, the lists lie below the picture: side.css. */
export const NARROW = 760;
/** Beside them the picture has no less. */
const LEAST = 420;

export interface ListPlace {
  /** Decide where they lie in a picture of this height; whether its grid has to have room for them. */
  decide: (height: number) => boolean;
  /** Where that room is, if there is any. */
  put: (free: Box | null) => void;
}

export function listPlace(store: Store, body: HTMLElement, lists: HTMLElement): ListPlace {
  const put = new Causes();
  const isBetter = new Derived<boolean>();
  const isBetterInside = (height: number): boolean => {
    const whole = body.clientWidth;
    if (store.side === null || whole < NARROW) return false;
    const own = Number.parseFloat(lists.style.getPropertyValue("--ta-side-width"));
    const beside = Math.max(LEAST, whole - own - GAP);
    const { graphs, motion } = store;
    const { bounds } = motion;
    return isBetter.of([graphs, bounds, whole, beside, height], () =>
      listsFitIn(graphs.length, whole, beside, height, (plot) => fitScale(bounds, plot)),
    );
  };
  return {
    decide: (height) => {
      body.classList.toggle("ta-below", body.clientWidth < NARROW);
      return body.classList.toggle("ta-inside", isBetterInside(height));
    },
    put: (free) => {
      if (!free || !put.differ(free)) return;
      for (const [name, value] of Object.entries(free)) {
        lists.style.setProperty(`--ta-inside-${name}`, `${value}px`);
      }
    },
  };
}
