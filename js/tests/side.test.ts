// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from "vitest";
import { sendForm } from "../src/controls/send";
import { side } from "../src/controls/side";
import type { WidgetState } from "../src/model/state";
import { control, found } from "./controls";

afterEach(() => document.body.replaceChildren());

describe("the panel beside the canvas", () => {
  const open = (state: Partial<WidgetState> = {}) => {
    const shown = control(side, state);
    const selected = () =>
      shown
        .all(".ta-tabs [role=tab]")
        .filter((tab) => tab.getAttribute("aria-selected") === "true")
        .map((tab) => tab.textContent);
    const panels = () => shown.all(".ta-panel").filter((own) => !own.hidden);
    return { ...shown, selected, panels };
  };

  it("is closed at first; a tab opens it, and closes it again", () => {
    const { element, all, store, selected, panels } = open();
    expect(element.classList.contains("ta-closed")).toBe(true);
    expect(panels()).toHaveLength(0);
    const [regions, motifs] = all(".ta-tabs [role=tab]");
    motifs.click();
    expect(store.side).toBe("motifs");
    expect(selected()).toEqual(["Motifs"]);
    expect(panels().map((own) => own.getAttribute("aria-label"))).toEqual(["Look for motifs (Q)"]);
    regions.click();
    expect(selected()).toEqual(["Regions"]);
    regions.click();
    expect(store.side).toBeNull();
    expect(selected()).toEqual([]);
  });

  it("follows the arrow keys from tab to tab while it is open, and opens nothing while it is closed", () => {
    const { all, press, store } = open();
    const tabs = all<HTMLButtonElement>(".ta-tabs [role=tab]");
    tabs[0].focus();
    press(tabs[0], "ArrowDown");
    expect(document.activeElement).toBe(tabs[1]);
    expect(store.side).toBeNull();
    store.openSide("motifs");
    press(tabs[1], "ArrowRight");
    expect(store.side).toBe("inputs");
    expect(tabs.map((tab) => tab.tabIndex)).toEqual([-1, -1, 0]);
  });

  it("gives the keyboard to its tab when it is closed", () => {
    const { titled, store, all } = open();
    store.openSide("regions");
    titled("Close")?.click();
    expect(store.side).toBeNull();
    expect(document.activeElement).toBe(all(".ta-tabs [role=tab]")[0]);
  });

  it("is made wider and narrower within limits", () => {
    const { one, press, element } = open();
    const edge = one("[role=separator]");
    const width = () => element.style.getPropertyValue("--ta-side-width");
    expect(width()).toBe("290px");
    press(edge, "ArrowLeft");
    expect(width()).toBe("310px");
    for (let i = 0; i < 20; i++) press(edge, "ArrowLeft");
    expect(edge.getAttribute("aria-valuenow")).toBe("440");
    for (let i = 0; i < 20; i++) press(edge, "ArrowRight");
    expect(width()).toBe("220px");
    edge.dispatchEvent(new MouseEvent("dblclick"));
    expect(width()).toBe("290px");
  });
});

describe("sending to Python", () => {
  const open = (state: Partial<WidgetState> = { selection: { nodes: {}, inputs: [1, 2] } }) => {
    const shown = control((store, _, signal) => sendForm(store, signal), state);
    const name = shown.one<HTMLInputElement>("input");
    const what = shown.one<HTMLSelectElement>("select");
    const send = () => shown.element.dispatchEvent(new Event("submit", { cancelable: true }));
    const ask = vi.spyOn(shown.store, "ask");
    const sent = async (answer: Record<string, unknown> | Error) => {
      if (answer instanceof Error) ask.mockRejectedValueOnce(answer);
      else ask.mockResolvedValueOnce({ ...answer, buffers: [] });
      send();
      expect(shown.one<HTMLButtonElement>("button").disabled).toBe(true);
      await vi.waitFor(() => expect(shown.one<HTMLButtonElement>("button").disabled).toBe(false));
    };
    return { ...shown, name, what, ask, sent };
  };

  it("happens on a click only, under the name that is asked for, and tells what came of it", async () => {
    const { name, ask, sent, one } = open();
    expect(name.value).toBe("selected");
    name.value = " hockey ";
    expect(ask).not.toHaveBeenCalled();
    await sent({ message: "hockey has 2 inputs." });
    expect(ask.mock.calls).toEqual([["name", { name: "hockey", what: "selection" }]]);
    expect(one(".ta-told").textContent).toBe("hockey has 2 inputs.");
    expect(one(".ta-told").className).not.toContain("ta-error");
  });

  it("tells what is wrong", async () => {
    const { sent, one } = open();
    await sent(new Error("The kernel does not answer."));
    expect(one(".ta-told").textContent).toBe("The kernel does not answer.");
    expect(one(".ta-told").className).toContain("ta-error");
  });

  it("offers what there is, with a name for it that is not typed over", () => {
    const { what, name, model, store, one } = open({});
    const offered = () => [...what.options].filter((own) => !own.disabled).map((own) => own.value);
    expect(offered()).toEqual([]);
    expect(one<HTMLButtonElement>("button").disabled).toBe(true);
    model.arrive({ _matches: found() });
    expect(offered()).toEqual(["matches"]);
    expect([what.value, name.value]).toEqual(["matches", "matches"]);
    name.value = "loops";
    store.select({ nodes: {}, inputs: [1] });
    what.value = "selection";
    what.dispatchEvent(new Event("change"));
    expect(name.value).toBe("loops");
  });
});
