// The data of an SVG path from what a canvas is told, to hundredths of a pixel.

const FULL = 2 * Math.PI;

/** A number as SVG has it, as short as can be; from hundredths. */
const written = (hundredths: number): string => String(hundredths / 100).replace(/^(-?)0\./, "$1.");

export const rounded = (value: number): string => written(Math.round(100 * value));

/** A list of numbers; a minus sign parts two as well as a space does. */
const listed = (...hundredths: number[]): string =>
  hundredths.map(written).reduce((all, own) => (own.startsWith("-") ? all + own : `${all} ${own}`));

/** Steps are between rounded places, so that no error adds up. */
export class SvgPath {
  private data = "";
  /** The letter that a further pair of numbers would follow. */
  private letter = "";
  private at: [number, number] | null = null;
  private start: [number, number] = [0, 0];
  private circle: string | null = null;

  /** What to draw as: a path, or the circle that it is. */
  get element(): string {
    return this.circle ?? `path d="${this.data}"`;
  }

  get isEmpty(): boolean {
    return this.data === "";
  }

  moveTo(x: number, y: number): void {
    const to = hundredths(x, y);
    this.append("M", listed(...to));
    // More pairs would be lines to places, not steps.
    this.letter = "";
    this.at = this.start = to;
  }

  lineTo(x: number, y: number): void {
    if (this.at) this.step("l", hundredths(x, y));
    else this.moveTo(x, y);
  }

  closePath(): void {
    if (!this.at) return;
    this.append("z", "");
    this.at = this.start;
  }

  /** Clockwise, from the place where the path is. */
  arc(x: number, y: number, radius: number, from: number, to: number): void {
    const isAll = to - from >= FULL;
    const sweep = isAll ? FULL : (((to - from) % FULL) + FULL) % FULL;
    const isAlone = this.isEmpty;
    const point = (angle: number) => [x + radius * Math.cos(angle), y + radius * Math.sin(angle)] as const;
    this.lineTo(...point(from));
    // Of more than half a circle the ends alone would not tell which way it goes, or, rounded, that there is any.
    const parts = Math.ceil((2 * sweep) / FULL - 1e-9);
    for (let k = 1; k <= parts; k++) this.arcTo(radius, ...point(from + (sweep * k) / parts));
    if (isAlone && isAll) {
      this.circle = `circle cx="${rounded(x)}" cy="${rounded(y)}" r="${rounded(radius)}"`;
    }
  }

  roundRect(x: number, y: number, width: number, height: number, radius: number): void {
    const r = Math.min(radius, width / 2, height / 2);
    const [right, bottom] = [x + width, y + height];
    this.moveTo(x + r, y);
    this.lineTo(right - r, y);
    this.arcTo(r, right, y + r);
    this.lineTo(right, bottom - r);
    this.arcTo(r, right - r, bottom);
    this.lineTo(x + r, bottom);
    this.arcTo(r, x, bottom - r);
    this.lineTo(x, y + r);
    this.arcTo(r, x + r, y);
    this.closePath();
  }

  /** At most half a circle, clockwise. */
  private arcTo(radius: number, x: number, y: number): void {
    const r = rounded(radius);
    this.step("a", hundredths(x, y), `${r} ${r} 0 0 1 `);
  }

  private step(letter: string, to: [number, number], before = ""): void {
    const [x, y] = this.at ?? to;
    this.append(letter, before + listed(to[0] - x, to[1] - y));
    this.at = to;
  }

  private append(letter: string, numbers: string): void {
    const parted = letter !== this.letter ? letter : numbers.startsWith("-") ? "" : " ";
    this.data += parted + numbers;
    this.letter = letter;
    this.circle = null;
  }
}

const hundredths = (x: number, y: number): [number, number] => [Math.round(100 * x), Math.round(100 * y)];
