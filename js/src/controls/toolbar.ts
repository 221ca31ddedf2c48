// The row of tools above the canvas.
import type { Actions } from "../interact/actions";
import type { Store } from "../model/store";
import { h, icon } from "./dom";

interface Tool {
  label: string;
  keys: string;
  path: string;
  run: () => void;
  pressed?: () => boolean;
  enabled?: () => boolean;
  /** It is of use only where graphs can be built. */
  builds?: true;
}

/** `saver` saves the picture. */
export function toolbar(
  store: Store,
  actions: Actions,
  saver: HTMLElement,
  signal: AbortSignal,
): HTMLElement {
  const { traits } = store;
  const groups: Tool[][] = [
    [
      {
        label: "Drag moves the picture",
        keys: "P",
        path: "M8 1.5v13M1.5 8h13M6 3.5l2-2 2 2M6 12.5l2 2 2-2M3.5 6l-2 2 2 2M12.5 6l2 2-2 2",
        run: () => actions.setTool("pan"),
        pressed: () => traits.get("tool") === "pan",
      },
      {
        label: "Drag selects with a lasso",
        keys: "L",
        path: "M4.5 11.2C2.6 10.400 1.500 9 1.500 7.200 1.500 4.300 4.400 2 8 2s6.500 2.300 6.500 5.200-2.900 5.200-6.500 5.200c-.8 0-1.500-.1-2.200-.3M5.800 11.200a1.300 1.300 0 1 1-2.600 0 1.300 1.300 0 0 1 2.600 0M5 12.400c.3.900 0 1.700-.9 2.100",
        run: () => actions.setTool("lasso"),
        pressed: () => traits.get("tool") === "lasso",
      },
    ],
    [
      {
        label: "Show everything",
        keys: "0",
        path: "M2 5.500V2h3.500M10.500 2H14v3.500M14 10.500V14h-3.500M5.500 14H2v-3.500M5.500 5.500h5v5h-5z",
        run: actions.fit,
      },
      {
        label: "Panels move together",
        keys: "U",
        path: "M6.700 9.300a2.800 2.800 0 0 0 4 0l2-2a2.800 2.800 0 0 0-4-4l-.9.9M9.300 6.700a2.800 2.800 0 0 0-4 0l-2 2a2.800 2.800 0 0 0 4 4l.9-.9",
        run: actions.toggleLinked,
        pressed: () => store.cameras.linked,
        enabled: () => store.graphs.length > 1,
      },
    ],
    [
      {
        label: "Undo",
        keys: "Ctrl+Z",
        path: "M5.500 2.500 2.500 5.500l3 3M2.500 5.500h7a4 4 0 0 1 0 8H6",
        run: () => store.undo(),
        enabled: () => traits.get("_undoable").undo,
      },
      {
        label: "Redo",
        keys: "Shift+Ctrl+Z",
        path: "M10.500 2.500l3 3-3 3M13.500 5.500h-7a4 4 0 0 0 0 8H10",
        run: () => store.redo(),
        enabled: () => traits.get("_undoable").redo,
      },
      {
        label: "Clear selection",
        keys: "Esc",
        path: "M3.500 3.500l9 9M12.500 3.500l-9 9",
        run: actions.clear,
        enabled: () => store.selection.inputs.length > 0,
      },
    ],
    [
      {
        label: "Parameters of the graphs",
        keys: "M",
        path: "M2 4.500h6M12 4.500h2M2 11.500h2M8 11.500h6M12 4.500a2 2 0 1 1-4 0 2 2 0 0 1 4 0M8 11.500a2 2 0 1 1-4 0 2 2 0 0 1 4 0",
        run: actions.toggleParameters,
        pressed: actions.parametersAreOpen,
        enabled: () => traits.get("parameters") !== null,
        builds: true,
      },
      {
        label: "Full screen",
        keys: "F",
        path: "M9.500 2H14v4.500M14 2 9.500 6.500M6.500 14H2V9.500M2 14l4.500-4.500",
        run: actions.toggleFull,
        pressed: actions.isFull,
      },
      {
        label: "Keys and gestures",
        keys: "?",
        path: "M5.800 5.900a2.300 2.300 0 1 1 3.300 2.100c-.7.400-1.100.800-1.100 1.600v.3M8 12.300v.2",
        run: actions.toggleHelp,
        pressed: () => actions.helpIsOpen(),
      },
    ],
  ];

  const refresh: (() => void)[] = [];
  const button = (tool: Tool): HTMLElement => {
    const title = `${tool.label} (${tool.keys})`;
    const element = h("button", { type: "button", title, "aria-label": title }, icon(tool.path));
    element.addEventListener("click", tool.run, { signal });
    refresh.push(() => {
      if (tool.pressed) element.setAttribute("aria-pressed", String(tool.pressed()));
      if (tool.enabled) element.disabled = !tool.enabled();
    });
    return element;
  };
  const bar = h("div", { class: "ta-tools", role: "toolbar", "aria-label": "Tools" });
  const isOfUse = (tool: Tool) => !tool.builds || traits.abilities.computes;
  bar.append(...groups.map((own) => h("div", { class: "ta-group" }, ...own.filter(isOfUse).map(button))));
  bar.lastElementChild?.prepend(saver);
  bar.addEventListener(
    "keydown",
    ({ key }) => {
      // What a button here has opened is over the picture or before it: the canvas does not hear of the key.
      if (key !== "Escape") return;
      if (actions.helpIsOpen()) actions.toggleHelp();
      else if (actions.parametersAreOpen()) actions.toggleParameters();
    },
    { signal },
  );
  const refreshAll = () => {
    for (const update of refresh) update();
  };
  store.subscribe(refreshAll);
  refreshAll();
  return bar;
}
