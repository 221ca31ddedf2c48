// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { membraneCard } from "../src/controls/membranes";
import type { WidgetState } from "../src/model/state";
import { control, part, pattern } from "./controls";
import { clearStage, setStage } from "./stage";

beforeEach(setStage);
afterEach(clearStage);

describe("the card of a membrane", () => {
  const open = (state: Partial<WidgetState>) =>
    control((store, _, signal) => membraneCard(store, document.body, signal), {
      selection: { nodes: {}, inputs: [0, 1, 2] },
      ...state,
    });
  const said = ({ all, one }: ReturnType<typeof open>) => {
    expect(one(".ta-said").hidden).toBe(false);
    return all(".ta-said > *").map((own) => own.textContent);
  };

  it("says in words what its figures are about while it is folded", () => {
    const card = open({ _patterns: [pattern()] });
    expect(card.one(".ta-said").hidden).toBe(true);
    card.titled("Fold or unfold")!.click();
    expect(card.one(".ta-pattern").hidden).toBe(true);
    // Where the nodes were picked there is nothing to find out.
    expect(said(card)).toEqual(["split into 2"]);
    card.titled("Fold or unfold")!.click();
    expect(card.one(".ta-said").hidden).toBe(true);
  });

  it("names the graphs where they differ, and follows the pattern while it is folded", () => {
    const kept = part({ kind: "kept" });
    const card = open({ _patterns: [pattern({ parts: { a: kept, b: kept } })] });
    card.titled("Fold or unfold")!.click();
    expect(said(card)).toEqual(["kept"]);
    const dissolved = part({ kind: "dissolved" });
    card.model.arrive({ _patterns: [pattern({ parts: { a: kept, b: dissolved } })] });
    expect(said(card)).toEqual(["kepta", "dissolvedb"]);
  });

  it("opens folded where the lists beside it need the room, and then stays as the reader wants it", () => {
    let resize = (_width: number, _height: number) => {};
    const disconnect = vi.fn(() => {
      resize = () => {};
    });
    class Observer {
      observe() {}
      disconnect = disconnect;
      constructor(heard: (entries: unknown[]) => void) {
        resize = (width, height) => heard([{ contentRect: { width, height } }]);
      }
    }
    vi.stubGlobal("ResizeObserver", Observer);
    const card = open({ _patterns: [pattern()] });
    const isFolded = () => card.one(".ta-pattern").hidden;
    for (const [width, height, expected] of [
      [320, 256, true],
      [500, 256, false],
      [290, 520, false],
      [320, 256, true],
    ] as const) {
      resize(width, height);
      expect(isFolded()).toBe(expected);
    }
    card.titled("Fold or unfold")!.click();
    resize(320, 256);
    expect(isFolded()).toBe(false);
    expect(disconnect).toHaveBeenCalled();
  });
});
