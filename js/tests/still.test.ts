// @vitest-environment happy-dom
// The last picture: taken at rest after a change, and never beside a view.
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Surroundings } from "../src/draw/surroundings";
import { FakeModel, load } from "./fixtures";
import { clearStage, nextFrame, setStage, show } from "./stage";

const NAME = "topoalign-still-0123456789ab";

beforeEach(() => {
  setStage();
  document.head.replaceChildren();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  vi.spyOn(HTMLCanvasElement.prototype, "toBlob").mockImplementation((done, type) =>
    done(new Blob([`drawn as ${type}`], { type: type === "image/webp" ? "image/png" : type })),
  );
});
afterEach(clearStage);

interface Still {
  kind: string;
  images: Record<string, string>;
  account: string;
}

async function stills(model: FakeModel, milliseconds: number): Promise<Still[]> {
  await vi.advanceTimersByTimeAsync(milliseconds);
  const sent = () => (model.sent as Still[]).filter(({ kind }) => kind === "still");
  // Blobs are read outside of what is pretended to be time, two for a picture.
  const begun = () => Math.ceil(vi.mocked(HTMLCanvasElement.prototype.toBlob).mock.calls.length / 2);
  for (let waited = 0; sent().length < begun() && waited < 100; waited++) await pause(20);
  return sent();
}

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

function named(name: string) {
  const shown = show(new FakeModel({ ...load("categories").state, _still: name }));
  closing.push(shown.close);
  return shown;
}

describe("the last picture", () => {
  it("is not taken where the notebook has no place for it", async () => {
    const { model } = named("");
    expect(await stills(model, 60_000)).toEqual([]);
    expect(document.head.children).toHaveLength(0);
  });

  it("is taken once at first, and once after changes that come close together", async () => {
    const { model, el, key } = named(NAME);
    expect(await stills(model, 900)).toHaveLength(0);
    const [first, ...more] = await stills(model, 300);
    expect(more).toEqual([]);
    expect(Object.entries(first.images)).toEqual([["image/png", btoa("drawn as image/png")]]);
    expect(first.account).toMatch(/Mapper graphs of/);

    // Pointing is no change, nor is time.
    key("ArrowRight");
    nextFrame();
    expect(el.querySelector(".ta-card:not([hidden])")).not.toBeNull();
    expect(await stills(model, 60_000)).toHaveLength(1);
    for (const input of [1, 2, 3]) {
      model.arrive({ selection: { nodes: {}, inputs: [input] } });
      await vi.advanceTimersByTimeAsync(200);
    }
    model.arrive({
      hovered: { graph: "a", node: 0 },
      status: { kind: "ready", message: "", fraction: null },
    });
    const all = await stills(model, 60_000);
    expect(all).toHaveLength(2);
    expect(all[1].account).toMatch(/1 input selected/);
  });

  it("keeps four seconds from one to the next", async () => {
    const { model } = named(NAME);
    expect(await stills(model, 1100)).toHaveLength(1);
    model.arrive({ selection: { nodes: {}, inputs: [1] } });
    expect(await stills(model, 3500)).toHaveLength(1);
    expect(await stills(model, 1000)).toHaveLength(2);
  });

  it("is drawn by one of several views, and by another when that one is gone", async () => {
    const { model, close } = named(NAME);
    const other = show(model);
    expect(await stills(model, 10_000)).toHaveLength(1);
    close();
    model.arrive({ selection: { nodes: {}, inputs: [1] } });
    expect(await stills(model, 10_000)).toHaveLength(2);
    other.close();
  });

  it("is drawn by another view while one is hidden", async () => {
    const { model, el } = named(NAME);
    expect(await stills(model, 2000)).toHaveLength(1);
    const other = show(model);
    closing.push(other.close);
    const root = el.querySelector(".topoalign");
    vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockImplementation(function (this: HTMLElement) {
      return this === root ? 0 : 800;
    });
    model.arrive({ selection: { nodes: {}, inputs: [1] } });
    expect(await stills(model, 10_000)).toHaveLength(2);
  });

  it("is worked out in slices, and begun again where something changes between them", async () => {
    const { model } = named(NAME);
    expect(await stills(model, 10_000)).toHaveLength(1);
    let left = 3;
    vi.spyOn(Surroundings.prototype, "advance").mockImplementation(() => left-- > 0);
    model.arrive({ selection: { nodes: {}, inputs: [1] } });
    vi.advanceTimersByTime(1000);
    expect(left).toBeLessThan(3);
    model.arrive({ selection: { nodes: {}, inputs: [1, 2] } });
    vi.advanceTimersByTime(900);
    expect(left).toBeGreaterThan(0);
    const all = await stills(model, 1000);
    expect(all).toHaveLength(2);
    expect(all[1].account).toMatch(/2 inputs selected/);
  });

  it("is given up, without a word, where the kernel is gone", async () => {
    const { model } = named(NAME);
    const send = vi.spyOn(model, "send").mockImplementation(() => {
      throw new Error("Cannot send");
    });
    await vi.advanceTimersByTimeAsync(1100);
    await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(1));
    // What nobody catches fails the run.
    await pause(20);
  });

  it("is seen when there is no view of it, and only then", async () => {
    const { model, close } = named("");
    model.arrive({ _still: NAME });
    expect(document.head.textContent).toContain(`.${NAME}`);
    close();
    expect(document.head.children).toHaveLength(0);
    expect(await stills(model, 60_000)).toEqual([]);
  });
});
