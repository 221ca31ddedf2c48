// Keys on the canvas. A key that does something here reaches nobody else.
import type { Store } from "../model/store";
import { centralNode, nodeToward, type Scene } from "../scene/scene";
import type { Actions } from "./actions";
import { goToList, listOf } from "./lists";

const DIRECTIONS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const ZOOM_STEP = 1.35;

export function listenToKeys(
  canvas: HTMLCanvasElement,
  store: Store,
  scene: () => Scene,
  actions: Actions,
  signal: AbortSignal,
): void {
  const goToPanel = (panel: number) => {
    store.setActivePanel(panel);
    store.setHover(centralNode(scene(), panel));
  };
  const step = ([dx, dy]: [number, number]) => {
    const { hover } = store;
    const next = hover ? nodeToward(scene(), hover, dx, dy) : centralNode(scene(), store.activePanel);
    if (next) store.setHover(next);
  };
  const stepBack = () => {
    if (actions.helpIsOpen()) actions.toggleHelp();
    else if (store.lasso) store.setLasso(null);
    else if (store.selection.inputs.length) actions.clear();
    else if (store.hover) store.setHover(null);
    else if (actions.isFull()) actions.toggleFull();
  };
  const panels = () => store.graphs.length;

  /** Do what the key stands for; false if for nothing. */
  const handle = (event: KeyboardEvent): boolean => {
    const { key } = event;
    const list = listOf(event);
    const command = event.ctrlKey || event.metaKey;
    if (command && key.toLowerCase() === "z") event.shiftKey ? store.redo() : store.undo();
    else if (command && key.toLowerCase() === "y") store.redo();
    else if (command || event.altKey) return false;
    else if (key in DIRECTIONS) step(DIRECTIONS[key]);
    else if (key === "Enter" || key === " ") {
      if (store.hover) actions.pick([store.hover], event.shiftKey);
    } else if (key === "Escape") stepBack();
    else if (key === "]") goToPanel((store.activePanel + 1) % panels());
    else if (key === "[") goToPanel((store.activePanel + panels() - 1) % panels());
    else if (key >= "1" && key <= "9" && Number(key) <= panels()) goToPanel(Number(key) - 1);
    else if (key === "+" || key === "=") actions.zoom(store.activePanel, ZOOM_STEP);
    else if (key === "-") actions.zoom(store.activePanel, 1 / ZOOM_STEP);
    else if (key === "0") actions.fit();
    else if (key === "p") actions.setTool("pan");
    else if (key === "l") actions.setTool("lasso");
    else if (key === "u") actions.toggleLinked();
    else if (key === "c") actions.nextColor();
    else if (key === "m") actions.toggleParameters();
    else if (key === "f") actions.toggleFull();
    else if (key === "s") actions.toggleSaver();
    else if (list) goToList(canvas, list, store);
    else if (key === "/") actions.search();
    else if (key === "w") store.toggleSelectionMembrane();
    else if (key === "n") actions.nextMatch(1);
    else if (key === "N") actions.nextMatch(-1);
    else if (key === "?") actions.toggleHelp();
    else return false;
    return true;
  };

  canvas.addEventListener(
    "keydown",
    (event) => {
      if (!handle(event)) return;
      event.preventDefault();
      event.stopPropagation();
    },
    { signal },
  );
}
