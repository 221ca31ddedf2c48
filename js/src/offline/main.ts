// The entry of a saved page: reads what the page carries and shows it, or says in the page why it cannot.
import { h } from "../controls/dom";
import { Traits } from "../model/traits";
import { mount } from "../view";
import { csvGiving } from "./csv";
import { Host } from "./host";
import "./page.css";
import { unpack } from "./page";

/** Pixels of the page that are not the picture's, and the width from which on it may have the rest of the window. */
const [AROUND, WIDE] = [240, 760];

/** A page of its own has more room than the cell of a notebook. */
const roomy = (height: number): number =>
  window.innerWidth < WIDE ? height : Math.max(height, window.innerHeight - AROUND);

async function show(place: HTMLElement, text: string): Promise<void> {
  const life = new AbortController();
  const fail = (error: unknown) => {
    life.abort();
    const told = error instanceof Error ? error.message : String(error);
    place.replaceChildren(h("p", { class: "topoalign-broken", role: "alert" }, told));
  };
  if (!("DecompressionStream" in window)) {
    fail("This browser is too old to read the page: any of 2023 or later can.");
    return;
  }
  try {
    const page = await unpack(text);
    page.state.height = roomy(Number(page.state.height));
    const host = new Host(page);
    const root = h("div", { class: "topoalign" });
    place.replaceChildren(root);
    mount(root, new Traits(host as never, life.signal, host.abilities), life.signal, fail, csvGiving(page));
  } catch (error) {
    fail(error);
  }
}

void show(document.querySelector<HTMLElement>("#view")!, document.querySelector("#carried")!.textContent);
