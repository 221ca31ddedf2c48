// The choice of a motif, and of its parameters.
import { h, icon } from "./dom";
import { CHOICES, type Choice, LIKE, type Parameter } from "./motif_choices";
import { rove } from "./rove";

export interface MotifChoice {
  palette: HTMLElement;
  parameters: HTMLElement;
  /** The kind that is chosen. */
  kind: () => string;
  /** Its parameters, as motifs.from_spec takes them. */
  read: () => Record<string, number>;
  /** Choose a kind, and those of its parameters that are given; false if it is not in the palette. */
  set: (kind: string, values: Record<string, unknown>) => boolean;
  /** Whether there are nodes that others can be like. */
  allowLike: (isPossible: boolean) => void;
}

export function motifChoice(first: string, signal: AbortSignal): MotifChoice {
  let chosen: Choice | null = null;
  const buttons = CHOICES.map(choiceButton);
  const palette = h("div", { class: "ta-palette", role: "radiogroup", "aria-label": "Motif" }, ...buttons);
  const parameters = h("div", { class: "ta-parameters-of" });
  const inputs = () => [...parameters.querySelectorAll("input")];

  const choose = (next: Choice) => {
    if (chosen === next) return;
    chosen = next;
    CHOICES.forEach((choice, i) => {
      buttons[i].setAttribute("aria-checked", String(choice === next));
    });
    settle(buttons[CHOICES.indexOf(next)]);
    const about = h("span", { class: "ta-about" }, next.hint);
    parameters.replaceChildren(about, ...next.parameters.map(parameterField));
  };
  const press = (button: HTMLButtonElement) => choose(CHOICES[buttons.indexOf(button)]);
  const settle = rove(palette, signal, press);
  palette.addEventListener(
    "click",
    (event) => {
      const button = (event.target as Element).closest("button");
      if (button) press(button);
    },
    { signal },
  );
  const set = (kind: string, values: Record<string, unknown>): boolean => {
    const choice = CHOICES.find((own) => own.kind === kind);
    if (!choice) return false;
    choose(choice);
    for (const input of inputs()) {
      const value = values[input.name];
      if (typeof value === "number" && input.valueAsNumber !== value) input.value = String(value);
    }
    return true;
  };
  const allowLike = (isPossible: boolean) => {
    const place = CHOICES.findIndex(({ kind }) => kind === LIKE);
    buttons[place].disabled = !isPossible;
    buttons[place].title = isPossible ? titleOf(CHOICES[place]) : "Pick nodes first, to find parts like them";
    settle();
  };
  set(first, {});
  return {
    palette,
    parameters,
    kind: () => chosen?.kind ?? first,
    read: () => Object.fromEntries(inputs().map((input) => [input.name, input.valueAsNumber])),
    set,
    allowLike,
  };
}

const titleOf = ({ word, hint }: Choice): string => `${word}: ${hint}`;

const choiceButton = (choice: Choice): HTMLButtonElement =>
  h(
    "button",
    { type: "button", role: "radio", tabindex: "-1", title: titleOf(choice) },
    icon(choice.path),
    h("span", {}, choice.word),
  );

function parameterField({ key, before, after, usual, least }: Parameter): HTMLElement {
  const shape = { type: "number", min: String(least), step: "1", required: "" };
  return h("label", {}, before, h("input", { ...shape, name: key, value: String(usual) }), after);
}
