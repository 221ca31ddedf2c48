// Which region is selected, where it was chosen in this view: only the kernel knows the inputs of a region.
import type { Selection } from "./state";

export class RegionChoice {
  private asked: { number: number; before: Selection } | null = null;
  private chosen: { number: number; selection: Selection } | null = null;

  /** A region was asked for, or something else: null. For one that is selected already, no selection will come. */
  ask(number: number | null, selection: Selection): void {
    this.asked = number === null || number === this.of(selection) ? null : { number, before: selection };
  }

  /** Another selection has come from the kernel, in the place of what was selected `before`. */
  arrived(selection: Selection, before: Selection): void {
    // Whoever selected something else meanwhile no longer waits for the region.
    if (this.asked?.before === before) this.chosen = { number: this.asked.number, selection };
    this.asked = null;
  }

  /** Whatever was to come of a region that was asked for has come. */
  settled(number: number | null): void {
    if (this.asked?.number === number) this.asked = null;
  }

  /** The region that a selection is of. */
  of(selection: Selection): number | null {
    return this.chosen?.selection === selection ? this.chosen.number : null;
  }

  /** Regions are others. */
  forget(): void {
    this.asked = this.chosen = null;
  }
}
