// Light or dark, as the host is, and the colours of everything that is no data.
import { luminance } from "./palette";

export type Scheme = "light" | "dark";

export interface Tokens {
  /** Behind the widget; also the rim that parts one disc from another. */
  surface: string;
  panel: string;
  border: string;
  ink: string;
  muted: string;
  edge: string;
  /** Under the pointer, and pressed. */
  hover: string;
  pressed: string;
  /** Where the keyboard is. */
  focus: string;
  error: string;
}

export const TOKENS: Record<Scheme, Tokens> = {
  light: {
    surface: "#ffffff",
    panel: "#fafbfc",
    border: "#dfe3e8",
    ink: "#16191d",
    muted: "#5b636e",
    edge: "#8b949f",
    hover: "#eef1f4",
    pressed: "#dde4ee",
    focus: "#2f74c8",
    error: "#b3261e",
  },
  dark: {
    surface: "#16191d",
    panel: "#1b1f24",
    border: "#343b44",
    ink: "#f1f3f5",
    muted: "#a4adb8",
    edge: "#78828e",
    hover: "#252b32",
    pressed: "#323c49",
    focus: "#5b9ff0",
    error: "#ff8f85",
  },
};

/** Hand the colours to the style sheet, so that the canvas and its frame never differ. */
export function dress(el: HTMLElement, scheme: Scheme): void {
  el.dataset.theme = scheme;
  for (const [name, color] of Object.entries(TOKENS[scheme])) el.style.setProperty(`--ta-${name}`, color);
}

/** Tell the host's scheme: what it declares, else what is behind the widget, else what the system prefers. */
export function hostScheme(el: HTMLElement): Scheme {
  const { body, documentElement: html } = el.ownerDocument;
  const jupyter = body.dataset.jpThemeLight;
  if (jupyter !== undefined) return jupyter === "false" ? "dark" : "light";
  const vscode = body.dataset.vscodeThemeKind;
  if (vscode !== undefined) return vscode.includes("light") ? "light" : "dark";
  for (const root of [html, body]) {
    const declared = root.dataset.theme ?? root.getAttribute("theme") ?? "";
    if (root.classList.contains("dark") || declared === "dark") return "dark";
    if (root.classList.contains("light") || declared === "light") return "light";
  }
  const behind = backgroundOf(el);
  if (behind !== null) return luminance(behind) < 0.3 ? "dark" : "light";
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** Call back whenever the host's scheme may have changed. */
export function watchHost(el: HTMLElement, changed: () => void, signal: AbortSignal): void {
  const { body, documentElement: html } = el.ownerDocument;
  const observer = new MutationObserver(changed);
  const attributeFilter = [
    "class",
    "style",
    "theme",
    "data-theme",
    "data-jp-theme-light",
    "data-vscode-theme-kind",
  ];
  for (const root of [html, body]) observer.observe(root, { attributes: true, attributeFilter });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed, { signal });
  signal.addEventListener("abort", () => observer.disconnect(), { once: true });
}

function backgroundOf(el: HTMLElement): string | null {
  // Not the element itself: it has the colour that was chosen for it last.
  for (let up = el.parentElement; up; up = up.parentElement) {
    const parts = getComputedStyle(up)
      .backgroundColor.match(/[\d.]+/g)
      ?.map(Number);
    if (parts && parts.length >= 3 && (parts[3] ?? 1) > 0.5) {
      return `#${parts
        .slice(0, 3)
        .map((c) => Math.round(c).toString(16).padStart(2, "0"))
        .join("")}`;
    }
  }
  return null;
}
