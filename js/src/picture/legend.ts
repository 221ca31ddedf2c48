// What a figure must say beside its panels: what in a notebook the controls and lists around the picture say.
import { drawBadge } from "../draw/bubbles";
import { type WallStyle, wallStyle } from "../draw/membranes";
import type { Pen } from "../draw/pen";
import { drawWallSample, WALLS } from "../draw/walls";
import { type Categorical, type Continuous, fraction, mixColor, rampOf, toldBy } from "../model/coloring";
import { isShown, type Shown } from "../model/filtering";
import { regionMark, type ShownMembrane } from "../model/patterns";
import { SELECTION, type Store } from "../model/store";
import { type Part, tellingParts } from "../names";
import { count } from "../numbers";
import { DISTINCT, MISSING, valueColor } from "../palette";
import { LABEL_HEIGHT } from "../scene/labels";
import type { Tokens } from "../theme";
import { joined, type Section, type Sign, textSign } from "./keys";

const FULL = 2 * Math.PI;
const DOT = 4.5;
const RAMP = { width: 110, height: 10, stops: 10 };
/** Behind a filter's range. */
const VEIL = 0.82;
/** Width of a badge with one digit, and what each further one adds. */
const [BADGE, DIGIT] = [LABEL_HEIGHT + 6, 6];
const WALL = { width: 32, height: 14 };

export function sectionsOf(store: Store, pen: Pen, tokens: Tokens): Section[] {
  const { coloring, filter } = store;
  const regions = store.shownRegions.filter(({ nodes }) => nodes.some((own) => own.length));
  const membranes = store.shownMembranes.filter(({ parts }) => parts.some((part) => part?.nodes.length));
  const inputs = count(store.selection.inputs.length, "input");
  const text: Text = (told, color = tokens.ink, part) => textSign(pen, told, color, part);
  const names = (all: readonly string[]) => {
    const parts = tellingParts(all);
    return all.map((name, k) => text(name, tokens.ink, parts[k]));
  };
  // There are none where membranes are.
  const arcs = joined(arc(tokens.ink), text("the share of a node", tokens.muted));
  const sections: Record<string, readonly Sign[]> = {
    regions: names(regions.map(({ name }) => name)).map((name, k) =>
      joined(badge(regions[k].number, regions[k].color), name),
    ),
    membranes: names(membranes.map(({ name }) => (name === SELECTION ? `${name}, ${inputs}` : name))).map(
      (name, k) => joined(wall(WALLS.thick.style, membranes[k].color), name),
    ),
    "their walls": wallsOf(membranes).map(({ style, text: said }) =>
      joined(wall(style, tokens.muted), text(said)),
    ),
    selected:
      store.selection.inputs.length && !membranes.some(({ name }) => name === SELECTION)
        ? [text(inputs), ...(membranes.length ? [] : [arcs])]
        : [],
  };
  const colors =
    coloring.kind === "categorical"
      ? categories(coloring, filter, text, tokens)
      : scale(coloring, filter, text, tokens);
  return [
    { title: coloring.scale.column, signs: colors },
    ...Object.entries(sections).flatMap(([title, signs]) => (signs.length ? [{ title, signs }] : [])),
  ];
}

type Text = (told: string, color?: string, part?: Part) => Sign;

function categories(coloring: Categorical, filter: Shown, text: Text, tokens: Tokens): Sign[] {
  const { categories: names, missing } = coloring.scale;
  const parts = tellingParts(names);
  const entry = (place: number, name: string) => {
    const shows = isShown(filter, place < names.length ? place : -1);
    const told = text(name, shows ? tokens.ink : tokens.muted, parts[place]);
    return joined(dot(mixColor(coloring.scale, place), shows), told);
  };
  const entries = names.map((name, code) => entry(code, name));
  if (coloring.counts[names.length] > 0) entries.push(entry(names.length, missing));
  return names.length > DISTINCT ? [text("colours repeat", tokens.muted), ...entries] : entries;
}

function scale(coloring: Continuous, { range }: Shown, text: Text, tokens: Tokens): Sign[] {
  const { domain } = coloring.scale;
  const [low, high] = domain.map((end) => text(toldBy(coloring.scale, end)));
  const signs = [joined(low, ramp(coloring, range, tokens), high)];
  if (range) signs.push(text(`shown: ${range.map((end) => toldBy(coloring.scale, end)).join(" to ")}`));
  if (coloring.values.some((own) => own.some(Number.isNaN)))
    signs.push(joined(dot(MISSING, true), text("no value")));
  if (coloring.scale.kind === "size") signs.push(text("inputs of a node", tokens.muted));
  else if (!coloring.edges) signs.push(text("mean over a node's inputs", tokens.muted));
  return signs;
}

/** Of what walls can say, what these do say. */
function wallsOf(membranes: readonly ShownMembrane[]) {
  const styles = membranes.flatMap(({ parts }) => parts.flatMap((part) => (part ? [wallStyle(part)] : [])));
  const has = (said: (style: WallStyle) => boolean) => styles.some(said);
  const bodies = has(({ droplets }) => !droplets);
  return [
    ...(bodies ? [WALLS.thick, WALLS.thin] : []),
    ...(has(({ dash }) => dash.length > 0) ? [WALLS.dashed] : []),
    ...(has(({ isOpen }) => isOpen) ? [WALLS.open] : []),
    ...(has(({ droplets }) => droplets) ? [WALLS.droplets] : []),
  ];
}

/** What is hidden is a ring. */
const dot = (color: string, isFull: boolean): Sign => ({
  width: 2 * DOT,
  draw: (pen, x, y) => {
    pen.beginPath();
    pen.arc(x + DOT, y, isFull ? DOT : DOT - 1, 0, FULL);
    pen.fillStyle = pen.strokeStyle = color;
    pen.lineWidth = 2;
    if (isFull) pen.fill();
    else pen.stroke();
  },
});

const arc = (color: string): Sign => ({
  width: 2 * DOT,
  draw: (pen, x, y) => {
    pen.beginPath();
    pen.arc(x + DOT, y, DOT, -FULL / 4, FULL / 4);
    pen.strokeStyle = color;
    pen.lineWidth = 1.4;
    pen.stroke();
  },
});

const badge = (number: number, color: string): Sign => {
  const width = BADGE + DIGIT * (String(number).length - 1);
  const top = LABEL_HEIGHT / 2;
  return { width, draw: (pen, x, y) => drawBadge(pen, regionMark(number), color, x, y - top, width) };
};

const wall = (style: WallStyle, color: string): Sign => ({
  width: WALL.width,
  draw: (pen, x, y) => drawWallSample(pen, style, { x, y: y - WALL.height / 2, ...WALL }, color),
});

const ramp = ({ scale: own }: Continuous, range: Shown["range"], { surface }: Tokens): Sign => ({
  width: RAMP.width,
  draw: (pen, x, y) => {
    const { width, height, stops } = RAMP;
    const colors = pen.createLinearGradient(x, 0, x + width, 0);
    for (let k = 0; k <= stops; k++) colors.addColorStop(k / stops, valueColor(k / stops, rampOf(own)));
    pen.fillStyle = colors;
    pen.fillRect(x, y - height / 2, width, height);
    if (!range) return;
    const [from, to] = range.map((end) => width * fraction(own, end));
    pen.fillStyle = surface;
    pen.globalAlpha = VEIL;
    pen.fillRect(x, y - height / 2, from, height);
    pen.fillRect(x + to, y - height / 2, width - to, height);
    pen.globalAlpha = 1;
  },
});
