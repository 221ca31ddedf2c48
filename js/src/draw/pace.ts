// Whether drawing keeps up with a motion: it is measured, as machines and pictures differ.

/** Milliseconds from a frame to the next from which on a motion stutters; after a pause the page was asleep. */
const [LATE, PAUSE] = [45, 1000];
/** So many late frames one after another are no accident. */
const IN_A_ROW = 2;

export class Pace {
  private late = 0;

  /** Whether the picture has been too slow; it stays so until there is another. */
  get isLost(): boolean {
    return this.late >= IN_A_ROW;
  }

  /** The next frame could be drawn so many milliseconds after one. */
  took(milliseconds: number): void {
    if (this.isLost) return;
    this.late = milliseconds > LATE && milliseconds < PAUSE ? this.late + 1 : 0;
  }

  /** There is another picture. */
  forget(): void {
    this.late = 0;
  }
}
