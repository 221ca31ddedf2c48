// A field to search the texts of the inputs; what is found becomes the selection.
import type { Selection } from "../model/state";
import type { Store } from "../model/store";
import { count } from "../numbers";
import { h, hasFocus } from "./dom";
import "./search.css";

/** @param canvas Has the keyboard after it. */
export function searchField(store: Store, canvas: HTMLElement, signal: AbortSignal): HTMLElement {
  const field = h("input", {
    type: "search",
    placeholder: "Search texts",
    title: 'Select the inputs whose text has all these words; "several words" between quotes are one (/)',
    "aria-label": "Search the texts of the inputs",
    autocomplete: "off",
    spellcheck: "false",
  });
  const told = h("output", { "aria-live": "polite" });
  const form = h("form", { class: "ta-search", role: "search" }, field, told);
  const tell = (text: string, isError = false) => {
    told.textContent = text;
    told.title = text;
    told.classList.toggle("ta-error", isError);
  };

  let asked = 0;
  let found: Selection | null = null;
  const ask = async () => {
    const text = field.value.trim();
    if (!text) return;
    asked++;
    const own = asked;
    tell("…");
    try {
      const { total } = await store.ask("search", { text });
      if (own === asked) found = store.selection;
      if (own === asked) tell(total ? count(Number(total), "input") : "none found");
    } catch (error) {
      if (own === asked) tell(error instanceof Error ? error.message : String(error), true);
    }
  };
  form.addEventListener(
    "submit",
    (event) => {
      event.preventDefault();
      ask();
    },
    { signal },
  );
  field.addEventListener(
    "input",
    () => {
      // What was found before is not what is written now.
      asked++;
      tell("");
    },
    { signal },
  );
  field.addEventListener(
    "keydown",
    (event) => {
      event.stopPropagation();
      if (event.key === "Escape" && !field.value) canvas.focus();
    },
    { signal },
  );

  const refresh = () => {
    // What it found is what is selected; nothing else is said to be found, or looked for.
    if (found && found !== store.selection) {
      found = null;
      tell("");
      if (!hasFocus(field)) field.value = "";
    }
    const { text } = store.traits.get("_inspectable");
    form.hidden = text === null;
  };
  store.subscribe(refresh);
  refresh();
  return form;
}
