// What everything is drawn with.

/** The screen: it keeps paths and pixels, too. */
export type Screen = CanvasRenderingContext2D;

/** What a canvas and a writer of vector graphics have in common. */
export interface Pen
  extends Pick<
    Screen,
    | "fillStyle"
    | "strokeStyle"
    | "globalAlpha"
    | "lineWidth"
    | "lineCap"
    | "lineJoin"
    | "font"
    | "textAlign"
    | "textBaseline"
    | "save"
    | "restore"
    | "translate"
    | "beginPath"
    | "moveTo"
    | "lineTo"
    | "closePath"
    | "fillRect"
    | "fillText"
    | "createLinearGradient"
  > {
  /** Clockwise. */
  arc(x: number, y: number, radius: number, from: number, to: number): void;
  roundRect(x: number, y: number, width: number, height: number, radius: number): void;
  /** What is drawn until `restore` is seen inside of the path only. */
  clip(): void;
  fill(rule?: CanvasFillRule): void;
  stroke(): void;
  setLineDash(dash: number[]): void;
  measureText(text: string): { width: number };
}

export function screenOf(canvas: HTMLCanvasElement): Screen {
  const screen = canvas.getContext("2d");
  if (!screen) throw new Error("This browser gives no canvas to draw on.");
  return screen;
}

export const isScreen = (pen: Pen): pen is Screen => (pen as Partial<Screen>).transform !== undefined;
