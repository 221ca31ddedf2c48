// A page without a canvas: what the view draws goes nowhere, and frames come when the test says so.
import { vi } from "vitest";
import widget from "../src/index";
import { FakeModel, load } from "./fixtures";

/** A pen that draws nothing; happy-dom has no canvas. */
export const pen = new Proxy({} as Record<string, unknown>, {
  get: (own, name: string) => {
    if (name === "measureText") return (text: string) => ({ width: 7 * text.length });
    if (name === "createLinearGradient") return () => ({ addColorStop() {} });
    return own[name] ?? (() => {});
  },
  set: (own, name: string, value) => {
    own[name] = value;
    return true;
  },
});

let frames: FrameRequestCallback[] = [];

export const pendingFrames = (): number => frames.length;

export function nextFrame(): void {
  const due = frames;
  frames = [];
  for (const frame of due) frame(performance.now());
}

export function setStage(): void {
  document.body.replaceChildren();
  frames = [];
  vi.stubGlobal(
    "Path2D",
    class {
      moveTo() {}
      lineTo() {}
    },
  );
  vi.stubGlobal("requestAnimationFrame", (frame: FrameRequestCallback) => frames.push(frame));
  vi.stubGlobal("cancelAnimationFrame", () => {
    frames = [];
  });
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(pen as never);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(800);
}

export function clearStage(): void {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
}

export function show(model = new FakeModel(load("categories").state)) {
  const el = document.createElement("div");
  document.body.append(el);
  const close = widget.render({ model, el } as never);
  nextFrame();
  const canvas = el.querySelector("canvas");
  const key = (name: string, options: KeyboardEventInit = {}) =>
    canvas?.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, ...options }));
  const pointer = (type: string, x: number, y: number, options: PointerEventInit = {}) =>
    canvas?.dispatchEvent(
      new PointerEvent(type, { clientX: x, clientY: y, button: 0, pointerId: 1, ...options }),
    );
  return { model, el, close, canvas, key, pointer };
}
