// Where panels look. Python hears of it when they are at rest.
import type { Camera } from "../scene/camera";
import type { WidgetState } from "./state";

type View = WidgetState["view"];

/** Milliseconds of rest after which cameras are sent to Python. */
const REST = 300;

export class Cameras {
  /** By panel; null: the camera that shows everything. */
  own: readonly (Camera | null)[] = [];
  linked = true;
  /** Runs while a camera moves. */
  private timer = 0;

  constructor(
    private readonly moved: () => void,
    private readonly rested: () => void,
    signal: AbortSignal,
  ) {
    signal.addEventListener("abort", () => clearTimeout(this.timer), { once: true });
  }

  get areMoving(): boolean {
    return this.timer !== 0;
  }

  /** Move one panel's camera, or, while linked, all. */
  set(panel: number, camera: Camera | null): void {
    this.own = this.own.map((own, i) => (this.linked || i === panel ? camera : own));
    this.move();
  }

  /** Let all panels look at the same, which is what one of them looks at, or each for itself. */
  link(linked: boolean, panel: number): void {
    this.linked = linked;
    if (linked) this.own = this.own.map(() => this.own[panel] ?? null);
    this.move();
  }

  read({ linked, cameras }: View, names: readonly string[]): void {
    this.linked = linked;
    this.own = names.map((name) => {
      const camera = cameras[name];
      return camera ? { x: camera[0], y: camera[1], zoom: camera[2] } : null;
    });
  }

  written(names: readonly string[]): View {
    const cameras: View["cameras"] = {};
    names.forEach((name, g) => {
      const camera = this.own[g];
      if (camera) cameras[name] = [camera.x, camera.y, camera.zoom];
    });
    return { linked: this.linked, cameras };
  }

  private move(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      this.rested();
    }, REST);
    this.moved();
  }
}
