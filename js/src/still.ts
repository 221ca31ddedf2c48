// The last picture: what a notebook shows of the widget where no kernel runs any more. See widget/still.py.
import { told } from "./controls/account";
import type { Store } from "./model/store";
import type { Name } from "./model/traits";
import { composeFigure } from "./picture/figure";

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

/** By the name of the picture, the life of the view that draws it: of several, one is enough. */
const drawers = new Map<string, AbortSignal>();

/** Hand the kernel a picture whenever the view has come to rest after a change. */
export function keepStill(store: Store, root: HTMLElement, signal: AbortSignal): void {
  const { traits } = store;
  const unseen = root.ownerDocument.createElement("style");
  let timer = 0;
  let earliest = 0;

  const take = async () => {
    const width = Math.min(root.clientWidth, WIDEST);
    if (store.inMotion || !width) return wait();
    const name = traits.get("_still");
    if ((drawers.get(name) ?? signal) !== signal) return;
    drawers.set(name, signal);
    earliest = performance.now() + PAUSE;
    const account = told(store);
    const fine = drawn(store, width, FINE.scale);
    const plain = scaled(fine, 1 / FINE.scale);
    const images = {
      ...(await encoded(fine, FINE.type, FINE.quality)),
      ...(await encoded(plain, "image/png")),
    };
    traits.order({ kind: "still", images, account });
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
      for (const [name, life] of drawers) if (life === signal) drawers.delete(name);
    },
    { once: true },
  );
}

function drawn(store: Store, width: number, scale: number): HTMLCanvasElement {
  const { scheme, traits } = store;
  const [canvas, pen] = blank();
  const options = {
    width,
    height: traits.get("height"),
    scheme,
    fills: false,
    transparent: false,
    legend: true,
  };
  const figure = composeFigure(store, options, pen);
  canvas.width = Math.round(figure.width * scale);
  canvas.height = Math.round(figure.height * scale);
  pen.scale(scale, scale);
  figure.draw(pen);
  return canvas;
}

function scaled(drawing: HTMLCanvasElement, scale: number): HTMLCanvasElement {
  const [canvas, pen] = blank();
  canvas.width = Math.round(drawing.width * scale);
  canvas.height = Math.round(drawing.height * scale);
  pen.drawImage(drawing, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function blank(): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("This browser gives no canvas to draw on.");
  return [canvas, pen];
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
