// How frequent each value of the label is among some inputs and among all, as Python's widget/inspector.py tells it.
import type { Share } from "../controls/mix";

const SIGNIFICANT = 0.05;

interface Tested {
  code: number;
  p: number;
  /** What the value tells of being one of the inputs, in nats. */
  information: number;
  lift: number;
}

/**
 * @param codes Of all inputs; -1 where there is no label.
 * @param names Of the codes.
 */
export function mixOf(codes: Int32Array, names: readonly string[], inputs: readonly number[]): Share[] {
  if (!inputs.length) return [];
  const n = names.length;
  const place = (code: number) => (code < 0 ? n : code);
  const [here, overall] = [new Array<number>(n + 1).fill(0), new Array<number>(n + 1).fill(0)];
  for (const code of codes) overall[place(code)]++;
  for (const input of inputs) here[place(codes[input])]++;
  const enriched = enrichment(here.slice(0, n), overall.slice(0, n), inputs.length);
  const named = new Set(enriched.map(({ code }) => code));
  const others = [...here.keys()].filter((code) => !named.has(code)).sort((a, b) => here[b] - here[a]);
  const significant = new Set(enriched.filter(({ p }) => p <= SIGNIFICANT).map(({ code }) => code));
  return [...enriched.map(({ code }) => code), ...others]
    .filter((code) => here[code] > 0)
    .map((code) => ({
      value: code < n ? names[code] : null,
      here: here[code] / inputs.length,
      overall: overall[code] / codes.length,
      significant: significant.has(code),
    }));
}

/** Values that the inputs have more often than all: what is significant by how much it tells, then the rest by p. */
function enrichment(held: readonly number[], occurs: readonly number[], nInputs: number): Tested[] {
  const [known, every] = [sum(held), sum(occurs)];
  const own = [...occurs.keys()].filter((code) => occurs[code] > 0);
  if (known === 0 || known === every || own.length < 2) return [];
  const logs = logFactorials(every);
  const p = adjusted(own.map((code) => atLeast(held[code], every, occurs[code], known, logs)));
  return own
    .map((code, i) => ({
      code,
      p: p[i],
      information: informationOf(held[code], occurs[code], known, every),
      lift: held[code] / nInputs / (((known / nInputs) * occurs[code]) / every),
    }))
    .filter(({ lift }) => lift > 1)
    .sort((a, b) => orderOf(a) - orderOf(b) || b.information - a.information);
}

const orderOf = ({ p }: Tested): number => (p <= SIGNIFICANT ? 0 : p);

/** Chance that of `drawn` out of `every`, of which `occurs` have it, at least `held` have it. */
function atLeast(held: number, every: number, occurs: number, drawn: number, logs: Float64Array): number {
  const choose = (n: number, k: number) => logs[n] - logs[k] - logs[n - k];
  let chance = 0;
  // The smallest terms first, so that none is lost.
  for (let k = Math.min(occurs, drawn); k >= Math.max(held, 0, drawn + occurs - every); k--) {
    chance += Math.exp(choose(occurs, k) + choose(every - occurs, drawn - k) - choose(every, drawn));
  }
  return Math.min(1, chance);
}

function logFactorials(n: number): Float64Array {
  const logs = new Float64Array(n + 1);
  for (let i = 2; i <= n; i++) logs[i] = logs[i - 1] + Math.log(i);
  return logs;
}

/** False discovery rates (Benjamini, Hochberg 1995). */
function adjusted(p: readonly number[]): number[] {
  const order = [...p.keys()].sort((a, b) => p[b] - p[a]);
  const rates = new Array<number>(p.length);
  let least = 1;
  order.forEach((i, place) => {
    least = Math.min(least, (p[i] * p.length) / (p.length - place));
    rates[i] = least;
  });
  return rates;
}

function informationOf(held: number, occurs: number, known: number, every: number): number {
  const counts = [held, known - held, occurs - held, every - known - occurs + held];
  const [has, others] = [occurs / every, every - known];
  const chance = [known * has, known * (1 - has), others * has, others * (1 - has)];
  return sum(counts.map((n, i) => (n > 0 ? n * Math.log(n / chance[i]) : 0)));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
