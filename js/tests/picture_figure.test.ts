// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { WidgetState } from "../src/model/state";
import { Store } from "../src/model/store";
import { Traits } from "../src/model/traits";
import { composeFigure, type FigureOptions } from "../src/picture/figure";
import { pictureBlob, pictureUrl } from "../src/picture/picture";
import { SvgPen } from "../src/picture/svg_pen";
import { TOKENS } from "../src/theme";
import { part, pattern, region } from "./controls";
import { FakeModel, large, load } from "./fixtures";
import { wellFormed } from "./picture_xml";
import { clearStage, setStage } from "./stage";

beforeEach(setStage);
afterEach(clearStage);

const PLAIN: FigureOptions = {
  width: 900,
  height: 400,
  fills: false,
  scheme: "light",
  transparent: false,
  legend: true,
};

function storeOf(state: Partial<WidgetState> = {}, name = "categories"): Store {
  const life = new AbortController();
  const model = new FakeModel({ ...load(name).state, ...state });
  return new Store(new Traits(model as never, life.signal), life.signal);
}

/** The texts of a figure in their order, and the whole of it. */
function figure(store: Store, options: Partial<FigureOptions> = {}) {
  const pen = new SvgPen((_, text) => 6 * text.length);
  const own = composeFigure(store, { ...PLAIN, ...options }, pen);
  own.draw(pen);
  const svg = pen.document(own.width, own.height, own.title, own.description);
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
  return { ...own, svg, texts };
}

const SHOWN: Partial<WidgetState> = { _regions: [region(), region({ name: "news & <b>" })], regions: [1] };
const SELECTED: Partial<WidgetState> = { selection: { nodes: {}, inputs: [0, 1, 2] } };

describe("a figure", () => {
  it("has panels with titles, and under them what colours mean", () => {
    const { texts, svg, title, description, width } = figure(storeOf());
    expect(texts.slice(0, 4)).toEqual(["a", "4 nodes · 2 edges", "b", "3 nodes · 2 edges"]);
    expect(texts).toContain("topic");
    expect(texts).toContain("news");
    expect(title).toBe("Mapper graphs of a, b");
    expect(description).toContain("Nodes are coloured by topic");
    expect(width).toBe(900);
    expect(wellFormed(svg)).toBe("");
  });

  it("is as high as its panels and its legend", () => {
    const store = storeOf();
    const [own, bare] = [figure(store), figure(store, { legend: false })];
    expect(own.height).toBeGreaterThan(bare.height + 20);
    expect(bare.texts).toHaveLength(4);
    expect(figure(store, { legend: false, fills: true }).height).toBe(400 + 16);
  });

  it("names the regions that are drawn, and draws all their bubbles at once", () => {
    const { texts, svg } = figure(storeOf(SHOWN));
    const at = texts.indexOf("regions");
    expect(texts.slice(at, at + 3)).toEqual(["regions", "R1", "news &amp; &lt;b&gt;"]);
    expect(svg.match(/fill-rule="evenodd"/g)?.length).toBeGreaterThanOrEqual(2);
    expect(figure(storeOf()).texts).not.toContain("regions");
  });

  it("names membranes, and says of their walls what these show", () => {
    const kept = pattern({ name: "loop", parts: { a: part(), b: part({ kind: "opened" }) } });
    const { texts } = figure(storeOf({ _patterns: [pattern(), kept], ...SELECTED }));
    const at = texts.indexOf("membranes");
    expect(texts.slice(at, at + 7)).toEqual([
      "membranes",
      "selection, 3 inputs",
      "loop",
      "their walls",
      "thick: the same inputs",
      "thin: few in common",
      "gap: its loop is open",
    ]);
    expect(texts).not.toContain("selected");
    const lost = pattern({ parts: { a: part({ kind: "dissolved", p_value: 0.4 }) } });
    expect(figure(storeOf({ _patterns: [lost], ...SELECTED })).texts).toContain("droplets: dissolved");
  });

  it("has no membrane of the selection where the view has none", () => {
    const state = { ...SELECTED, _patterns: [pattern()] };
    expect(figure(storeOf(state)).texts).toContain("membranes");
    const { texts } = figure(storeOf({ ...state, selection_membrane: false }));
    expect(texts).not.toContain("membranes");
    expect(texts).toContain("3 inputs");
  });

  it("says what is selected where no membrane does", () => {
    const { texts } = figure(storeOf(SELECTED));
    expect(texts.slice(texts.indexOf("selected"))).toEqual(["selected", "3 inputs", "the share of a node"]);
  });

  it("shows nothing of what is pointed at", () => {
    const [still, pointed] = [storeOf(SHOWN), storeOf(SHOWN)];
    pointed.setHover({ graph: 0, node: 1 });
    pointed.lightRegion(1);
    pointed.hoverInput(2);
    pointed.setLasso({ graph: 0, polygon: [0, 0, 50, 0, 50, 50] });
    expect(figure(pointed).svg).toBe(figure(still).svg);
  });

  it("shows the cameras and the filter", () => {
    const view = { linked: true, cameras: { a: [0, 0, 3], b: [0, 0, 3] } as WidgetState["view"]["cameras"] };
    const plain = figure(storeOf());
    expect(figure(storeOf({ view })).svg).not.toBe(plain.svg);
    const filter = { column: "topic", categories: [0], range: null };
    // What is hidden is a ring.
    expect(figure(storeOf({ filter })).svg).toContain('r="3.5" stroke=');
    expect(plain.svg).not.toContain('r="3.5"');
  });

  it("of numbers has their scale, with what has none and what is filtered", () => {
    const store = storeOf({}, "numbers");
    const { column } = store.coloring.scale;
    const { texts, svg } = figure(store);
    expect(texts.slice(texts.indexOf(column)).length).toBeGreaterThanOrEqual(3);
    expect(svg.match(/<stop /g)?.length).toBeGreaterThanOrEqual(11);
    const filter = { column, categories: null, range: [1, 2] as [number, number] };
    expect(figure(storeOf({ filter }, "numbers")).texts).toContain("shown: 1 to 2");
  });

  it("without a background has none, in either theme", () => {
    for (const scheme of ["light", "dark"] as const) {
      const { surface, panel } = TOKENS[scheme];
      const look = (color: string) => `fill="${color.replace("#ffffff", "#fff")}"`;
      const [full, bare] = [false, true].map((transparent) => figure(storeOf(), { scheme, transparent }).svg);
      expect(full).toContain(look(surface));
      expect(bare).not.toContain(look(surface));
      // Rims of discs are all that has the panel's colour then.
      expect(bare).not.toMatch(new RegExp(`<path[^>]*${look(panel)}`));
      expect(bare).not.toContain("linearGradient");
    }
  });

  it("of many categories counts those that have no room", () => {
    const categories = Array.from({ length: 90 }, (_, k) => `a category with a number, which is ${k}`);
    const state = load("categories").state;
    const scale = { ...state._color_scale, categories } as WidgetState["_color_scale"];
    const { texts, height } = figure(storeOf({ _color_scale: scale }));
    const more = texts.find((text) => /^\+ \d+ more$/.test(text));
    const shown = texts.filter((text) => text.includes("which is")).length;
    expect(shown + Number(more?.match(/\d+/)?.[0])).toBeGreaterThanOrEqual(90);
    expect(texts).toContain("colours repeat");
    expect(height).toBeLessThan(600);
  });

  it("is at rest, also where a view of its store is moving", () => {
    const store = storeOf(SHOWN);
    const before = figure(store).svg;
    store.cameras.set(0, store.cameraOf(0));
    expect(store.inMotion).toBe(true);
    expect(figure(store).svg).toBe(before);
  });

  it("of thousands of nodes is made in one go", () => {
    const life = new AbortController();
    const model = new FakeModel(large(2000));
    const store = new Store(new Traits(model as never, life.signal), life.signal);
    expect(figure(store).svg.match(/<circle/g)?.length).toBeGreaterThanOrEqual(8000);
  });
});

/** A PNG of one pixel: signature, header, data, end. */
const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

describe("a picture", () => {
  const options = { ...PLAIN, scale: 2 };

  it("is an SVG document", async () => {
    const blob = pictureBlob(storeOf(), { ...options, format: "svg" });
    expect(blob.type).toBe("image/svg+xml");
    expect(wellFormed(await blob.text())).toBe("");
  });

  it("is a PNG that says how large it is on paper", async () => {
    vi.spyOn(HTMLCanvasElement.prototype, "toDataURL").mockReturnValue(`data:image/png;base64,${PIXEL}`);
    const blob = pictureBlob(storeOf(), { ...options, format: "png" });
    expect(blob.type).toBe("image/png");
    const bytes = new DataView(await blob.arrayBuffer());
    const chunk = (at: number) => String.fromCharCode(...[4, 5, 6, 7].map((k) => bytes.getUint8(at + k)));
    const before = new DataView(Uint8Array.from(atob(PIXEL), (sign) => sign.charCodeAt(0)).buffer);
    expect(bytes.byteLength).toBe(before.byteLength + 21);
    expect([chunk(8), chunk(33), chunk(54)]).toEqual(["IHDR", "pHYs", "IDAT"]);
    expect([bytes.getUint32(41), bytes.getUint32(45), bytes.getUint8(49)]).toEqual([7559, 7559, 1]);
    // What zlib says of the same chunk.
    expect(bytes.getUint32(50)).toBe(0x8fe5f165);
  });

  it("that no canvas is large enough for is refused", () => {
    vi.spyOn(HTMLCanvasElement.prototype, "toDataURL").mockReturnValue("data:,");
    expect(() => pictureUrl(storeOf(), { ...options, format: "png", scale: 99 })).toThrow(/smaller width/);
  });
});
