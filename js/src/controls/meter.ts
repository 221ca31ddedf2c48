// Scores as a reader sees them in a narrow column: a number, and a bar below it.
import { h } from "./dom";

/** Two digits without the nought that says nothing: .88, 1.00, −.12. */
export const hundredths = (value: number): string =>
  value
    .toFixed(2)
    .replace(/^-?0\.00$/, ".00")
    .replace(/^(-?)0\./, "$1.")
    .replace("-", "−");

/** A p-value with the digits that count. */
export function chance(p: number): string {
  if (p < 0.001) return "<.001";
  return p < 0.0095 ? p.toFixed(3).slice(1) : hundredths(p);
}

/** A score up to 1 with its bar; null was not worked out. Below 0, the bar is as long and pale. */
export function meter(score: number | null, title: string): HTMLElement {
  const length = Math.min(1, Math.abs(score ?? 0));
  const fill = h("i", { style: `width:${(100 * length).toFixed(1)}%` });
  const sign = score !== null && score < 0 ? " ta-negative" : "";
  return h(
    "span",
    { class: `ta-meter${sign}`, title },
    score === null ? "–" : hundredths(score),
    h("s", {}, fill),
  );
}
