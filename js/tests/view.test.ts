// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import widget from "../src/index";
import { FakeModel, load } from "./fixtures";

/** A pen that draws nothing; happy-dom has no canvas. */
const pen = new Proxy({} as Record<string, unknown>, {
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
const nextFrame = () => {
  const due = frames;
  frames = [];
  for (const frame of due) frame(performance.now());
};

beforeEach(() => {
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
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function show(model = new FakeModel(load("categories").state)) {
  const el = document.createElement("div");
  document.body.append(el);
  const close = widget.render({ model, el } as never);
  nextFrame();
  const canvas = el.querySelector("canvas");
  const key = (name: string, options: KeyboardEventInit = {}) =>
    canvas?.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, ...options }));
  return { model, el, close, canvas, key };
}

describe("a view", () => {
  it("says when it has drawn", () => {
    const { el } = show();
    expect(el.querySelector<HTMLElement>(".topoalign")?.dataset.ready).toBe("true");
    expect(el.querySelector(".ta-legend")?.textContent).toContain("news");
  });

  it("shows text from metadata as text", () => {
    const { el } = show();
    expect(el.textContent).toContain("<img src=x onerror=boom()>");
    expect(el.querySelector("img")).toBeNull();
  });

  it("sends one message for a gesture and none for an echo", () => {
    const { model, key } = show();
    key("ArrowRight");
    expect(model.saved).toEqual([]);
    key("Enter");
    expect(model.saved).toHaveLength(1);
    const selection = structuredClone(model.state.selection);
    expect(selection.inputs.length).toBeGreaterThan(0);
    model.arrive({ selection });
    key("Enter");
    expect(model.saved).toHaveLength(1);
  });

  it("undoes what Python selected, too", () => {
    const { model, key } = show();
    model.arrive({ selection: { nodes: {}, inputs: [1, 2] } });
    key("z", { ctrlKey: true });
    expect(model.state.selection).toEqual({ nodes: {}, inputs: [] });
    key("y", { ctrlKey: true });
    expect(model.state.selection).toEqual({ nodes: {}, inputs: [1, 2] });
  });

  it("keeps keys that it uses to itself, and lets others pass", () => {
    const { el, key } = show();
    const passed: string[] = [];
    el.addEventListener("keydown", (event) => passed.push((event as KeyboardEvent).key));
    for (const name of ["ArrowUp", "Escape", "c", "F5", "q"]) key(name);
    expect(passed).toEqual(["F5", "q"]);
  });

  it("moves its camera without a message until it rests", () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { model, key } = show();
    key("+");
    nextFrame();
    key("+");
    expect(model.saved).toEqual([]);
    vi.advanceTimersByTime(400);
    expect(model.saved).toHaveLength(1);
    const { cameras } = model.state.view;
    expect(cameras.a[2]).toBeCloseTo(1.35 ** 2);
    expect(cameras.b).toEqual(cameras.a);
    vi.useRealTimers();
  });

  it("keeps in step with another view of the same model", () => {
    const first = show();
    const second = show(first.model);
    first.key("ArrowRight");
    first.key("Enter");
    const said = (el: HTMLElement) => el.querySelector(".ta-selection")?.textContent;
    expect(said(second.el)).toBe(said(first.el));
    expect(said(first.el)).toContain("1 node");
  });

  it("leaves nothing behind", () => {
    const { model, el, close } = show();
    expect(model.listeners).toBeGreaterThan(8);
    close();
    expect(model.listeners).toBe(0);
    expect(el.childElementCount).toBe(0);
    model.arrive({ selection: { nodes: {}, inputs: [1] } });
    expect(frames).toEqual([]);
  });

  it("ends with the host's signal as well", () => {
    const host = new AbortController();
    const model = new FakeModel(load("categories").state);
    const el = document.createElement("div");
    widget.render({ model, el, signal: host.signal } as never);
    host.abort();
    expect(model.listeners).toBe(0);
  });

  it("says in the cell what is broken", () => {
    const model = new FakeModel(load("categories").state);
    model.state._manifest = { ...model.state._manifest, version: 2 };
    const { el } = show(model);
    expect(el.querySelector("[role=alert]")?.textContent).toMatch(/version 2/);
    expect(model.listeners).toBe(0);
  });

  it("keeps the picture when later data are broken, and says so", () => {
    const { model, el } = show();
    model.arrive({ _positions: new DataView(new ArrayBuffer(3)) });
    expect(el.querySelector(".ta-error")?.textContent).toMatch(/cut off/);
    model.arrive({ _positions: load("categories").state._positions });
    expect(el.querySelector(".ta-error")).toBeNull();
  });

  it.each(["numbers", "lens", "empty"])("draws %s", (name) => {
    const { el } = show(new FakeModel(load(name).state));
    expect(el.querySelector(".ta-scale, .ta-key")).not.toBeNull();
  });

  it("selects a category from the legend", () => {
    const { model, el } = show();
    el.querySelectorAll<HTMLElement>(".ta-key")[1].click();
    expect(model.state.selection).toEqual({ nodes: {}, inputs: [2, 4, 7] });
  });
});
