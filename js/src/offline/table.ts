// Answers of the inspector, from what the page carries: rows of a table in order, and what is frequent among them.
import { Causes } from "../causes";
import type { Order, Tab } from "../controls/inquiry";
import { type Graph, integers, row } from "../model/decode";
import { ofNodes, pickedNodes } from "../model/selection";
import type { Selection } from "../model/state";
import type { Followed } from "./known";
import { membersOf } from "./members";
import { mixOf } from "./mix";
import type { Carried, Column } from "./page";
import { cell, LONGEST_CELL, LONGEST_TEXT, ranks } from "./written";

interface Asked {
  about: Selection;
  tab: Tab;
  here: string | null;
  other: string | null;
  order: Order;
  descending: boolean;
}

export interface Request extends Asked {
  start: number;
  stop: number;
}

/** All inputs of a table in order, and how many there are in each of its tabs. */
interface List {
  inputs: readonly number[];
  counts: Record<string, number>;
}

export interface Reply {
  answer: Record<string, unknown>;
  buffers: DataView[];
}

export class Table {
  /** Of the last list, which is asked for page by page. */
  private readonly asked = new Causes();
  private list: List | null = null;

  constructor(
    private readonly page: Carried,
    private readonly graphs: readonly Graph[],
    private readonly nInputs: number,
    private readonly followed: Followed,
  ) {}

  answer({ start, stop, ...asked }: Request): Reply {
    const { about, tab, here, other, order, descending } = asked;
    if (this.asked.differ(about, tab, here, other, order, descending)) this.list = null;
    this.list ??= this.listOf(asked);
    const { inputs, counts } = this.list;
    const { rows, buffers } = this.rows(inputs.slice(start, stop));
    const answer = { total: inputs.length, start, rows, counts };
    return { answer: start === 0 ? { ...answer, ...this.classes(inputs) } : answer, buffers };
  }

  private listOf({ about, ...asked }: Asked): List {
    const selection = canonical(this.graphs, about);
    const parts = this.parts(selection, asked.here, asked.other);
    const listed = parts[asked.tab];
    if (!listed) throw new Error("Select inputs, and name another graph to compare them with.");
    const counts = Object.fromEntries(Object.entries(parts).map(([tab, own]) => [tab, own.length]));
    return { inputs: this.ordered(listed, selection, asked), counts };
  }

  /** The inputs of each tab; nodes that were picked on both sides are compared with each other. */
  private parts(
    { nodes, inputs }: Selection,
    here: string | null,
    other: string | null,
  ): Partial<Record<Tab, number[]>> {
    if (!inputs.length) return { all: Array.from({ length: this.nInputs }, (_, input) => input) };
    if (other === null) return { all: inputs };
    const picked = (name: string | null) => (name === null ? [] : (nodes[name] ?? []));
    const both = picked(here).length > 0 && picked(other).length > 0;
    const graph = this.named(other);
    const own = both ? heldIn(this.named(here!), picked(here)) : new Set(inputs);
    const theirs = heldIn(graph, both ? picked(other) : membersOf(graph, inputs));
    const ascending = (values: Iterable<number>) => [...values].sort((a, b) => a - b);
    return {
      all: inputs,
      shared: ascending([...own].filter((input) => theirs.has(input))),
      here: ascending([...own].filter((input) => !theirs.has(input))),
      there: ascending([...theirs].filter((input) => !own.has(input))),
    };
  }

  private ordered(
    inputs: readonly number[],
    selection: Selection,
    { tab, order, descending }: Pick<Request, "tab" | "order" | "descending">,
  ): number[] {
    if (order === "number") return descending ? [...inputs].reverse() : [...inputs];
    if (order === "typical") {
      const typical = tab === "all" ? this.followed.typical(selection) : undefined;
      if (!typical) throw new Error("What is typical of these inputs was not worked out for this file.");
      return descending ? [...typical].reverse() : [...typical];
    }
    // What is missing comes last both ways, and what is equal by number.
    const rank = ranks(this.column(order));
    const sign = descending ? -1 : 1;
    return [...inputs].sort((a, b) => {
      const [x, y] = [rank(a), rank(b)];
      if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
      return sign * (x - y);
    });
  }

  private rows(inputs: readonly number[]): { rows: object[]; buffers: DataView[] } {
    const { text, columns, pictures } = this.page;
    const buffers: DataView[] = [];
    const rows = inputs.map((input) => {
      const picture = pictures?.(input) ?? null;
      if (picture) buffers.push(picture);
      return {
        input,
        text: text && cell(text, input, LONGEST_TEXT),
        cells: columns.map((column) => cell(column, input, LONGEST_CELL)),
        image: picture && buffers.length - 1,
      };
    });
    return { rows, buffers };
  }

  private classes(inputs: readonly number[]): object {
    const { label, colorings } = this.page;
    const own = colorings.find(({ scale }) => scale.column === label);
    if (own?.scale.kind !== "categorical") return { label, mix: [] };
    return { label, mix: mixOf(integers(own.values), own.scale.categories, inputs) };
  }

  private column(order: Exclude<Order, "typical" | "number">): Column {
    const { text, columns } = this.page;
    const found = order === "text" ? text : columns.find(({ name }) => name === order.column);
    if (!found) throw new Error("This file has no such column.");
    return found;
  }

  private named(name: string): Graph {
    const found = this.graphs.find((graph) => graph.name === name);
    if (!found) throw new Error(`There is no graph ${name}.`);
    return found;
  }
}

const canonical = (graphs: readonly Graph[], selection: Selection): Selection =>
  Object.keys(selection.nodes).length ? ofNodes(graphs, pickedNodes(graphs, selection)) : selection;

const heldIn = (graph: Graph, nodes: readonly number[]): Set<number> =>
  new Set(nodes.flatMap((node) => [...row(graph.inputs, node)]));
