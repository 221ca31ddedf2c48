// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import widget from "../src/index";
import { FakeModel, large, load } from "./fixtures";
import { clearStage, nextFrame, pen, pendingFrames, setStage, show } from "./stage";

beforeEach(setStage);
afterEach(clearStage);

describe("the theme", () => {
  const themeIn = (style: string, attributes: Record<string, string> = {}) => {
    document.body.setAttribute("style", style);
    for (const [name, value] of Object.entries(attributes)) document.body.setAttribute(name, value);
    const theme = show().el.querySelector<HTMLElement>(".topoalign")?.dataset.theme;
    for (const name of ["style", ...Object.keys(attributes)]) document.body.removeAttribute(name);
    return theme;
  };

  it("is what the host declares, else what lies behind the widget", () => {
    expect(themeIn("", { "data-jp-theme-light": "false" })).toBe("dark");
    expect(themeIn("", { "data-vscode-theme-kind": "vscode-high-contrast" })).toBe("dark");
    expect(themeIn("", { class: "dark" })).toBe("dark");
    expect(themeIn("background-color: rgb(17, 17, 17)")).toBe("dark");
    expect(themeIn("background-color: rgb(255, 255, 255)")).toBe("light");
  });

  it("follows a change of what is behind it, though the widget has a colour of its own", () => {
    const { model, el } = show();
    const root = el.querySelector<HTMLElement>(".topoalign");
    root?.style.setProperty("background-color", "rgb(255, 255, 255)");
    document.body.setAttribute("style", "background-color: rgb(17, 17, 17)");
    model.arrive({ theme: "auto" });
    expect(root?.dataset.theme).toBe("dark");
    document.body.removeAttribute("style");
  });
});

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

  it("has the kernel undo and redo, which knows what was done in other views and in Python", () => {
    const { model, key } = show(new FakeModel({ ...load("categories").state, _regions: [] }));
    model.arrive({ _undoable: { undo: true, redo: true } });
    key("z", { ctrlKey: true });
    key("y", { ctrlKey: true });
    expect(model.sent).toMatchObject([{ kind: "undo" }, { kind: "redo" }]);
  });

  it("asks for the regions, unless they are known or there are none", () => {
    expect(show().model.sent).toEqual([{ kind: "regions" }]);
    const known = show(new FakeModel({ ...load("categories").state, _regions: [] }));
    expect(known.model.sent).toEqual([]);
  });

  it("speaks of other graphs only where there are some", () => {
    const { state } = load("categories");
    const [first] = state._manifest.graphs;
    const alone = { ...state, _manifest: { ...state._manifest, graphs: [first] } };
    const link = (el: Element) => el.querySelector<HTMLButtonElement>("[title^='Panels move together']")!;
    const [one, two] = [new FakeModel(alone), new FakeModel(state)].map((model) => show(model).el);
    expect(one.querySelector(".ta-hint")!.textContent).not.toContain("other graphs");
    expect(link(one).disabled).toBe(true);
    expect(two.querySelector(".ta-hint")!.textContent).toContain("other graphs");
    expect(link(two).disabled).toBe(false);
  });

  it("closes with Escape what a button has opened, and gives the keyboard back to the picture", () => {
    const { el, canvas, key } = show();
    const leave = (from: Element) =>
      from.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    const button = el.querySelector<HTMLElement>("[title^='Keys and gestures']")!;
    const sheet = el.querySelector<HTMLElement>(".ta-help")!;
    button.click();
    expect(sheet.hidden).toBe(false);
    leave(button);
    expect(sheet.hidden).toBe(true);
    key("/");
    const field = el.querySelector<HTMLInputElement>("input[type=search]")!;
    expect(document.activeElement).toBe(field);
    leave(field);
    expect(document.activeElement).toBe(canvas);
  });

  it("keeps keys that it uses to itself, and lets others pass", () => {
    const { el, key } = show();
    const passed: string[] = [];
    el.addEventListener("keydown", (event) => passed.push((event as KeyboardEvent).key));
    for (const name of ["ArrowUp", "Escape", "c", "F5", "y", "q"]) key(name);
    expect(passed).toEqual(["F5", "y"]);
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
  });

  it("hurries while a large picture moves, and is fine again at rest", () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const widths: unknown[] = [];
    let scale = 1;
    pen.transform = (k: number) => {
      scale = k;
    };
    pen.restore = () => {
      scale = 1;
    };
    // Edges are the lines; frames of panels are none.
    let isLine = false;
    pen.beginPath = () => {
      isLine = false;
    };
    pen.lineTo = () => {
      isLine = true;
    };
    pen.stroke = (path: unknown) => (path || isLine) && widths.push((pen.lineWidth as number) * scale);
    const widest = () => {
      widths.length = 0;
      nextFrame();
      return Math.max(...(widths as number[]));
    };
    const { key } = show(new FakeModel(large(1000)));
    key("+");
    expect(widest()).toBeCloseTo(1);
    vi.advanceTimersByTime(400);
    expect(widest()).toBeGreaterThan(1);
    for (const name of ["stroke", "transform", "restore", "beginPath", "lineTo"]) delete pen[name];
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
    expect(pendingFrames()).toBe(0);
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

  it("forgets what was broken only when that has been mended", () => {
    const { model, el } = show();
    model.arrive({ _positions: new DataView(new ArrayBuffer(3)) });
    model.arrive({ selection: { nodes: {}, inputs: [1] } });
    expect(el.querySelector(".ta-error")?.textContent).toMatch(/cut off/);
  });

  it("says in the cell that drawing failed", () => {
    const { model, el, key } = show();
    pen.clip = () => {
      throw new Error("no clip");
    };
    key("+");
    nextFrame();
    delete pen.clip;
    expect(el.querySelector("[role=alert]")?.textContent).toMatch(/no clip/);
    expect(model.listeners).toBe(0);
  });

  it("takes over other graphs with their colours, or none of it", () => {
    const { model, el, key } = show();
    const { _manifest, _topology, _positions } = load("empty").state;
    // Two inputs, and the colours of eight: refused.
    model.arrive({ _manifest, _topology, _positions });
    expect(el.querySelector(".ta-error")?.textContent).toMatch(/colours/);
    nextFrame();
    expect(el.querySelector("[role=alert]")).toBeNull();
    // The graphs before are still there to be walked and picked.
    key("2");
    key("Enter");
    expect(Object.keys(model.state.selection.nodes)).toEqual(["b"]);
    model.arrive({ ...load("numbers").state });
    expect(el.querySelector(".ta-error")).toBeNull();
    expect(el.querySelector(".ta-scale")).not.toBeNull();
  });

  it("shows what the kernel is doing, how far it is, and what went wrong", () => {
    const { model, el } = show();
    const status = () => el.querySelector(".ta-status");
    model.arrive({ status: { kind: "busy", message: "laying out", fraction: 0.4 } });
    expect(status()?.querySelector(".ta-message")?.textContent).toBe("laying out 40 %");
    expect(status()?.querySelector("progress")?.getAttribute("value")).toBe("0.4");
    model.arrive({ status: { kind: "error", message: "out of memory", fraction: null } });
    expect(status()?.className).toContain("ta-error");
    expect(status()?.querySelector("progress")).toBeNull();
  });

  it.each(["numbers", "lens", "survival", "empty"])("draws %s", (name) => {
    const { el } = show(new FakeModel(load(name).state));
    expect(el.querySelector(".ta-scale, .ta-key")).not.toBeNull();
  });

  it("selects a category from the legend", () => {
    const { model, el } = show();
    el.querySelectorAll<HTMLElement>(".ta-key")[1].click();
    expect(model.state.selection).toEqual({ nodes: {}, inputs: [2, 4, 7] });
  });
});
