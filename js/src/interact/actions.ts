// What gestures, keys and buttons do. One place, so that all three do the same.
import type { Frame } from "../controls/frame";
import type { PictureSaver } from "../controls/picture_saver";
import { EMPTY, type NodeRef, ofNodes, toggled } from "../model/selection";
import type { WidgetState } from "../model/state";
import type { Side, Store } from "../model/store";
import type { Scene } from "../scene/scene";

export interface Actions {
  fit: () => void;
  zoom: (panel: number, factor: number, x?: number, y?: number) => void;
  pick: (nodes: readonly NodeRef[], adds: boolean) => void;
  clear: () => void;
  setTool: (tool: WidgetState["tool"]) => void;
  toggleLinked: () => void;
  nextColor: () => void;
  toggleHelp: () => void;
  helpIsOpen: () => boolean;
  toggleParameters: () => void;
  parametersAreOpen: () => boolean;
  cancel: () => void;
  toggleFull: () => void;
  isFull: () => boolean;
  /** Show the formats that the picture can be saved in, or hide them. */
  toggleSaver: () => void;
  search: () => void;
  /** Open a tab beside the canvas, or close it where it is open. */
  toggleSide: (side: Side) => void;
  /** Show the next match of the query, or the one before. */
  nextMatch: (step: 1 | -1) => void;
}

export function makeActions(
  store: Store,
  scene: () => Scene,
  help: HTMLElement,
  search: HTMLElement,
  frame: Frame,
  saver: PictureSaver,
): Actions {
  const { traits } = store;
  let parametersOpen = false;
  return {
    fit: () => store.cameras.set(store.activePanel, null),
    zoom: (panel, factor, x, y) => {
      const { projection } = scene().panels[panel];
      const { plot } = projection;
      const camera = projection.zoomedAt(x ?? plot.x + plot.width / 2, y ?? plot.y + plot.height / 2, factor);
      store.cameras.set(panel, camera);
    },
    pick: (nodes, adds) =>
      store.select(adds ? toggled(store.graphs, store.selection, nodes) : ofNodes(store.graphs, nodes)),
    clear: () => store.select(EMPTY),
    setTool: (tool) => {
      traits.commit({ tool });
      store.changed();
    },
    toggleLinked: () => store.cameras.link(!store.cameras.linked, store.activePanel),
    nextColor: () => {
      const columns = traits.get("color_columns");
      const next = columns[(columns.indexOf(traits.get("color_by")) + 1) % columns.length];
      traits.commit({ color_by: next });
    },
    toggleHelp: () => {
      help.hidden = !help.hidden;
      store.changed();
    },
    helpIsOpen: () => !help.hidden,
    toggleParameters: () => {
      if (traits.get("parameters") === null) return;
      parametersOpen = !parametersOpen;
      store.changed();
    },
    parametersAreOpen: () => parametersOpen,
    cancel: () => store.order({ kind: "cancel" }),
    toggleFull: frame.toggleFull,
    isFull: frame.isFull,
    toggleSaver: saver.toggle,
    search: () => search.querySelector("input")?.focus(),
    toggleSide: (side) => {
      if (side === "motifs" && !store.hasMotifs) return;
      store.openSide(store.side === side ? null : side);
    },
    nextMatch: (step) => {
      const count = store.matchList?.entries.length ?? 0;
      if (!count) return;
      const from = store.match ?? (step === 1 ? -1 : count);
      store.showMatch((from + step + count) % count);
    },
  };
}
