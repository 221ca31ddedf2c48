// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { membraneCard } from "../src/controls/membranes";
import type { WidgetState } from "../src/model/state";
import { control, part, pattern } from "./controls";
import { clearStage, setStage } from "./stage";

beforeEach(setStage);
afterEach(clearStage);

describe("the card of a membrane", () => {
  const open = (state: Partial<WidgetState>) =>
    control((store, _, signal) => membraneCard(store, signal), {
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
});
