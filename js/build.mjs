// Bundles the view into the Python package: one ES module and one style sheet.
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const outdir = fileURLToPath(new URL("../topoalign_widget/widget/static", import.meta.url));
// The bundle travels with every widget that a notebook shows.
const LARGEST = 300_000;

await build({
  entryPoints: { widget: fileURLToPath(new URL("src/index.ts", import.meta.url)) },
  outdir,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  logLevel: "warning",
});

const { size } = statSync(`${outdir}/widget.js`);
if (size > LARGEST) throw new Error(`widget.js has ${size} bytes, more than ${LARGEST}`);
console.log(`widget.js ${(size / 1000).toFixed(1)} kB`);
