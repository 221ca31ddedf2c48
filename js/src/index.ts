// The entry that anywidget calls: wires a model to a view, and says so in the cell if that fails.
import type { RenderProps } from "@anywidget/types";
import { h } from "./controls/dom";
import type { WidgetState } from "./model/state";
import { Traits } from "./model/traits";
import { mount } from "./view";

type Props = RenderProps<WidgetState> & { signal?: AbortSignal };

function render({ model, el, signal: host }: Props): () => void {
  // Older hosts pass no signal and call what is returned; newer ones may do both.
  const life = new AbortController();
  host?.addEventListener("abort", () => life.abort(), { once: true });
  const root = h("div", { class: "topoalign" });
  el.append(root);
  const fail = (error: unknown) => {
    life.abort();
    const told = error instanceof Error ? error.message : String(error);
    el.replaceChildren(h("p", { class: "topoalign-broken", role: "alert" }, `topoalign_widget: ${told}`));
  };
  try {
    mount(root, new Traits(model, life.signal), life.signal, fail);
  } catch (error) {
    fail(error);
  }
  return () => life.abort();
}

export default { render };

/** For a page without a view: see topoalign_widget/widget/figures.py. */
export { picture } from "./picture/picture";
