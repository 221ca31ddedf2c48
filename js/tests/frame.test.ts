// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clearStage, nextFrame, setStage, show } from "./stage";

beforeEach(() => {
  setStage();
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockImplementation(function (this: HTMLElement) {
    return this.classList.contains("ta-body") ? 900 : Number.parseFloat(this.style.height) || 0;
  });
  HTMLElement.prototype.setPointerCapture = () => {};
});
afterEach(clearStage);

const settled = () => new Promise((resolve) => setTimeout(resolve));

function framed() {
  const view = show();
  const root = view.el.querySelector<HTMLElement>(".topoalign")!;
  const handle = view.el.querySelector<HTMLElement>(".ta-height")!;
  const height = () => {
    nextFrame();
    return Number.parseFloat(view.canvas!.style.height);
  };
  const pointer = (type: string, y: number) =>
    handle.dispatchEvent(new PointerEvent(type, { clientY: y, button: 0, pointerId: 1 }));
  const isFull = () => root.classList.contains("ta-full");
  return { ...view, root, handle, height, drag: pointer, isFull };
}

describe("the height of the picture", () => {
  it("follows the handle, and is sent once, at the end", () => {
    const view = framed();
    const before = view.height();
    view.drag("pointerdown", 500);
    view.drag("pointermove", 550);
    view.drag("pointermove", 600);
    expect(view.height()).toBe(before + 100);
    expect(view.model.saved).toEqual([]);
    view.drag("pointerup", 600);
    expect(view.model.saved).toEqual([{ height: before + 100 }]);
    expect(view.height()).toBe(before + 100);
  });

  it("stays within its limits, and where it was when nothing was dragged", () => {
    const view = framed();
    view.drag("pointerdown", 500);
    view.drag("pointerup", 500);
    expect(view.model.saved).toEqual([]);
    view.drag("pointerdown", 500);
    view.drag("pointerup", -5000);
    expect(view.model.state.height).toBe(120);
  });

  it("is changed by keys", () => {
    const view = framed();
    const before = view.height();
    view.handle.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
    expect(view.height()).toBe(before + 20);
    expect(view.handle.getAttribute("aria-valuenow")).toBe(String(before + 20));
  });
});

describe("full screen", () => {
  it("is the browser's, and the picture fills it", async () => {
    const view = framed();
    let full: Element | null = null;
    // happy-dom has none of its own.
    Object.defineProperty(document, "fullscreenElement", { get: () => full, configurable: true });
    const change = (to: Element | null) => {
      full = to;
      view.root.dispatchEvent(new Event("fullscreenchange"));
      return Promise.resolve();
    };
    view.root.requestFullscreen = () => change(view.root);
    document.exitFullscreen = () => change(null);
    const before = view.height();
    view.key("f");
    await settled();
    expect(view.isFull()).toBe(true);
    expect(view.height()).toBe(900);
    view.key("f");
    await settled();
    expect(view.isFull()).toBe(false);
    expect(view.height()).toBe(before);
  });

  it("is all of the page where the host forbids the browser's, and Esc leaves it", async () => {
    const view = framed();
    view.root.requestFullscreen = () => Promise.reject(new TypeError("Disallowed by permissions policy"));
    view.key("f");
    await settled();
    expect(view.isFull()).toBe(true);
    expect(view.height()).toBe(900);
    view.key("Escape");
    await settled();
    expect(view.isFull()).toBe(false);
    expect(view.model.saved).toEqual([]);
  });
});
