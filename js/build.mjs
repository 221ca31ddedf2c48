// Bundles the view into the Python package: for notebooks an ES module, for saved pages a script, each with its style.
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const outdir = fileURLToPath(new URL("../topoalign_widget/widget/static", import.meta.url));
const entry = (path) => fileURLToPath(new URL(path, import.meta.url));
// The first travels with every widget that a notebook shows, the second is in every page that is saved.
const LARGEST = 300_000;
const BUNDLES = [
  { name: "widget", entry: entry("src/index.ts"), format: "esm" },
  { name: "page", entry: entry("src/offline/main.ts"), format: "iife" },
];

for (const { name, entry, format } of BUNDLES) {
  await build({
    entryPoints: { [name]: entry },
    outdir,
    bundle: true,
    minify: true,
    format,
    target: "es2022",
    charset: "utf8",
    logLevel: "warning",
  });
  const { size } = statSync(`${outdir}/${name}.js`);
  if (size > LARGEST) throw new Error(`${name}.js has ${size} bytes, more than ${LARGEST}`);
  console.log(`${name}.js ${(size / 1000).toFixed(1)} kB`);
}
