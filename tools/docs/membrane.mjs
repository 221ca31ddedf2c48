// The figure of membranes, by the view's own geometry: `node tools/docs/membrane.mjs` writes docs/figures/membrane.svg.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { outline } = await ours();

const [MEMBER, OTHER] = ["#4a80fd", "#8a8d93"];
const LOOK =
  "<style>svg.ta-figure{color:#222}@media(prefers-color-scheme:dark){svg.ta-figure{color:#ddd}}</style>";

// Each node: x, y, radius, and the share of the pattern that it holds (0: it is no member), relative to the largest.
const ONE = [
  [40, 75, 9, 1], [72, 48, 7, 0.6], [108, 36, 8, 0.8], [146, 45, 6, 0.3], [176, 70, 8, 0.5], [60, 105, 6, 0.2],
  [110, 82, 8, 0], [146, 100, 6, 0], [90, 118, 5, 0], [190, 110, 7, 0],
];
const ONE_LINKS = [[0, 1], [1, 2], [2, 3], [3, 4], [0, 5], [2, 6], [6, 7], [4, 9], [5, 8]];
const SPLIT = [
  [40, 75, 9, 1], [72, 48, 7, 0.6], [60, 105, 6, 0.2], [146, 45, 6, 0.3], [176, 70, 8, 0.5],
  [108, 60, 8, 0], [110, 98, 6, 0], [146, 100, 6, 0], [190, 110, 7, 0],
];
const SPLIT_LINKS = [[0, 1], [0, 2], [3, 4], [1, 5], [5, 3], [5, 6], [6, 7], [4, 8]];
const THIN = SPLIT.map(([x, y, r, share], i) => [x, y, r, share && (i < 3 ? 0.05 : 0.02)]);

const panels = [
  ["kept: one body", ONE, ONE_LINKS, 1],
  ["split: two", SPLIT, SPLIT_LINKS, 1],
  ["split, and most of it elsewhere", THIN, SPLIT_LINKS, 0.4],
];
const drawn = panels.map(([title, nodes, links, strength], i) =>
  `<g transform="translate(${240 * i} 14)"><text x="110" y="0" text-anchor="middle" fill="currentColor">${title}</text>` +
  `${panel(nodes, links, strength)}</g>`,
);
const file = join(root, "docs", "figures", "membrane.svg");
writeFileSync(
  file,
  `<svg class="ta-figure" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 160" width="720" height="160" ` +
    `fill="none" font-family="sans-serif" font-size="12">${LOOK}${drawn.join("\n")}</svg>\n`,
);
console.log(`wrote ${file}`);

function panel(nodes, links, strength) {
  const at = new Float32Array(nodes.flatMap(([x, y]) => [x, y]));
  const radii = new Float32Array(nodes.map(([, , r]) => r));
  const members = nodes.flatMap(([, , , share], node) => (share ? [{ node, pad: 3 + 5 * Math.sqrt(share) }] : []));
  const inside = new Set(members.map(({ node }) => node));
  const own = links.filter(([i, j]) => inside.has(i) && inside.has(j));
  const { bodies } = outline({ at, radii }, members, own.flat());
  const walls = bodies.flatMap(({ rings }) => rings).map(pathOf).join("");
  const edges = links.map(([i, j]) => `M${at[2 * i]} ${at[2 * i + 1]}L${at[2 * j]} ${at[2 * j + 1]}`).join("");
  const discs = nodes.map(
    ([x, y, r, share]) => `<circle cx="${x}" cy="${y}" r="${r}" fill="${share ? MEMBER : OTHER}"/>`,
  );
  return (
    `<path d="${walls}" fill="${MEMBER}" fill-opacity="${0.25 * strength}" stroke="${MEMBER}" stroke-width="${3 * strength}"/>` +
    `<path d="${edges}" stroke="${OTHER}" stroke-width=".8"/>${discs.join("")}`
  );
}

/** A closed path, to a tenth of a pixel. */
function pathOf(ring) {
  const points = [];
  for (let i = 0; i < ring.length; i += 2) points.push(`${ring[i].toFixed(1)} ${ring[i + 1].toFixed(1)}`);
  return `M${points.join("L")}Z`;
}

/** The TypeScript of the view, bundled as the view is. */
async function ours() {
  const { build } = createRequire(join(root, "js", "package.json"))("esbuild");
  const folder = mkdtempSync(join(tmpdir(), "membrane-"));
  const outfile = join(folder, "outline.mjs");
  const entryPoints = [join(root, "js/src/geometry/outline.ts")];
  await build({ entryPoints, bundle: true, format: "esm", target: "es2022", outfile });
  const module = await import(pathToFileURL(outfile).href);
  rmSync(folder, { recursive: true });
  return module;
}
