// What the inspector asks the kernel and what it knows of the answer; without one, the samples that came before.
import type { NodeRef } from "../model/selection";
import type { Store } from "../model/store";
import type { Cell } from "./columns";
import { othersOf, type Subject, samplesOf, subjectOf } from "./inspected";
import type { Share } from "./mix";
import { Pages } from "./pages";

/** Milliseconds after which samples are shown while the kernel does not answer. */
const PATIENCE = 4000;

export type Tab = "all" | "shared" | "here" | "there";
export type Order = "typical" | "number" | "text" | { column: string };

export interface Row {
  input: number;
  /** Number, picture and text where there are some, and the columns. */
  cells: readonly Cell[];
}

interface Reply {
  total: number;
  rows: { input: number; text: string | null; cells: string[]; image: number | null }[];
  counts: Partial<Record<Tab, number>>;
  label: string | null;
  mix: Share[];
  buffers: DataView[];
}

export interface Hearers {
  /** Something else is asked; what is shown is on its way out. */
  asked: () => void;
  /** The first rows have come, or samples take their place. */
  answered: () => void;
  /** More rows have come, or cannot come. */
  arrived: () => void;
}

export class Inquiry {
  subject: Subject;
  descending = false;
  /** Why the kernel's rows are not shown. */
  problem: string | null = null;
  private wantedTab: Tab = "all";
  private wantedOther: string | null = null;
  /** Null: what suits the subject. */
  private wantedOrder: Order | null = null;
  private pinned: NodeRef | null = null;
  private first: Omit<Reply, "rows" | "buffers"> | null = null;
  private samples: Row[] | null = null;
  private isWaiting = false;
  private round = 0;
  private timer = 0;

  private readonly pages = new Pages<Row>({
    ask: (start, stop) => this.fetched(start, stop),
    arrived: () => (this.isWaiting ? this.settle(null) : this.hearers.arrived()),
    failed: (error) => this.fail(error instanceof Error ? error.message : String(error)),
    dropped: revoke,
  });

  constructor(
    private readonly store: Store,
    private readonly hearers: Hearers,
    signal: AbortSignal,
  ) {
    this.subject = subjectOf(store, null);
    const end = () => {
      clearTimeout(this.timer);
      this.pages.clear();
    };
    signal.addEventListener("abort", end, { once: true });
  }

  /** Ask about what is selected, or about a node that is pointed at. */
  about(pinned: NodeRef | null): void {
    this.pinned = pinned;
    this.subject = subjectOf(this.store, pinned);
    this.ask();
  }

  get tab(): Tab {
    return this.other === null ? "all" : this.wantedTab;
  }

  list(tab: Tab): void {
    this.wantedTab = tab;
    this.ask();
  }

  get others(): readonly string[] {
    return othersOf(this.store, this.subject);
  }

  /** The graph that is compared with; null: none is. */
  get other(): string | null {
    const { others, wantedOther } = this;
    return wantedOther !== null && others.includes(wantedOther) ? wantedOther : (others[0] ?? null);
  }

  compareWith(name: string): void {
    this.wantedOther = name;
    this.ask();
  }

  get order(): Order {
    if (this.wantedOrder !== null && (this.wantedOrder !== "typical" || this.canRank))
      return this.wantedOrder;
    return this.subject.kind === "all" || !this.canRank ? "number" : "typical";
  }

  /** Whether it can be told which of the inputs are typical of them. */
  get canRank(): boolean {
    return this.tab === "all"
      ? this.store.traits.abilities.ranks(this.subject.about)
      : this.store.traits.abilities.computes;
  }

  /** Null: what suits the subject. */
  sort(order: Order | null, descending = false): void {
    this.wantedOrder = order;
    this.descending = descending;
    this.ask();
  }

  /** Whether rows are the kernel's: samples have a number and a text only. */
  get isComplete(): boolean {
    return this.samples === null;
  }

  get total(): number {
    return this.samples?.length ?? this.first?.total ?? 0;
  }

  get counts(): Reply["counts"] {
    return this.samples ? {} : (this.first?.counts ?? {});
  }

  get mix(): Pick<Reply, "label" | "mix"> {
    return (!this.samples && this.first) || { label: null, mix: [] };
  }

  row(i: number): Row | undefined {
    return this.samples ? this.samples[i] : this.pages.row(i);
  }

  /** Rows that are in sight. */
  want(first: number, last: number): void {
    if (!this.samples && !this.isWaiting) this.pages.want(first, last);
  }

  private ask(): void {
    this.round++;
    this.isWaiting = true;
    this.pages.clear();
    clearTimeout(this.timer);
    const impatient = "The kernel has not answered yet. Shown are the samples that came with the picture.";
    this.timer = window.setTimeout(() => this.settle(impatient), PATIENCE);
    this.hearers.asked();
    this.pages.want(0, 0);
  }

  private async fetched(start: number, stop: number): Promise<Row[]> {
    const { round, store, subject, tab, other, order, descending } = this;
    const { about, picked } = subject;
    const here = picked[0] ?? null;
    const answer = await store.ask("inputs", { about, tab, here, other, start, stop, order, descending });
    const { rows, buffers, ...first } = answer as unknown as Reply;
    if (start === 0 && round === this.round) this.first = first;
    const { text, image } = store.traits.get("_inspectable");
    return rows.map((row) => ({
      input: row.input,
      cells: [
        String(row.input),
        ...(image === null ? [] : [{ picture: row.image === null ? null : urlOf(buffers[row.image]) }]),
        ...(text === null ? [] : [row.text ?? ""]),
        ...row.cells,
      ],
    }));
  }

  private fail(message: string): void {
    if (this.isWaiting) this.settle(`${message} Shown are the samples that came with the picture.`);
    else {
      this.problem = message;
      this.hearers.arrived();
    }
  }

  /** Show the kernel's rows or, with a problem, samples; its rows may still come. */
  private settle(problem: string | null): void {
    clearTimeout(this.timer);
    this.problem = problem;
    this.isWaiting = problem !== null;
    const hasText = this.store.traits.get("_inspectable").text !== null;
    const sampled = () =>
      samplesOf(this.store, this.pinned).map(({ input, text }) => ({
        input,
        cells: [String(input), ...(hasText ? [text ?? ""] : [])],
      }));
    this.samples = problem === null ? null : sampled();
    this.hearers.answered();
  }
}

const urlOf = (file: DataView): string => URL.createObjectURL(new Blob([file as DataView<ArrayBuffer>]));

function revoke(rows: readonly Row[]): void {
  for (const cell of rows.flatMap(({ cells }) => cells)) {
    if (typeof cell === "object" && cell.picture !== null) URL.revokeObjectURL(cell.picture);
  }
}
