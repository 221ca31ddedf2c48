// One view of the widget: builds the elements, draws when something changed, and goes without a trace.
import "./view.css";
import { Causes } from "./causes";
import { account } from "./controls/account";
import { card, describe } from "./controls/card";
import { h, hasFocus } from "./controls/dom";
import { footer, selectionText } from "./controls/footer";
import { pictureFrame, type Room } from "./controls/frame";
import { help } from "./controls/help";
import { listPlace } from "./controls/inside";
import { legend } from "./controls/legend";
import { parameterPanel } from "./controls/parameters";
import { pictureSaver } from "./controls/picture_saver";
import { searchField } from "./controls/search";
import { type Giving, SENDING } from "./controls/send";
import { side } from "./controls/side";
import { toolbar } from "./controls/toolbar";
import { type Emphasis, emphasisOf, selectedIn, within } from "./draw/emphasis";
import { LayerStore } from "./draw/layer";
import { Pace } from "./draw/pace";
import { screenOf } from "./draw/pen";
import { drawPicture } from "./draw/picture";
import { bodiesOf, Surroundings } from "./draw/surroundings";
import { makeActions } from "./interact/actions";
import { listenToKeys } from "./interact/keyboard";
import { listenToPointer } from "./interact/pointer";
import type { Graph } from "./model/decode";
import { type Filtered, filtered } from "./model/filtering";
import { type NodeRef, pickedNodes } from "./model/selection";
import { Store } from "./model/store";
import type { Traits } from "./model/traits";
import { composeScene, type Scene } from "./scene/scene";
import { keepStill } from "./still";
import { dress, hostScheme, TOKENS, watchHost } from "./theme";

/** From this many nodes and edges on, motion is drawn less finely, before anybody has seen it stutter. */
const LARGE = 3000;
/** From this width on, in pixels, the list of regions is open at first: there is room for it. */
const ROOMY = 960;

export function mount(
  root: HTMLElement,
  traits: Traits,
  signal: AbortSignal,
  fail: (error: unknown) => void,
  giving: Giving = SENDING,
): void {
  const store = new Store(traits, signal);
  const canvas = h("canvas", {
    tabindex: "0",
    role: "application",
    "aria-label": `Mapper graphs of ${store.graphs.map((g) => g.name).join(", ")}. Press ? for keys.`,
  });
  const pen = screenOf(canvas);

  const sheet = help(traits.abilities);
  const stage = h("div", { class: "ta-stage" }, canvas);
  const body = h("div", { class: "ta-body" }, stage);
  const frame = pictureFrame(store, root, body, canvas, signal);
  const announcer = h("div", { class: "ta-unseen", "aria-live": "polite" });
  let scene: Scene;
  const composed = new Causes();
  /** The scene is another only when something in it is. */
  const compose = (time: number, width: number, { height, least }: Room, keepsFree: boolean) => {
    const { graphs, cameras, motion } = store;
    const positions = motion.at(time);
    if (!composed.differ(graphs, cameras.own, positions, motion.bounds, width, height, least, keepsFree))
      return;
    const shown = graphs.map((_, g) => store.cameraOf(g));
    scene = composeScene(graphs, positions, motion.bounds, shown, width, height, least, keepsFree);
  };
  // Gestures may come before the first frame, and before the host has given the widget a width.
  compose(0, 600, frame.room(), false);
  const search = searchField(store, canvas, signal);
  const saver = pictureSaver(store, () => ({ width, height: scene.height }), signal);
  const actions = makeActions(store, () => scene, sheet, search, frame, saver);
  const lists = side(store, actions, signal, giving);
  const listsAt = listPlace(store, body, lists);
  body.append(lists);
  root.append(
    h(
      "div",
      { class: "ta-head" },
      legend(store, signal),
      search,
      toolbar(store, actions, saver.element, signal),
    ),
    parameterPanel(store, actions, canvas, signal),
    body,
    frame.handle,
    footer(store, actions, signal),
    announcer,
    account(store, canvas),
    sheet,
  );
  root.addEventListener(
    "keydown",
    (event) => {
      const isField = event.target instanceof Element && event.target.matches("input, select");
      // JupyterLab lets Enter send no form whose keys it hears.
      if (isField && !event.ctrlKey && !event.metaKey) event.stopPropagation();
    },
    { signal },
  );
  const placeCard = card(store, root, stage);
  const regionAt = (x: number, y: number) => surroundings.regionAt(scene, x, y);
  listenToPointer(canvas, store, () => scene, regionAt, actions, signal);
  listenToKeys(canvas, store, () => scene, actions, signal);
  canvas.addEventListener("focus", () => store.changed(), { signal });
  canvas.addEventListener("blur", () => store.changed(), { signal });

  let emphasis: Emphasis;
  let left: Filtered;
  const filters = new Causes();
  const emphasised = new Causes();
  const selections = new Causes();
  let selected: Float32Array[] | null;
  let picked: NodeRef[];
  const emphasise = () => {
    const { graphs, coloring, filter, selection, hover, litInput } = store;
    if (filters.differ(coloring, filter)) left = filtered(coloring, filter);
    if (selections.differ(graphs, selection)) {
      selected = selectedIn(graphs, selection);
      picked = pickedNodes(graphs, selection);
    }
    if (!emphasised.differ(graphs, left, selection, hover, litInput)) return;
    emphasis = within(emphasisOf(graphs, selected, hover, litInput), left.shares);
  };

  let width = 0;
  const layers = new LayerStore();
  const pace = new Pace();
  const paced = new Causes();
  const surroundings = new Surroundings(() => redraw());
  const draw = (time: number) => {
    if (root.dataset.ready === undefined && root.clientWidth >= ROOMY && store.graphs.length > 1) {
      store.openSide("regions");
    }
    const room = frame.room();
    const keepsFree = listsAt.decide(room.height);
    // A host may hide the widget while it changes its theme, and show it again at the same size unannounced.
    width = stage.clientWidth || width;
    if (!width) return;
    const { graphs, coloring, hover, lasso } = store;
    compose(time, width, room, keepsFree);
    listsAt.put(scene.free);
    const { height } = scene;
    canvas.style.height = `${height}px`;
    const ratio = window.devicePixelRatio || 1;
    const [pixelsWide, pixelsHigh] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== pixelsWide || canvas.height !== pixelsHigh) {
      canvas.width = pixelsWide;
      canvas.height = pixelsHigh;
    }
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    emphasise();
    const tokens = TOKENS[store.scheme];
    const shown = { graphs, scene, coloring, tokens };
    const around = surroundings.of(store, scene, pen, !store.inMotion);
    store.countBodies(bodiesOf(around));
    const { inMotion, shownRegions, shownMembranes } = store;
    if (paced.differ(graphs, coloring, shownRegions, shownMembranes, width, height)) pace.forget();
    pen.fillStyle = tokens.surface;
    pen.fillRect(0, 0, width, height);
    drawPicture(pen, {
      ...shown,
      coloring: left.coloring,
      emphasis,
      around,
      // At rest only what is lit up changes.
      layers: inMotion ? null : layers.of(pen, width, height, ratio, shown, around, selected, picked),
      picked,
      hover,
      activePanel: hasFocus(canvas) ? store.activePanel : -1,
      lasso,
      finish: { hurried: inMotion && (isLarge(graphs) || pace.isLost), pixel: 1 / ratio },
      opaque: true,
    });
    placeCard(scene, emphasis);
    root.dataset.ready = "true";
    if (inMotion) requestAnimationFrame((next) => pace.took(next - time));
    if (store.motion.underWay) redraw();
    // When the frame is on the screen: what is still to be worked out must not keep it waiting.
    setTimeout(() => attempt(() => surroundings.advance()));
  };

  const attempt = (work: () => void) => {
    if (signal.aborted) return;
    try {
      work();
    } catch (error) {
      fail(error);
    }
  };
  let due = 0;
  const redraw = () => {
    if (due || signal.aborted) return;
    due = requestAnimationFrame((time) => {
      due = 0;
      attempt(() => draw(time));
    });
  };

  const follow = () => {
    const theme = traits.get("theme");
    const scheme = theme === "auto" ? hostScheme(root) : theme;
    dress(root, scheme);
    if (scheme !== store.scheme) store.setScheme(scheme);
  };
  const announce = () => {
    if (!hasFocus(canvas)) return;
    const text = store.hover ? describe(store, store.hover) : "";
    const said = [text, selectionText(store)].filter(Boolean).join("; ");
    if (announcer.textContent !== said) announcer.textContent = said;
  };

  store.subscribe(redraw);
  store.subscribe(announce);
  traits.on(["theme"], follow);
  watchHost(root, follow, signal);
  follow();
  const resized = new ResizeObserver(redraw);
  resized.observe(stage);
  watchPixelRatio(redraw, signal);
  signal.addEventListener(
    "abort",
    () => {
      resized.disconnect();
      cancelAnimationFrame(due);
      root.remove();
    },
    { once: true },
  );
  redraw();
  keepStill(store, root, signal);
  // Few have the patience to ask for them, and they are searched for beside the kernel's main thread.
  if (store.regionEntries === null) store.order({ kind: "regions" });
}

const isLarge = (graphs: readonly Graph[]): boolean =>
  graphs.reduce((marks, { nNodes, nEdges }) => marks + nNodes + nEdges, 0) > LARGE;

/** The media query holds for one ratio only, so it is asked anew after each change. */
function watchPixelRatio(changed: () => void, signal: AbortSignal): void {
  const query = matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
  const heard = () => {
    changed();
    watchPixelRatio(changed, signal);
  };
  query.addEventListener("change", heard, { once: true, signal });
}
