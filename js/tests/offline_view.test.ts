// @vitest-environment happy-dom
// The view without a kernel: what takes one is not there, and what there is works.
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Traits } from "../src/model/traits";
import { csvGiving } from "../src/offline/csv";
import { Host } from "../src/offline/host";
import { type Carried, unpack } from "../src/offline/page";
import { mount } from "../src/view";
import { clearStage, nextFrame, setStage } from "./stage";

// vitest runs in js/.
const { page: packed } = JSON.parse(readFileSync("../tests/fixtures/offline.json", "utf8"));

beforeEach(setStage);
afterEach(clearStage);

async function shown(own: Partial<Carried["state"]> = {}) {
  const carried = await unpack(packed);
  const page = { ...carried, state: { ...carried.state, ...own } };
  const host = new Host(page);
  const life = new AbortController();
  const root = document.createElement("div");
  root.className = "topoalign";
  document.body.append(root);
  const fail = (error: unknown) => {
    throw error;
  };
  mount(root, new Traits(host as never, life.signal, host.abilities), life.signal, fail, csvGiving(page));
  nextFrame();
  const key = (name: string) =>
    root.querySelector("canvas")!.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true }));
  const seen = (selector: string) => {
    const found = root.querySelector(selector);
    return found !== null && !found.closest("[hidden]");
  };
  return { root, host, key, seen };
}

const rows = '.ta-regions [role="option"]';

describe("the view of a saved page", () => {
  it("has nothing that only a kernel does", async () => {
    const { root, key, seen } = await shown();
    const titles = [...root.querySelectorAll("[title]")].map((own) => own.getAttribute("title"));
    expect(titles).not.toContain("Parameters of the graphs (M)");
    expect(titles).not.toContain("Send to Python");
    expect(titles).toContain("Save as CSV");
    expect([...root.querySelectorAll(".ta-help dt")].map((own) => own.textContent)).not.toContain("M");
    key("q");
    expect(seen(".ta-matches")).toBe(true);
    expect(seen(".ta-query")).toBe(false);
  });

  it("offers motifs only where matches were saved", async () => {
    const { root, host, key, seen } = await shown({ _matches: null, motif: null });
    const tab = [...root.querySelectorAll<HTMLElement>("[role=tab]")].find(
      (own) => own.textContent === "Motifs",
    )!;
    expect(tab.hidden).toBe(true);
    key("q");
    expect(seen(".ta-matches")).toBe(false);
    expect(host.get("_matches")).toBe(null);
  });

  it("goes from the picture to a list by its key, to another, and back", async () => {
    const { root, key, seen } = await shown({ _matches: null, motif: null });
    const focused = () => document.activeElement as HTMLElement;
    const press = (name: string, target = focused()) =>
      target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
    key("r");
    expect(focused().closest(".ta-regions")).not.toBeNull();
    expect(focused().getAttribute("role")).toBe("option");
    key("r");
    expect(seen(".ta-regions")).toBe(true);
    press("q"); // there are no motifs
    expect(seen(".ta-regions")).toBe(true);
    press("i");
    expect(focused().closest(".ta-panel")!.querySelector(".ta-inspector")).not.toBeNull();
    press("r");
    const field = document.createElement("input");
    root.querySelector(".ta-regions")!.append(field);
    press("r", field);
    expect(seen(".ta-regions")).toBe(true);
    press("r");
    expect(seen(".ta-regions")).toBe(false);
    expect(focused()).toBe(root.querySelector("canvas"));
  });

  it("follows a region that is clicked, and offers what is typical of it", async () => {
    const { root, host, key, seen } = await shown();
    root.querySelector<HTMLElement>(rows)!.click();
    expect(host.get("selection").inputs.length).toBeGreaterThan(0);
    expect(seen(".ta-membranes")).toBe(true);
    // The selection comes before what is kept.
    expect(root.querySelector('.ta-patterns [aria-checked="true"]')!.textContent).toContain("selection");
    key("i");
    await Promise.resolve();
    const typical = [...root.querySelectorAll<HTMLElement>(".ta-inspector button")].find(
      (own) => own.textContent === "typical first",
    )!;
    expect(typical.hidden).toBe(false);
    expect(typical.getAttribute("aria-pressed")).toBe("true");
    host.set("selection", { nodes: {}, inputs: [1, 30, 200] });
    host.save_changes();
    expect(typical.hidden).toBe(true);
    expect(root.querySelector(".ta-inspector .ta-note")!.textContent).toBe("");
    expect(root.querySelector(".ta-message")!.textContent).toMatch(/not followed/);
  });
});
