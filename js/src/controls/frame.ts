// How much room the picture has: the height that the widget is told, the one a handle is dragged to, or the whole screen.
import type { Store } from "../model/store";
import { h } from "./dom";
import "./frame.css";
import { NARROW } from "./inside";

/** Limits of the height, in pixels: those of the trait. */
const [LOWEST, HIGHEST] = [120, 4000];
/** What is beside the picture needs so many pixels, if it may have them. */
const BESIDE = 520;
/** Pixels that an arrow key moves the handle. */
const STEP = 20;

/** What the panels may take, and what they take also where the graphs are less high, in pixels. */
export interface Room {
  height: number;
  least?: number;
}

export interface Frame {
  /** The handle to drag, under the canvas. */
  handle: HTMLElement;
  room: () => Room;
  isFull: () => boolean;
  toggleFull: () => void;
}

/**
 * @param root The widget, which takes the whole screen.
 * @param body The part of it that becomes higher or less high.
 */
export function pictureFrame(
  store: Store,
  root: HTMLElement,
  body: HTMLElement,
  canvas: HTMLCanvasElement,
  signal: AbortSignal,
): Frame {
  const screen = wholeScreen(store, root, signal);
  const { handle, height, isDragged } = heightHandle(store, canvas, signal);
  const resized = new ResizeObserver(() => {
    if (screen.isFull()) store.changed();
  });
  resized.observe(body);
  signal.addEventListener("abort", () => resized.disconnect(), { once: true });
  return {
    handle,
    room: () => {
      const most = screen.isFull() ? Math.max(LOWEST, body.clientHeight) : height();
      if (screen.isFull() || isDragged()) return { height: most, least: most };
      const isBeside = store.side !== null && body.clientWidth >= NARROW;
      return isBeside ? { height: most, least: BESIDE } : { height: most };
    },
    ...screen,
  };
}

/** The browser's full screen, or, where the host forbids that, all of the page. */
function wholeScreen(
  store: Store,
  root: HTMLElement,
  signal: AbortSignal,
): Pick<Frame, "isFull" | "toggleFull"> {
  let overlays = false;
  const isFullScreen = () => (root.getRootNode() as Document | ShadowRoot).fullscreenElement === root;
  const isFull = () => overlays || isFullScreen();
  const follow = () => {
    root.classList.toggle("ta-full", isFull());
    store.changed();
  };
  root.addEventListener("fullscreenchange", follow, { signal });
  const toggleFull = async () => {
    if (overlays) overlays = false;
    else if (isFullScreen()) await root.ownerDocument.exitFullscreen();
    else {
      try {
        await root.requestFullscreen();
      } catch {
        overlays = true;
      }
    }
    follow();
  };
  return { isFull, toggleFull };
}

function heightHandle(
  store: Store,
  canvas: HTMLCanvasElement,
  signal: AbortSignal,
): { handle: HTMLElement; height: () => number; isDragged: () => boolean } {
  const { traits } = store;
  const handle = h("div", {
    class: "ta-height",
    role: "separator",
    tabindex: "0",
    "aria-orientation": "horizontal",
    "aria-label": "Height of the picture",
    "aria-valuemin": String(LOWEST),
    "aria-valuemax": String(HIGHEST),
    title: "Drag to make the picture higher or less high (arrow keys)",
  });
  /** While the handle is dragged. */
  let draft: number | null = null;
  /** What was asked for here is filled; what Python asks for is what the graphs may take. */
  let own: number | null = null;
  const height = () => draft ?? traits.get("height");
  const clamped = (pixels: number) => Math.round(Math.max(LOWEST, Math.min(HIGHEST, pixels)));
  const set = (pixels: number) => {
    draft = null;
    own = clamped(pixels);
    traits.commit({ height: own });
    store.changed();
  };
  let drag: { y: number; height: number } | null = null;
  const on = (type: "pointerdown" | "pointermove" | "pointerup", heard: (event: PointerEvent) => void) =>
    handle.addEventListener(type, heard, { signal });
  on("pointerdown", (event) => {
    if (event.button !== 0) return;
    handle.setPointerCapture(event.pointerId);
    drag = { y: event.clientY, height: canvas.clientHeight };
  });
  on("pointermove", ({ clientY }) => {
    if (!drag) return;
    draft = clamped(drag.height + clientY - drag.y);
    store.changed();
  });
  on("pointerup", ({ clientY }) => {
    if (drag && clientY !== drag.y) set(drag.height + clientY - drag.y);
    drag = null;
  });
  handle.addEventListener(
    "pointercancel",
    () => {
      drag = draft = null;
      store.changed();
    },
    { signal },
  );
  handle.addEventListener(
    "keydown",
    (event) => {
      const step = { ArrowUp: -STEP, ArrowDown: STEP }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      set(canvas.clientHeight + step);
    },
    { signal },
  );
  const refresh = () => handle.setAttribute("aria-valuenow", String(height()));
  store.subscribe(refresh);
  refresh();
  return { handle, height, isDragged: () => draft !== null || own === traits.get("height") };
}
