// What the node under the pointer is: its inputs, and where they are in the other graphs.
import { type Emphasis, FAINT } from "../draw/emphasis";
import { mixAt, mixColor, toldBy } from "../model/coloring";
import { best, inputsOf, missing, sharesOf } from "../model/counterparts";
import { type NodeRef, sameNode } from "../model/selection";
import type { Store } from "../model/store";
import { count, percent } from "../numbers";
import { MISSING } from "../palette";
import { type Box, contains } from "../scene/panels";
import { placeBeside } from "../scene/placement";
import type { Scene } from "../scene/scene";
import { h } from "./dom";
import "./card.css";

const FEW_PANELS = 4;
const MIX_ROWS = 5;
/** Rows for counterparts in all other graphs together. */
const COUNTERPART_ROWS = 4;

/** Keep a card for the hovered node; returns what moves it to its place in a scene. */
export function card(
  store: Store,
  host: HTMLElement,
  stage: HTMLElement,
): (scene: Scene, emphasis: Emphasis) => void {
  const element = h("div", { class: "ta-card", role: "tooltip" });
  element.hidden = true;
  host.append(element);
  let shown: NodeRef | null = null;
  let coloring = store.coloring;
  return (scene, emphasis) => {
    const { hover } = store;
    element.hidden = !hover || store.lasso !== null;
    if (!hover) {
      shown = null;
      return;
    }
    if (!sameNode(shown, hover) || coloring !== store.coloring) {
      shown = hover;
      coloring = store.coloring;
      element.replaceChildren(...sections(store, hover));
      shorten(element, host.clientHeight);
    }
    place(element, host, stage, scene, hover, emphasis);
  };
}

/** In words, for those who do not see the card. */
export function describe(store: Store, ref: NodeRef): string {
  const graph = store.graphs[ref.graph];
  const inputs = inputsOf(store.graphs, ref);
  const mostly = mixRows(store, ref)[0];
  const kind = mostly ? `, ${percent(mostly.share)} ${mostly.name}` : "";
  return `${graph.name}, node ${ref.node}, ${count(inputs.length, "input")}${kind}`;
}

function sections(store: Store, ref: NodeRef): (HTMLElement | string)[] {
  const graph = store.graphs[ref.graph];
  const inputs = inputsOf(store.graphs, ref);
  const head = h(
    "header",
    {},
    h("b", {}, `node ${ref.node}`),
    h("span", {}, `${graph.name} · ${count(inputs.length, "input")}`),
  );
  return [head, ...colorSection(store, ref), ...sampleSection(store, ref), ...counterpartSection(store, ref)];
}

function colorSection(store: Store, ref: NodeRef): HTMLElement[] {
  const { coloring } = store;
  if (coloring.kind === "continuous") {
    const value = coloring.values[ref.graph][ref.node];
    if (coloring.scale.kind === "size") return [];
    const text = Number.isNaN(value) ? "missing" : `mean ${toldBy(coloring.scale, value)}`;
    return [h("p", { class: "ta-value" }, `${coloring.scale.column}: ${text}`)];
  }
  const rows = mixRows(store, ref);
  const more = rows.slice(MIX_ROWS);
  const shown = rows.slice(0, MIX_ROWS).map(({ name, share, color }) => bar(name, share, color));
  if (more.length) {
    const rest = more.reduce((sum, row) => sum + row.share, 0);
    shown.push(bar(`${more.length} others`, rest, MISSING));
  }
  return [h("div", { class: "ta-bars", "aria-label": coloring.scale.column }, ...shown)];
}

function mixRows(store: Store, ref: NodeRef): { name: string; share: number; color: string }[] {
  const { coloring } = store;
  if (coloring.kind !== "categorical") return [];
  const mix = mixAt(coloring, ref.graph, ref.node);
  const total = mix.reduce((sum, n) => sum + n, 0);
  const { categories, missing: absent } = coloring.scale;
  return Array.from(mix, (n, code) => ({
    name: categories[code] ?? absent,
    share: n / total,
    color: mixColor(coloring.scale, code),
  }))
    .filter((row) => row.share > 0)
    .sort((a, b) => b.share - a.share);
}

function bar(name: string, share: number, color: string): HTMLElement {
  const fill = h("i", { style: `width:${(100 * share).toFixed(1)}%;background:${color}` });
  return h("div", { class: "ta-bar" }, h("span", {}, name), h("s", {}, fill), h("em", {}, percent(share)));
}

function sampleSection(store: Store, ref: NodeRef): HTMLElement[] {
  const { column, nodes, texts } = store.traits.get("_samples");
  const all = nodes[store.graphs[ref.graph].name]?.[ref.node] ?? [];
  // Where there are many panels, a high card would hide what it speaks of.
  const samples = store.graphs.length > FEW_PANELS ? all.slice(0, 2) : all;
  if (!samples.length) return [];
  if (column === null) return [h("p", { class: "ta-value" }, `inputs ${samples.join(", ")}, …`)];
  return [h("ul", { class: "ta-samples" }, ...samples.map((input) => h("li", {}, texts[input] ?? "")))];
}

function counterpartSection(store: Store, ref: NodeRef): HTMLElement[] {
  const inputs = inputsOf(store.graphs, ref);
  const each = Math.floor(COUNTERPART_ROWS / (store.graphs.length - 1));
  if (!each) return [closest(store, ref, inputs)];
  return store.graphs.flatMap((graph, g) => {
    if (g === ref.graph) return [];
    const rows = best(sharesOf(graph, inputs), each).map(({ node, share }) =>
      bar(`node ${node}`, share, "currentColor"),
    );
    const absent = missing(graph, inputs);
    if (absent > 0) rows.push(bar("in no node", absent, MISSING));
    return [h("div", { class: "ta-bars ta-counterparts" }, h("h4", {}, `in ${graph.name}`), ...rows)];
  });
}

/** Of many graphs, a row each: the share in the node that holds most. */
function closest(store: Store, ref: NodeRef, inputs: Int32Array): HTMLElement {
  const rows = store.graphs.flatMap((graph, g) => {
    if (g === ref.graph) return [];
    const [most] = best(sharesOf(graph, inputs), 1);
    return [bar(graph.name, most?.share ?? 0, "currentColor")];
  });
  return h("div", { class: "ta-bars ta-counterparts ta-each" }, h("h4", {}, "most in one node"), ...rows);
}

/** Leave out what does not fit: a host clips what hangs out of a cell. Samples go first, then the last graphs. */
function shorten(element: HTMLElement, height: number): void {
  const spare = [
    ...element.querySelectorAll(".ta-counterparts"),
    ...element.querySelectorAll(".ta-samples li"),
  ];
  while (element.offsetHeight > height && spare.length) spare.pop()?.remove();
  const samples = element.querySelector(".ta-samples");
  if (samples && !samples.childElementCount) samples.remove();
}

/** Beside the node, where it hides the least of what is lit up; a host clips what hangs out of it. */
function place(
  element: HTMLElement,
  host: HTMLElement,
  stage: HTMLElement,
  scene: Scene,
  ref: NodeRef,
  { opacity }: Emphasis,
): void {
  const { at, radii } = scene.panels[ref.graph];
  // In the canvas' coordinates, where the host's corner lies up and left.
  const room = {
    x: -stage.offsetLeft,
    y: -stage.offsetTop,
    width: host.clientWidth,
    height: host.clientHeight,
  };
  const size = { x: 0, y: 0, width: element.offsetWidth, height: element.offsetHeight };
  const disc = { x: at[2 * ref.node], y: at[2 * ref.node + 1], r: radii[ref.node] };
  const hidden = (box: Box) => (opacity ? litIn(scene, opacity, box) : 0);
  const { x, y } = placeBeside(disc, size, room, hidden);
  element.style.transform = `translate(${Math.round(x - room.x)}px, ${Math.round(y - room.y)}px)`;
}

function litIn(scene: Scene, opacity: readonly Float32Array[], box: Box): number {
  let sum = 0;
  scene.panels.forEach(({ at }, g) => {
    opacity[g].forEach((shown, node) => {
      if (shown > FAINT && contains(box, at[2 * node], at[2 * node + 1])) sum += shown;
    });
  });
  return sum;
}
