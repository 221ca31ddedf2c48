// The panel of Mapper's parameters: a row for each graph, and one for all. A change is built in the kernel.
import type { Actions } from "../interact/actions";
import type { GraphParameters } from "../model/state";
import type { Store } from "../model/store";
import { equal } from "../model/traits";
import { short } from "../numbers";
import { h, hasFocus } from "./dom";
import { nameCutter } from "./name";

/** The name of a column and what its cells are for; `numbers`: how many a cell may have. */
interface Column {
  key: keyof GraphParameters;
  title: string;
  hint: string;
  numbers: "one" | "each dimension" | null;
}

const COLUMNS: readonly Column[] = [
  {
    key: "lens",
    title: "lens",
    hint: "What the inputs are laid out along before they are cut into intervals",
    numbers: null,
  },
  {
    key: "cover",
    title: "cover",
    hint: "Intervals of equal length, or of equally many inputs",
    numbers: null,
  },
  {
    key: "n_intervals",
    title: "intervals",
    hint: "How many; one number, or one for each dimension of the lens",
    numbers: "each dimension",
  },
  {
    key: "overlap",
    title: "overlap",
    hint: "Share of an interval that it has in common with the next, from 0 to 1",
    numbers: "each dimension",
  },
  {
    key: "eps",
    title: "eps",
    hint: "DBSCAN's radius, in the units of the representation",
    numbers: "one",
  },
  {
    key: "min_samples",
    title: "min samples",
    hint: "Inputs within the radius that make a cluster grow",
    numbers: "one",
  },
];

type Cell = HTMLInputElement | HTMLSelectElement;

export function parameterPanel(
  store: Store,
  actions: Actions,
  canvas: HTMLElement,
  signal: AbortSignal,
): HTMLElement {
  const { traits } = store;
  const panel = h("section", { class: "ta-parameters", "aria-label": "Parameters of the graphs" });
  panel.hidden = true;
  let shown: unknown = null;
  let drafted = false;
  const refresh = () => {
    const table = traits.get("parameters");
    panel.hidden = !actions.parametersAreOpen();
    // What was typed and is given up goes; what is on its way, or could not be built, stays to be mended.
    const givenUp = drafted && store.draft === null;
    drafted = store.draft !== null;
    if (panel.hidden || !table || (shown === table && !givenUp)) return;
    shown = table;
    const typing = typedIn(panel);
    panel.replaceChildren(grid(), buttons());
    if (typing) resume(panel, typing);
  };

  const grid = (): HTMLElement => {
    const graphs = Object.keys(traits.get("parameters")?.graphs ?? {});
    const head = COLUMNS.map(({ title, hint }) => h("th", { scope: "col", title: hint }, title));
    const cut = nameCutter(graphs);
    const rows = graphs.map((name) => row(name, [name], cut(name)));
    const all = "all graphs";
    if (graphs.length > 1) rows.unshift(row(all, graphs, new Text(all)));
    return h("table", {}, h("thead", {}, h("tr", {}, h("td"), ...head)), h("tbody", {}, ...rows));
  };

  const row = (title: string, graphs: readonly string[], name: Node): HTMLElement =>
    h(
      "tr",
      {},
      h("th", { scope: "row", title }, name),
      ...COLUMNS.map((column) => h("td", {}, cell(column, title, graphs))),
    );

  const cell = (column: Column, title: string, graphs: readonly string[]): HTMLElement => {
    const table = traits.get("parameters")!;
    const values = graphs.map((name) => table.graphs[name][column.key]);
    const common = values.every((value) => equal(value, values[0])) ? values[0] : undefined;
    const label = `${column.title} of ${title}`;
    const element =
      column.numbers === null
        ? choice(column.key === "lens" ? table.lenses : table.covers, common as string | undefined, label)
        : numberField(common, label);
    // A clusterer other than DBSCAN has no radius.
    element.disabled = values.some((value) => value === null);
    element.title = column.hint;
    const ask = () => change(element, column, graphs);
    element.addEventListener("change", ask, { signal });
    element.addEventListener(
      "keydown",
      (event) => {
        if ((event as KeyboardEvent).key === "Enter") ask();
      },
      { signal },
    );
    return element;
  };

  const change = (element: Cell, column: Column, graphs: readonly string[]) => {
    const table = traits.get("parameters")!;
    const read = column.numbers === null ? element.value : numbersIn(element.value);
    const written = column.numbers === "one" && Array.isArray(read) ? read[0] : read;
    // What is shown is rounded: left as it is, it stands for what it was.
    const value = isUntouched(element) ? table.graphs[graphs[0]][column.key] : written;
    const bad = value === undefined || value === "" || (Array.isArray(value) && !value.length);
    element.setAttribute("aria-invalid", String(bad));
    if (bad) return;
    element.dataset.asked = element.value;
    // What was asked for before and is not built yet is asked for again: the whole table is sent.
    const wanted = { ...(store.draft ?? table.graphs) };
    for (const name of graphs) wanted[name] = { ...wanted[name], [column.key]: value };
    if (equal(wanted, store.draft ?? table.graphs)) return;
    store.draft = wanted;
    store.order({ kind: "rebuild", graphs: wanted });
  };

  const buttons = (): HTMLElement => {
    const suggest = h(
      "button",
      { type: "button", title: "Choose all parameters by what reproduces under resampling (takes seconds)" },
      "Suggest",
    );
    suggest.addEventListener("click", () => store.order({ kind: "suggest" }), { signal });
    return h("div", { class: "ta-buttons" }, suggest);
  };

  panel.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape") return;
      actions.toggleParameters();
      canvas.focus();
    },
    { signal },
  );
  store.subscribe(refresh);
  refresh();
  return panel;
}

/** What has the keyboard's focus in a panel, by its label, and what is typed there and not yet asked for. */
interface Typing {
  label: string;
  text: string | null;
  range: [number | null, number | null] | null;
}

function typedIn(panel: HTMLElement): Typing | null {
  const element = [...panel.querySelectorAll<HTMLElement>("[aria-label]")].find(hasFocus);
  const label = element?.getAttribute("aria-label");
  if (!element || !label) return null;
  if (!(element instanceof HTMLInputElement)) return { label, text: null, range: null };
  const asked = element.dataset.asked === element.value;
  return {
    label,
    text: asked || isUntouched(element) ? null : element.value,
    range: [element.selectionStart, element.selectionEnd],
  };
}

/** Go on where the reader was before the panel was filled anew. */
function resume(panel: HTMLElement, { label, text, range }: Typing): void {
  const all = [...panel.querySelectorAll<HTMLInputElement>("[aria-label]")];
  const element = all.find((own) => own.getAttribute("aria-label") === label);
  if (!element) return;
  if (text !== null) element.value = text;
  element.focus({ preventScroll: true });
  if (range && element instanceof HTMLInputElement) element.setSelectionRange(...range);
}

/** Whether a field of one value shows what it was filled with. */
const isUntouched = (element: Cell): boolean =>
  element instanceof HTMLInputElement && element.value !== "" && element.value === element.defaultValue;

function choice(names: readonly string[], value: string | undefined, label: string): HTMLSelectElement {
  const options = names.map((name) => h("option", { value: name }, name));
  if (value === undefined) options.unshift(h("option", { value: "" }, "various"));
  const element = h("select", { "aria-label": label }, ...options);
  element.value = value ?? "";
  return element;
}

function numberField(value: unknown, label: string): HTMLInputElement {
  const text =
    value === undefined || value === null
      ? ""
      : [value]
          .flat()
          .map((n) => short(Number(n)))
          .join(" ");
  const placeholder = value === undefined ? "various" : "–";
  return h("input", { type: "text", inputmode: "decimal", value: text, placeholder, "aria-label": label });
}

/** Numbers between blanks or semicolons; a comma is one too, unless it is followed by a digit only: "0,5". */
function numbersIn(text: string): number[] {
  const parts = text.trim().split(/[\s;]+|,\s+/);
  const numbers = parts.map((part) => Number(part.replace(",", ".")));
  return parts[0] !== "" && numbers.every(Number.isFinite) ? numbers : [];
}
