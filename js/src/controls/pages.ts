// Rows that the kernel sends a page at a time: what is seen is asked for, one page after the other.

export const PAGE = 100;
/** Pages that are kept; those that were seen longest ago go first. */
const MOST_KEPT = 30;

export interface PageSource<Row> {
  ask: (start: number, stop: number) => Promise<Row[]>;
  arrived: () => void;
  failed: (error: unknown) => void;
  /** These rows are shown no more. */
  dropped: (rows: readonly Row[]) => void;
}

export class Pages<Row> {
  private readonly pages = new Map<number, Row[]>();
  private wanted: [number, number] = [0, 0];
  /** What is asked now; an answer to anything before comes too late. */
  private asking: object | null = null;

  constructor(private readonly source: PageSource<Row>) {}

  row(i: number): Row | undefined {
    return this.pages.get(Math.floor(i / PAGE))?.[i % PAGE];
  }

  /** Rows that are seen now; of what was wanted before and has not been asked for, nothing will be. */
  want(first: number, last: number): void {
    this.wanted = [Math.floor(first / PAGE), Math.floor(last / PAGE)];
    if (!this.asking) this.askNext();
  }

  /** Other rows are shown: whatever is on its way does not belong to them. */
  clear(): void {
    this.asking = null;
    for (const rows of this.pages.values()) this.source.dropped(rows);
    this.pages.clear();
  }

  private askNext(): void {
    const [first, last] = this.wanted;
    let page = first;
    while (page <= last && this.pages.has(page)) {
      this.keep(page, this.pages.get(page)!);
      page++;
    }
    if (page > last) return;
    const asking = {};
    this.asking = asking;
    this.source.ask(page * PAGE, (page + 1) * PAGE).then(
      (rows) => {
        if (this.asking !== asking) {
          this.source.dropped(rows);
          return;
        }
        this.asking = null;
        this.keep(page, rows);
        this.source.arrived();
        // Unless what has arrived led to other questions, go on with what is seen.
        if (!this.asking) this.askNext();
      },
      (error) => {
        if (this.asking !== asking) return;
        this.asking = null;
        this.source.failed(error);
      },
    );
  }

  /** The newest are last. */
  private keep(page: number, rows: Row[]): void {
    this.pages.delete(page);
    this.pages.set(page, rows);
    for (const [oldest, old] of this.pages) {
      if (this.pages.size <= MOST_KEPT) break;
      this.pages.delete(oldest);
      this.source.dropped(old);
    }
  }
}
