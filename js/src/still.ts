// The last picture: what a notebook shows of the widget where no kernel runs any more. See widget/still.py.
import { told } from "./controls/account";
import { screenOf } from "./draw/pen";
import { Surroundings } from "./draw/surroundings";
import type { Store } from "./model/store";
import type { Name } from "./model/traits";
import { composeFigure, type FigureOptions } from "./picture/figure";
import { drawnOn } from "./picture/picture";

/** Milliseconds after the last change, and from one picture to the next. */
const [REST, PAUSE] = [1000, 4000];
/** With so many nodes and edges, drawing one more would be felt. */
const LARGE = 20_000;
/** In pixels: a notebook has to carry it. */
const WIDEST = 1000;
/** Sharp on a fine screen, too; a WebP of this size has a third of what a PNG of half of it has. */
const FINE = { scale: 2, type: "image/webp", quality: 0.85 };

const SHOWN: readonly Name[] = [
  "_still",
  "_topology",
  "_positions",
  "_colors",
  "_regions",
  "_patterns",
  "selection",
  "filter",
  "regions",
  "membranes",
  "match",
  "view",
  "theme",
  "height",
];

/** By the name of the picture, the view that draws it: of several, one is enough, unless it is hidden. */
const drawers = new Map<string, HTMLElement>();

/** Hand the kernel a picture whenever the view has come to rest after a change. */
export function keepStill(store: Store, root: HTMLElement, signal: AbortSignal): void {
  const { traits } = store;
  const unseen = root.ownerDocument.createElement("style");
  const surroundings = new Surroundings(() => {});
  let timer = 0;
  let earliest = 0;

  const take = () => {
    const width = Math.min(root.clientWidth, WIDEST);
    if (!width || store.inMotion) return wait();
    const name = traits.get("_still");
    const drawer = drawers.get(name) ?? root;
    if (drawer !== root && drawer.clientWidth) return;
    drawers.set(name, root);
    const canvas = document.createElement("canvas");
    const figure = composeFigure(store, looks(store, width), screenOf(canvas), (...shown) =>
      surroundings.of(...shown, true),
    );
    // The reader may be at work: what takes long is worked out in slices.
    if (surroundings.advance()) timer = window.setTimeout(take);
    else void send(drawnOn(canvas, figure, FINE.scale));
  };
  const send = async (fine: HTMLCanvasElement) => {
    earliest = performance.now() + PAUSE;
    const account = told(store);
    const plain = scaled(fine, 1 / FINE.scale);
    const images = {
      ...(await encoded(fine, FINE.type, FINE.quality)),
      ...(await encoded(plain, "image/png")),
    };
    try {
      traits.order({ kind: "still", images, account });
    } catch {
      // The kernel is gone, and nobody asked for anything: the picture before this one stays.
    }
  };
  const wait = () => {
    clearTimeout(timer);
    timer = window.setTimeout(take, Math.max(REST, earliest - performance.now()));
  };
  const follow = () => {
    const name = traits.get("_still");
    const marks = store.graphs.reduce((sum, { nNodes, nEdges }) => sum + nNodes + nEdges, 0);
    if (!name || marks > LARGE) return;
    // The view and its picture are outputs of one cell, and only one is to be seen.
    unseen.textContent = `.${name}, .jp-OutputArea-child:has(.${name}) { display: none }`;
    root.ownerDocument.head.append(unseen);
    wait();
  };

  traits.on(SHOWN, follow);
  follow();
  signal.addEventListener(
    "abort",
    () => {
      clearTimeout(timer);
      unseen.remove();
      for (const [name, drawer] of drawers) if (drawer === root) drawers.delete(name);
    },
    { once: true },
  );
}

const looks = ({ scheme, traits }: Store, width: number): FigureOptions => ({
  width,
  height: traits.get("height"),
  scheme,
  fills: false,
  transparent: false,
  legend: true,
});

function scaled(drawing: HTMLCanvasElement, scale: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(drawing.width * scale);
  canvas.height = Math.round(drawing.height * scale);
  screenOf(canvas).drawImage(drawing, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** The drawing in base64 by its type; nothing where the browser does not write this type. */
function encoded(canvas: HTMLCanvasElement, type: string, quality?: number): Promise<Record<string, string>> {
  return new Promise((resolve) => {
    const read = (blob: Blob | null) => {
      if (blob?.type !== type) return resolve({});
      const reader = new FileReader();
      reader.onload = () => resolve({ [type]: String(reader.result).split(",")[1] });
      reader.readAsDataURL(blob);
    };
    canvas.toBlob(read, type, quality);
  });
}
