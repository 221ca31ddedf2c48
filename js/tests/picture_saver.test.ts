// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeModel, load } from "./fixtures";
import { clearStage, setStage, show } from "./stage";

let files: { name: string; blob: Blob }[] = [];

beforeEach(() => {
  setStage();
  files = [];
  let blob: Blob;
  vi.spyOn(URL, "createObjectURL").mockImplementation((own) => {
    blob = own as Blob;
    return "blob:picture";
  });
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    files.push({ name: this.download, blob });
  });
  vi.spyOn(HTMLCanvasElement.prototype, "toDataURL").mockReturnValue(
    `data:image/png;base64,${"A".repeat(80)}`,
  );
});
afterEach(clearStage);

function open(model?: FakeModel) {
  const view = show(model);
  const root = view.el.querySelector<HTMLElement>(".topoalign")!;
  const button = root.querySelector<HTMLButtonElement>(".ta-saver > button")!;
  const menu = root.querySelector<HTMLElement>(".ta-formats")!;
  const choices = [...menu.querySelectorAll("button")];
  const press = (key: string) =>
    document.activeElement?.dispatchEvent(
      new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }),
    );
  return { ...view, button, menu, choices, press };
}

describe("saving the picture", () => {
  it("offers formats at a click or a key, and goes back to where the keyboard was", () => {
    const { button, menu, choices, canvas, key, press } = open();
    expect(menu.hidden).toBe(true);
    expect(button.title).toBe("Save picture (S)");
    canvas?.focus();
    key("s");
    expect(menu.hidden).toBe(false);
    expect(button.getAttribute("aria-expanded")).toBe("true");
    expect(document.activeElement).toBe(choices[0]);
    press("ArrowDown");
    expect(document.activeElement).toBe(choices[1]);
    press("Escape");
    expect(menu.hidden).toBe(true);
    expect(document.activeElement).toBe(canvas);
    button.click();
    expect(menu.hidden).toBe(false);
    button.click();
    expect(menu.hidden).toBe(true);
  });

  it("hands over a file of the format, named after the graphs", async () => {
    const { choices, menu, key } = open();
    for (const choice of choices) {
      key("s");
      choice.click();
      expect(menu.hidden).toBe(true);
    }
    expect(files.map(({ name }) => name)).toEqual(["a-b.png", "a-b.svg"]);
    expect(files.map(({ blob }) => blob.type)).toEqual(["image/png", "image/svg+xml"]);
    const svg = await files[1].blob.text();
    // As wide as what is seen, with a margin around it.
    expect(svg).toContain('width="816"');
    expect(svg).toContain("<text");
  });

  it("names files so that any system takes them", () => {
    const { state } = load("categories");
    const graphs = state._manifest.graphs.map((own, g) => ({ ...own, name: `../é/<${g}>:*?` }));
    const { choices } = open(new FakeModel({ ...state, _manifest: { ...state._manifest, graphs } }));
    choices[1].click();
    expect(files[0].name).toBe("é_0_-.._é_1.svg");
  });

  it("goes when the keyboard goes elsewhere", () => {
    const { menu, key, canvas } = open();
    key("s");
    canvas?.focus();
    expect(menu.hidden).toBe(true);
  });

  it("says what went wrong, and lets the reader choose again", () => {
    vi.spyOn(HTMLCanvasElement.prototype, "toDataURL").mockReturnValue("data:,");
    const { menu, choices, key } = open();
    key("s");
    choices[0].click();
    expect(menu.hidden).toBe(false);
    expect(menu.querySelector("[role=alert]")?.textContent).toMatch(/no canvas of/);
    choices[1].click();
    expect(files).toHaveLength(1);
    key("s");
    expect(menu.querySelector("[role=alert]")).toBeNull();
  });
});
