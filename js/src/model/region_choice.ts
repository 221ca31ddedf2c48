// Which region is selected, where it was chosen in this view: only the kernel knows the inputs of a region.
import type { Selection } from "./state";

export class RegionChoice {
  private asked: number | null = null;
  private chosen: { number: number; selection: Selection } | null = null;

  /** A region was asked for, or something else: null. */
  ask(number: number | null): void {
    this.asked = number;
  }

  /** Another selection has come from the kernel. */
  arrived(selection: Selection): void {
    if (this.asked !== null) this.chosen = { number: this.asked, selection };
    this.asked = null;
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
