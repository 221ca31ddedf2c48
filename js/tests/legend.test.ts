// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { legend } from "../src/controls/legend";
import { leastWidth } from "../src/controls/legend_categories";
import type { WidgetState } from "../src/model/state";
import { control } from "./controls";
import { load } from "./fixtures";
import { clearStage, setStage } from "./stage";

beforeEach(setStage);
afterEach(clearStage);

const shown = (name = "categories") =>
  control((store, _, signal) => legend(store, signal), load(name).state as Partial<WidgetState>);

type Control = ReturnType<typeof shown>;

const click = (element: Element, init: MouseEventInit = {}) =>
  element.dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 1, ...init }));
const filter = ({ model }: Control) => model.state.filter;

describe("categories in the legend", () => {
  it("are selected by their names", () => {
    const view = shown();
    view.all(".ta-key")[1].click();
    expect(view.model.state.selection).toEqual({ nodes: {}, inputs: [2, 4, 7] });
    view.all(".ta-key")[3].click();
    expect(view.model.state.selection.inputs).toEqual([3]);
  });

  it("are hidden and shown again by their dots, in one message each", () => {
    const view = shown();
    const [, news] = view.all(".ta-dot");
    click(news);
    expect(filter(view)).toEqual({ column: "topic", categories: [0, 2, -1], range: null });
    expect(news.getAttribute("aria-pressed")).toBe("false");
    expect(view.all(".ta-category")[1].classList.contains("ta-off")).toBe(true);
    click(news);
    expect(filter(view).categories).toBeNull();
    expect(view.model.saved).toHaveLength(2);
  });

  it("are shown alone after a double click, and all again after another", () => {
    const view = shown();
    const dot = view.all(".ta-dot")[2];
    const doubleClick = () => {
      click(dot);
      click(dot, { detail: 2 });
    };
    doubleClick();
    expect(filter(view).categories).toEqual([2]);
    doubleClick();
    expect(filter(view).categories).toBeNull();
    click(dot, { shiftKey: true });
    expect(filter(view).categories).toEqual([2]);
  });

  it("come back with one button, which is there only then", () => {
    const view = shown();
    const all = view.one<HTMLButtonElement>(".ta-legend-all");
    expect(all.hidden).toBe(true);
    click(view.all(".ta-dot")[0]);
    expect(all.hidden).toBe(false);
    all.click();
    expect(filter(view).categories).toBeNull();
    expect(all.hidden).toBe(true);
  });

  it("follow Python, as long as the filter is of their column", () => {
    const view = shown();
    const pressed = () => view.all(".ta-dot").map((dot) => dot.getAttribute("aria-pressed"));
    view.model.arrive({ filter: { column: "topic", categories: [1], range: null } });
    expect(pressed()).toEqual(["false", "true", "false", "false"]);
    view.model.arrive({ filter: { column: "other", categories: [1], range: null } });
    expect(pressed()).toEqual(["true", "true", "true", "true"]);
  });
});

/** Lay the legend out as a browser would: entries of 100 by 28 pixels in rows of a width. */
function layOut(width: number) {
  const inRow = Math.floor(width / 100);
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(28);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(width);
  vi.spyOn(HTMLElement.prototype, "offsetTop", "get").mockImplementation(function (this: HTMLElement) {
    const seen = [...this.parentElement!.children].filter((child) => !(child as HTMLElement).hidden);
    return 28 * Math.floor(seen.indexOf(this) / inRow);
  });
  let observed = () => {};
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(heard: () => void) {
        observed = heard;
      }
      observe() {}
      disconnect() {}
    },
  );
  return () => observed();
}

describe("the least width of a legend", () => {
  it.each([
    [[100], 104],
    [[100, 100], 104],
    [[50, 50, 100, 30], 138],
    [[10, 10, 10, 200], 204],
  ])("holds entries of %j in two rows", (widths, least) => {
    expect(leastWidth(widths)).toBe(least);
  });
});

describe("a legend without room", () => {
  const visible = (view: Control) => view.all(".ta-category").filter((entry) => !entry.hidden).length;

  it("has two rows, counts what is left out, and lists everything on demand", () => {
    const resize = layOut(200);
    const { state } = load("categories");
    const categories = ["a", "b", "c", "d", "e", "f", "g"];
    const scale = { ...state._color_scale, categories } as WidgetState["_color_scale"];
    const view = control((store, _, signal) => legend(store, signal), { _color_scale: scale });
    resize();
    // Three entries and the button that tells of the rest; the missing are an eighth category.
    expect(visible(view)).toBe(3);
    const more = view.one<HTMLButtonElement>(".ta-legend-more");
    expect(more.textContent).toBe("+ 5 more");
    more.click();
    const list = view.one(".ta-legend-list");
    expect(list.hidden).toBe(false);
    expect(list.querySelectorAll(".ta-key")).toHaveLength(8);
    click(list.querySelectorAll(".ta-dot")[6]);
    expect(filter(view).categories).toEqual([0, 1, 2, 3, 4, 5, -1]);
    view.press(list, "Escape");
    expect(list.hidden).toBe(true);
    expect(document.activeElement).toBe(more);
  });

  it("shows all of them where they fit", () => {
    const resize = layOut(1000);
    const view = shown();
    resize();
    expect(visible(view)).toBe(4);
    expect(view.one(".ta-legend-more").hidden).toBe(true);
  });
});

describe("numbers in the legend", () => {
  it("have a colour for what has none, where there is something", () => {
    const { model, element } = shown("numbers");
    expect(element.textContent).not.toContain("no value");
    const none = new Float32Array(model.state._manifest.n_inputs).fill(Number.NaN);
    model.arrive({ _colors: new DataView(none.buffer) });
    expect(element.textContent).toContain("no value");
  });

  const ramp = () => {
    const view = shown("numbers");
    const element = view.one(".ta-ramp");
    vi.spyOn(element, "getBoundingClientRect").mockReturnValue({ left: 100, width: 200 } as DOMRect);
    element.setPointerCapture = () => {};
    const pointer = (type: string, x: number, target: HTMLElement = element) =>
      target.dispatchEvent(
        new PointerEvent(type, { clientX: 100 + 2 * x, button: 0, pointerId: 1, bubbles: true }),
      );
    return { view, pointer, low: -3.25, high: 3.25 };
  };

  it("are brushed over, seen while they are, and sent once", () => {
    const { view, pointer } = ramp();
    pointer("pointerdown", 60);
    pointer("pointermove", 40);
    pointer("pointermove", 20);
    expect(view.store.filter.range).toEqual([-1.95, 0.65]);
    expect(view.model.saved).toEqual([]);
    pointer("pointerup", 20);
    expect(filter(view)).toEqual({ column: "score", categories: null, range: [-1.95, 0.65] });
    expect(view.model.saved).toHaveLength(1);
    expect(view.one(".ta-from").textContent).toBe("-1.95");
  });

  it("are all shown after a click, and after a brush over everything", () => {
    const { view, pointer } = ramp();
    view.model.arrive({ filter: { column: "score", categories: null, range: [0, 1] } });
    pointer("pointerdown", 50);
    pointer("pointermove", 51);
    pointer("pointerup", 51);
    expect(filter(view).range).toBeNull();
    pointer("pointerdown", -5);
    pointer("pointermove", 120);
    pointer("pointerup", 120);
    expect(filter(view).range).toBeNull();
  });

  it("keep one end while the other is dragged; the ends of the scale are exact", () => {
    const { view, pointer, low } = ramp();
    view.model.arrive({ filter: { column: "score", categories: null, range: [0, 1.125] } });
    pointer("pointerdown", 50, view.all(".ta-ramp-end")[0]);
    pointer("pointermove", -3);
    pointer("pointerup", -3);
    expect(filter(view).range).toEqual([low, 1.125]);
  });

  it("go back to what was shown when the browser takes the pointer away", () => {
    const { view, pointer } = ramp();
    pointer("pointerdown", 20);
    pointer("pointermove", 60);
    pointer("pointercancel", 60);
    expect(view.store.filter.range).toBeNull();
    expect(view.model.saved).toEqual([]);
  });

  it("are moved by keys", () => {
    const { view, high } = ramp();
    const [from] = view.all(".ta-ramp-end");
    view.press(from, "ArrowRight");
    expect(filter(view).range).toEqual([-3.185, high]);
    view.press(from, "Escape");
    expect(filter(view).range).toBeNull();
  });
});

describe("dates in the legend", () => {
  const dated = (domain: [number, number]) => {
    const view = shown("numbers");
    const scale = { ...view.model.state._color_scale, domain, diverging: false, start: 1577836800 };
    view.model.arrive({ _color_scale: scale as never });
    return view;
  };
  const ends = (view: Control) => [".ta-from", ".ta-to"].map((own) => view.one(own).textContent);

  it("are told as such, as exactly as they differ", () => {
    expect(ends(dated([0, 365 * 86400]))).toEqual(["2020-01-01", "2020-12-31"]);
    expect(ends(dated([0, 86400]))).toEqual(["2020-01-01 00:00", "2020-01-02 00:00"]);
    expect(ends(dated([0, 90]))).toEqual(["2020-01-01 00:00:00", "2020-01-01 00:01:30"]);
  });

  it("are told to assistive technology, in the tooltip, and when a range is moved", () => {
    const view = dated([0, 1000 * 86400]);
    expect(view.one(".ta-scale").title).toContain("from 2020-01-01 to 2022-09-27");
    const [from] = view.all(".ta-ramp-end");
    expect(from.getAttribute("aria-valuetext")).toBe("2020-01-01");
    view.press(from, "ArrowRight");
    expect(from.getAttribute("aria-valuetext")).toBe("2020-01-11");
    expect(ends(view)[0]).toBe("2020-01-11");
  });
});

describe("a legend of other colours", () => {
  it("forgets what was being brushed", () => {
    const view = shown("numbers");
    view.store.draftFilter({ categories: null, range: [0, 1] });
    const { _color_scale, _colors } = load("categories").state;
    view.model.arrive({ _color_scale, _colors });
    expect(view.all(".ta-dot")).toHaveLength(4);
    expect(view.store.filter.range).toBeNull();
  });
});
