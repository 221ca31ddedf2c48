// A pattern in every graph, in figures: a row for each graph.
import type { ShownMembrane } from "../model/patterns";
import type { Pattern, PatternPart } from "../model/state";
import { percent } from "../numbers";
import { h, icon } from "./dom";
import { hundredths } from "./meter";
import { nameCutter } from "./name";
import { evidence, verdictWord } from "./verdict";
import { wallSample } from "./wall_key";

const PIECES = "M2 8.5a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0-5.2 0M8.8 6a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0-5.2 0";
const LOOPS =
  "M2.8 8a5.2 5.2 0 1 0 10.4 0a5.2 5.2 0 1 0-10.4 0M5.8 8a2.2 2.2 0 1 0 4.4 0a2.2 2.2 0 1 0-4.4 0";

/** @param corner Stands in the empty corner of the table. */
export function verdictTable(
  pattern: Pattern,
  { color, parts }: ShownMembrane,
  corner: HTMLElement,
): HTMLElement {
  const cut = nameCutter(Object.keys(pattern.parts));
  const rows = Object.entries(pattern.parts).flatMap(([graph, part], g) => {
    const drawn = parts[g];
    return rowsOf(graph, cut(graph), part, drawn ? wallSample(drawn, color) : null);
  });
  const head = h(
    "tr",
    {},
    h("td", {}, corner),
    column("pieces", "connected pieces that its nodes fall into", icon(PIECES)),
    column("loops", "loops around a hole", icon(LOOPS)),
    column("held", "share of the pattern's inputs that its nodes hold", "held"),
    column("content", "Jaccard index of the pattern's inputs and the nodes' inputs", "content"),
  );
  return h("table", {}, h("thead", {}, head), h("tbody", {}, ...rows));
}

const column = (name: string, meaning: string, shown: Node | string): HTMLElement =>
  h("th", { scope: "col", title: `${name}: ${meaning}`, "aria-label": name }, shown);

/** The name has a line for itself: names of models are long. */
function rowsOf(
  graph: string,
  shown: HTMLElement,
  part: PatternPart,
  sample: HTMLElement | null,
): HTMLElement[] {
  const { kind, said, pieces, loops, share, content } = part;
  const title = `${graph}: ${evidence(kind, said)}`;
  const name = h("th", { scope: "rowgroup", colspan: "5", class: "ta-graph", title }, shown);
  const word = h("td", { title }, sample, verdictWord(kind, pieces));
  const figures = [String(pieces), String(loops), percent(share), hundredths(content)];
  return [h("tr", {}, name), h("tr", {}, word, ...figures.map((figure) => h("td", {}, figure)))];
}
