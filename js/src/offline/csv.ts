// The inputs that are selected as a CSV file: there is no notebook to send them to.

import { h } from "../controls/dom";
import { download } from "../controls/download";
import type { Giving } from "../controls/send";
import type { Store } from "../model/store";
import { count } from "../numbers";
import type { Carried } from "./page";
import { full } from "./written";

/** Write inputs as CSV (RFC 4180): their numbers, their texts, and all columns. */
export function csvOf({ text, columns }: Carried, inputs: Iterable<number>): string {
  const every = text ? [text, ...columns] : columns;
  const lines = [["input", ...every.map(({ name }) => name)]];
  for (const input of inputs) lines.push([String(input), ...every.map((column) => full(column, input))]);
  return lines.map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("");
}

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

export const csvGiving = (page: Carried): Giving => ({
  title: "Save as CSV",
  icon: "M8 2v8.5M4.500 7.500 8 11l3.500-3.500M2.500 13.500h11",
  form: (store, signal) => csvForm(page, store, signal),
});

function csvForm(page: Carried, store: Store, signal: AbortSignal): HTMLElement {
  const told = h("span");
  const save = h("button", { type: "submit", class: "ta-do", title: "Save them as a CSV file" }, "Save");
  const form = h(
    "form",
    { class: "ta-send", "aria-label": "Save as CSV" },
    h("div", { class: "ta-line" }, told, save),
  );
  form.addEventListener(
    "submit",
    (event) => {
      event.preventDefault();
      download(new Blob([csvOf(page, chosen(store))], { type: "text/csv;charset=utf-8" }), "inputs.csv");
    },
    { signal },
  );
  const refresh = () => {
    const { length } = store.selection.inputs;
    told.textContent = length
      ? `the ${count(length, "selected input")}`
      : `all ${count(store.nInputs, "input")}`;
  };
  store.subscribe(refresh);
  refresh();
  return form;
}

/** What is selected, or everything where nothing is. */
const chosen = ({ selection, nInputs }: Store): number[] =>
  selection.inputs.length ? selection.inputs : Array.from({ length: nInputs }, (_, input) => input);
