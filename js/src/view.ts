// One view of the widget: builds the elements, draws when something changed, and goes without a trace.
import "./view.css";
import { card, describe } from "./controls/card";
import { h, hasFocus } from "./controls/dom";
import { footer, selectionText } from "./controls/footer";
import { help } from "./controls/help";
import { legend } from "./controls/legend";
import { parameterPanel } from "./controls/parameters";
import { toolbar } from "./controls/toolbar";
import { type Emphasis, emphasisOf } from "./draw/emphasis";
import { drawPicture } from "./draw/picture";
import { makeActions } from "./interact/actions";
import { listenToKeys } from "./interact/keyboard";
import { listenToPointer } from "./interact/pointer";
import type { Graph } from "./model/decode";
import { pickedNodes } from "./model/selection";
import { Store } from "./model/store";
import type { Traits } from "./model/traits";
import { composeScene, type Scene } from "./scene/scene";
import { dress, hostScheme, TOKENS, watchHost } from "./theme";

/** From this many nodes and edges on, motion is drawn less finely. */
const LARGE = 3000;

export function mount(
  root: HTMLElement,
  traits: Traits,
  signal: AbortSignal,
  fail: (error: unknown) => void,
): void {
  const store = new Store(traits, signal);
  const canvas = h("canvas", {
    tabindex: "0",
    role: "application",
    "aria-label": `Mapper graphs of ${store.graphs.map((g) => g.name).join(", ")}. Press ? for keys.`,
  });
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("This browser gives no canvas to draw on.");

  const sheet = help();
  const stage = h("div", { class: "ta-stage" }, canvas, sheet);
  const announcer = h("div", { class: "ta-announcer", "aria-live": "polite" });
  const compose = (time: number, width: number): Scene => {
    const cameras = store.graphs.map((_, g) => store.cameraOf(g));
    const positions = store.positionsAt(time);
    return composeScene(store.graphs, positions, store.bounds, cameras, width, traits.get("height"));
  };
  // Gestures may come before the first frame, and before the host has given the widget a width.
  let scene = compose(0, 600);
  const actions = makeActions(store, () => scene, sheet);
  root.append(
    h("div", { class: "ta-head" }, legend(store, signal), toolbar(store, actions, signal)),
    parameterPanel(store, actions, canvas, signal),
    stage,
    footer(store, actions, signal),
    announcer,
  );
  const placeCard = card(store, root, stage);
  listenToPointer(canvas, store, () => scene, actions, signal);
  listenToKeys(canvas, store, () => scene, actions, signal);
  canvas.addEventListener("focus", () => store.changed(), { signal });
  canvas.addEventListener("blur", () => store.changed(), { signal });

  let emphasis: Emphasis;
  let emphasised: unknown[] = [];
  const emphasise = () => {
    const causes = [store.graphs, store.selection, store.hover];
    if (causes.every((cause, i) => cause === emphasised[i])) return;
    emphasised = causes;
    emphasis = emphasisOf(store.graphs, store.selection, store.hover);
  };

  let width = 0;
  const draw = (time: number) => {
    // A host may hide the widget while it changes its theme, and show it again at the same size unannounced.
    width = stage.clientWidth || width;
    if (!width) return;
    const { graphs, coloring, hover, lasso } = store;
    scene = compose(time, width);
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
    drawPicture(pen, width, height, {
      graphs,
      scene,
      coloring,
      emphasis,
      picked: pickedNodes(graphs, store.selection),
      hover,
      activePanel: hasFocus(canvas) ? store.activePanel : -1,
      lasso,
      tokens: TOKENS[store.scheme],
      finish: { hurried: store.inMotion && isLarge(graphs), pixel: 1 / ratio },
    });
    placeCard(scene, emphasis);
    root.dataset.ready = "true";
    if (store.tweens) redraw();
  };

  let frame = 0;
  const redraw = () => {
    if (!frame && !signal.aborted) {
      frame = requestAnimationFrame((time) => {
        frame = 0;
        try {
          draw(time);
        } catch (error) {
          fail(error);
        }
      });
    }
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
      cancelAnimationFrame(frame);
      root.remove();
    },
    { once: true },
  );
  redraw();
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
