// Mouse, pen and touch on the canvas.
import { hasFocus } from "../controls/dom";
import { insidePolygon } from "../geometry/polygon";
import type { Store } from "../model/store";
import type { Projection } from "../scene/camera";
import { nodeAt, nodesIn, panelAt, type Scene } from "../scene/scene";
import type { Actions } from "./actions";

/** Pixels that a pointer may move and still click. */
const STILL = 4;
const WHEEL_SPEED = 0.0016;
const PINCH_SPEED = 0.01;

interface Drag {
  panel: number;
  x: number;
  y: number;
  moved: boolean;
  lasso: boolean;
  projection: Projection;
}

export function listenToPointer(
  canvas: HTMLCanvasElement,
  store: Store,
  scene: () => Scene,
  regionAt: (x: number, y: number) => number | null,
  actions: Actions,
  signal: AbortSignal,
): void {
  let drag: Drag | null = null;
  const place = (event: MouseEvent): [number, number] => {
    const box = canvas.getBoundingClientRect();
    // The host may show the canvas scaled.
    return [
      ((event.clientX - box.left) / (box.width || 1)) * canvas.clientWidth,
      ((event.clientY - box.top) / (box.height || 1)) * canvas.clientHeight,
    ];
  };
  const adds = (event: MouseEvent) => event.shiftKey || event.ctrlKey || event.metaKey;
  const on = <K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (event: HTMLElementEventMap[K]) => void,
    options: AddEventListenerOptions = {},
  ) => canvas.addEventListener(type, listener, { ...options, signal });

  on("pointerdown", (event) => {
    const [x, y] = place(event);
    const panel = panelAt(scene(), x, y);
    if (event.button !== 0 || panel < 0) return;
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    const lasso = event.shiftKey || store.traits.get("tool") === "lasso";
    drag = { panel, x, y, moved: false, lasso, projection: scene().panels[panel].projection };
    store.setActivePanel(panel);
  });

  on("pointermove", (event) => {
    const [x, y] = place(event);
    if (!drag) {
      // What a click would pick.
      const node = nodeAt(scene(), x, y);
      store.setHover(node);
      store.lightRegion(node ? null : regionAt(x, y));
      return;
    }
    if (drag.lasso && drag.moved && !store.lasso) {
      // Esc has cancelled the lasso; the button is still down.
      drag = null;
      return;
    }
    drag.moved ||= Math.hypot(x - drag.x, y - drag.y) > STILL;
    if (!drag.moved) return;
    // Who drags does not point.
    store.setHover(null);
    if (drag.lasso) {
      const polygon = store.lasso?.polygon ?? [drag.x, drag.y];
      store.setLasso({ graph: drag.panel, polygon: [...polygon, x, y] });
    } else {
      store.cameras.set(drag.panel, drag.projection.panned(x - drag.x, y - drag.y));
    }
  });

  on("pointerup", (event) => {
    if (!drag) return;
    const { moved, panel } = drag;
    const { lasso } = store;
    drag = null;
    if (lasso) {
      store.setLasso(null);
      const caught = nodesIn(scene(), panel, (x, y) => insidePolygon(lasso.polygon, x, y));
      if (caught.length || !adds(event)) actions.pick(caught, adds(event));
    } else if (!moved) {
      const at = place(event);
      const node = nodeAt(scene(), ...at);
      const region = regionAt(...at);
      if (node) actions.pick([node], adds(event));
      else if (adds(event)) return;
      else if (region !== null) store.selectRegion(region);
      else actions.clear();
    }
  });

  on("pointercancel", () => {
    drag = null;
    store.setLasso(null);
  });
  on("pointerleave", () => {
    if (drag) return;
    store.setHover(null);
    store.lightRegion(null);
  });
  on("dblclick", (event) => {
    if (!nodeAt(scene(), ...place(event))) actions.fit();
  });
  on(
    "wheel",
    (event) => {
      const [x, y] = place(event);
      const panel = panelAt(scene(), x, y);
      const pinch = event.ctrlKey;
      // The page scrolls past a picture that nobody has clicked.
      if (panel < 0 || !(pinch || hasFocus(canvas))) return;
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      actions.zoom(panel, Math.exp(-event.deltaY * lines * (pinch ? PINCH_SPEED : WHEEL_SPEED)), x, y);
    },
    { passive: false },
  );
}
