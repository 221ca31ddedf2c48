// What the nodes of a motif must be like: the fields under the palette, and what they ask for.
import type { Store } from "../model/store";
import { equal } from "../model/traits";
import { short } from "../numbers";
import { h } from "./dom";

/** As motifs.from_spec takes it under "where". */
export type Where = Record<string, unknown>;

interface Field {
  element: HTMLElement;
  /** What it asks for, or nothing. */
  read: () => Where;
  clear: () => void;
}

export interface Predicates {
  element: HTMLElement;
  read: () => Where;
  /** How many fields ask for something. */
  count: () => number;
  clear: () => void;
  refresh: () => void;
}

/** Fields for what every graph has, and for what nodes are coloured by, if that is a column of the metadata. */
export function predicates(store: Store): Predicates {
  const general = [
    rangeField("inputs", "How many inputs a node has", (size) => ({ size }), ["1", ""]),
    rangeField("lens", "Mean lens value of a node's inputs, first dimension", (lens) => ({ lens }), ["", ""]),
    ...(store.graphs.length > 1 ? [matchedField(store.graphs.map(({ name }) => name))] : []),
  ];
  let colored: Field[] = [];
  let scale: unknown = null;
  const element = h("div", { class: "ta-where" });
  const refresh = () => {
    // The same colours of graphs that are built anew leave what was typed.
    if (equal(scale, store.coloring.scale)) return;
    scale = store.coloring.scale;
    colored = colorFields(store);
    element.replaceChildren(...[...general, ...colored].map((field) => field.element));
  };
  const read = () => Object.assign({}, ...[...general, ...colored].map((field) => field.read()));
  refresh();
  return {
    element,
    read,
    count: () => Object.keys(read()).length,
    clear: () => {
      for (const field of [...general, ...colored]) field.clear();
    },
    refresh,
  };
}

function colorFields(store: Store): Field[] {
  const { scale } = store.coloring;
  const { traits } = store;
  if (!traits.get("_inspectable").columns.includes(scale.column)) return [];
  if (scale.kind === "continuous") {
    // Nobody types seconds to ask for dates.
    if (scale.start !== null) return [];
    const about = `Mean ${scale.column} of a node's inputs. Colour by another column to ask for that.`;
    const domain = scale.domain.map(short);
    return [rangeField(scale.column, about, (range) => ({ columns: { [scale.column]: range } }), domain)];
  }
  // Motifs know one label, which comes first among the columns.
  if (scale.kind !== "categorical" || traits.get("color_columns")[0] !== scale.column) return [];
  return [labelField(scale.column, scale.categories), purityField(scale.column)];
}

function field(
  name: string,
  title: string,
  controls: HTMLElement[],
  read: () => Where,
  clear: () => void,
): Field {
  const caption = h("span", { class: "ta-caption", title }, name);
  const element = h("div", { class: "ta-field" }, caption, h("div", {}, ...controls));
  return { element, read, clear };
}

type Bound = number | null;

function rangeField(
  name: string,
  title: string,
  where: (range: [Bound, Bound]) => Where,
  placeholders: readonly string[],
): Field {
  const [low, high] = ["from", "to"].map((end, i) =>
    h("input", {
      type: "number",
      step: "any",
      placeholder: placeholders[i],
      "aria-label": `${name} ${end}`,
      title,
    }),
  );
  const bound = (input: HTMLInputElement): Bound => (input.value === "" ? null : input.valueAsNumber);
  const read = () => {
    const range: [Bound, Bound] = [bound(low), bound(high)];
    return range[0] === null && range[1] === null ? {} : where(range);
  };
  const clear = () => {
    low.value = "";
    high.value = "";
  };
  return field(name, title, [low, h("span", {}, "to"), high], read, clear);
}

function choiceField<T>(
  name: string,
  title: string,
  choices: readonly (readonly [text: string, value: T])[],
  where: (value: T) => Where,
): Field {
  const options = choices.map(([text], i) => h("option", { value: String(i) }, text));
  const select = h("select", { "aria-label": name, title }, h("option", { value: "" }, "any"), ...options);
  const read = () => (select.value === "" ? {} : where(choices[Number(select.value)][1]));
  const clear = () => {
    select.value = "";
  };
  return field(name, title, [select], read, clear);
}

function matchedField(graphs: readonly string[]): Field {
  const others = graphs.length > 2 ? graphs.map((name) => [`in a region with ${name}`, name] as const) : [];
  const choices = [["in a region", true], ["in no region", false], ...others] as const;
  return choiceField<boolean | string>(
    "matched",
    "Whether a node is in a matched region",
    choices,
    (matched) => ({ matched }),
  );
}

const labelField = (column: string, categories: readonly string[]): Field =>
  choiceField(
    column,
    `What most inputs of a node are by ${column}`,
    categories.map((name) => [name, name] as const),
    (label) => ({ label: [label] }),
  );

function purityField(column: string): Field {
  const title = `Share of a node's inputs that have its most frequent ${column}`;
  const input = h("input", {
    type: "number",
    min: "1",
    max: "100",
    step: "any",
    placeholder: "0",
    "aria-label": "pure at least",
    title,
  });
  const read = () => (input.value === "" ? {} : { purity: input.valueAsNumber / 100 });
  const clear = () => {
    input.value = "";
  };
  return field("pure", title, [h("span", {}, "at least"), input, h("span", {}, "%")], read, clear);
}
