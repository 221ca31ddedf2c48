// Naming what is shown as a variable of the notebook: on the user's click, and never otherwise.
import type { Store } from "../model/store";
import { h } from "./dom";

type What = "selection" | "matches" | "regions";

const NAMES: Record<What, string> = { selection: "selected", matches: "matches", regions: "regions" };

/** How a reader takes along what is shown. */
export interface Giving {
  title: string;
  icon: string;
  form: (store: Store, signal: AbortSignal) => HTMLElement;
}

export const SENDING: Giving = {
  title: "Send to Python",
  // What is written there: x =
  icon: "M2 5l4.5 6M6.5 5 2 11M9.5 6.5H14M9.5 9.5H14",
  form: sendForm,
};

export function sendForm(store: Store, signal: AbortSignal): HTMLElement {
  const options = (Object.keys(NAMES) as What[]).map((what) => h("option", { value: what }, what));
  const what = h("select", { "aria-label": "What to send" }, ...options);
  const name = h("input", {
    type: "text",
    required: "",
    spellcheck: "false",
    "aria-label": "Name of the variable",
  });
  const send = h(
    "button",
    { type: "submit", class: "ta-do", title: "Make it a variable of the notebook" },
    "Send",
  );
  const told = h("output", { class: "ta-told" });
  const chosen = () => what.value as What;
  let usual = "";
  let isUnderWay = false;
  let isChosen = false;

  const propose = () => {
    if (name.value === usual) name.value = NAMES[chosen()];
    usual = NAMES[chosen()];
    told.textContent = "";
  };
  const tell = (message: unknown, isWrong: boolean) => {
    told.textContent = String(message);
    told.classList.toggle("ta-error", isWrong);
  };
  const ask = async () => {
    isUnderWay = true;
    refresh();
    try {
      const { message } = await store.ask("name", { name: name.value.trim(), what: chosen() });
      tell(message, false);
    } catch (error) {
      tell(error instanceof Error ? error.message : error, true);
    }
    isUnderWay = false;
    refresh();
  };
  const refresh = () => {
    const has: Record<What, boolean> = {
      selection: store.selection.inputs.length > 0,
      matches: store.matchList !== null,
      regions: store.regionEntries !== null,
    };
    for (const option of options) option.disabled = !has[option.value as What];
    // Until the user chooses, the first that there is: most want the selection.
    const first = options.find((option) => !option.disabled);
    if (first && !(isChosen && has[chosen()]) && what.value !== first.value) {
      what.value = first.value;
      propose();
    }
    send.disabled = isUnderWay || !has[chosen()];
  };

  const form = h(
    "form",
    { class: "ta-send", "aria-label": "Send to Python" },
    h("div", { class: "ta-line" }, what, "as", name, send),
    told,
  );
  what.addEventListener(
    "change",
    () => {
      isChosen = true;
      propose();
    },
    { signal },
  );
  form.addEventListener(
    "submit",
    (event) => {
      event.preventDefault();
      void ask();
    },
    { signal },
  );
  store.subscribe(refresh);
  propose();
  refresh();
  return form;
}
