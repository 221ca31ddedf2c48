// Keeping the selection's membrane: under a name it stays, whatever is selected next.
import { SELECTION, type Store } from "../model/store";
import { wordButton } from "./button";
import { h } from "./dom";

export interface KeepForm {
  button: HTMLElement;
  element: HTMLElement;
  close: () => void;
}

export function keepForm(store: Store, signal: AbortSignal): KeepForm {
  const name = h("input", { type: "text", required: "", "aria-label": "Name of the membrane" });
  const title = "Keep it under this name (Enter)";
  const element = h(
    "form",
    { class: "ta-line" },
    name,
    h("button", { type: "submit", class: "ta-do", title }, "Keep"),
  );
  const taken = () => new Set([SELECTION, ...store.traits.get("membranes").map((own) => own.name)]);
  const show = (isOpen: boolean) => {
    element.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
  };
  const toggle = () => {
    show(element.hidden);
    name.value = freeName(taken());
    name.focus();
    name.select();
  };
  const button = wordButton("Keep…", "Keep this membrane, whatever is selected next", toggle, signal);
  name.addEventListener("input", () => name.setCustomValidity(""), { signal });
  element.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      show(false);
      button.focus();
    },
    { signal },
  );
  element.addEventListener(
    "submit",
    (event) => {
      event.preventDefault();
      const isTaken = taken().has(name.value);
      name.setCustomValidity(isTaken ? "There is a membrane of this name." : "");
      if (element.reportValidity()) store.keepMembrane(name.value);
    },
    { signal },
  );
  show(false);
  return { button, element, close: () => show(false) };
}

function freeName(taken: ReadonlySet<string>): string {
  let n = 1;
  while (taken.has(`pattern ${n}`)) n++;
  return `pattern ${n}`;
}
