// Outlines against peers, in one run: `node benchmarks/outlines.mjs`. Prints tables in Markdown.
//
// Random scenes: discs over 900 x 600 pixels, each linked to its three nearest; members are what lies around a random
// place, or any nodes. Members and other nodes are judged by their centres. Of repeated timings the best counts, on
// all sides. The peers come from build/peers-js, where `make bench` installs them.
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const from = (folder) => createRequire(join(root, folder, "package.json"));
const peer = (name) => import(pathToFileURL(from("build/peers-js").resolve(name)).href);
const { BubbleSets, circle, line } = await peer("bubblesets-js");
const { contours } = await peer("d3-contour");
const { outline, insidePolygon, morph } = await ours();

const SEEDS = 10;
const REPEATS = 5;
const [WIDTH, HEIGHT] = [900, 600];
const SIZES = [
  [100, 15],
  [200, 40],
  [500, 40],
  [500, 100],
  [1000, 100],
  [2000, 170],
];

/** The TypeScript of the view, bundled as the view is. */
async function ours() {
  const { build } = from("js")("esbuild");
  const folder = mkdtempSync(join(tmpdir(), "outlines-"));
  const source = ["outline", "polygon", "morph"].map((name) => `export * from "./js/src/geometry/${name}";`).join("\n");
  const outfile = join(folder, "outlines.mjs");
  await build({ stdin: { contents: source, resolveDir: root }, bundle: true, format: "esm", target: "es2022", outfile });
  const module = await import(pathToFileURL(outfile).href);
  rmSync(folder, { recursive: true });
  return module;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function sceneOf(seed, n, m, isScattered) {
  const next = random(seed);
  const at = new Float32Array(2 * n).map((_, i) => (i & 1 ? HEIGHT : WIDTH) * next());
  const radii = new Float32Array(n).map(() => 2.6 + 6 * next() ** 2);
  const nearest = (x, y, blur) =>
    Array.from({ length: n }, (_, i) => [Math.hypot(at[2 * i] - x, at[2 * i + 1] - y) * (1 + blur * next()), i])
      .sort((p, q) => p[0] - q[0])
      .map(([, i]) => i);
  const chosen = isScattered
    ? Array.from({ length: n }, (_, i) => [next(), i]).sort((p, q) => p[0] - q[0]).slice(0, m).map(([, i]) => i)
    : nearest(WIDTH * (0.3 + 0.4 * next()), HEIGHT * (0.3 + 0.4 * next()), 0.6).slice(0, m);
  const isMember = new Set(chosen);
  const links = chosen.flatMap((i) =>
    nearest(at[2 * i], at[2 * i + 1], 0)
      .slice(1, 4)
      .filter((j) => isMember.has(j))
      .flatMap((j) => [i, j]),
  );
  return { at, radii, members: [...isMember], isMember, links };
}

const methods = {
  "bubblesets-js": ({ at, radii, members, isMember, links }) => {
    const sets = new BubbleSets();
    const disc = (i) => circle(at[2 * i], at[2 * i + 1], radii[i]);
    sets.pushMember(...members.map(disc));
    sets.pushNonMember(...[...radii.keys()].filter((i) => !isMember.has(i)).map(disc));
    for (let k = 0; k < links.length; k += 2) {
      const [i, j] = [links[k], links[k + 1]];
      sets.pushEdge(line(at[2 * i], at[2 * i + 1], at[2 * j], at[2 * j + 1]));
    }
    const path = sets.compute().sample(4).simplify(0).bSplines().simplify(0);
    return path.points.length ? [path.points.flatMap(({ x, y }) => [x, y])] : [];
  },
  "distance field + d3-contour": plainField,
  outline: (scene) =>
    outline(scene, scene.members.map((node) => ({ node, pad: 5 })), scene.links).bodies.flatMap(({ rings }) => rings),
};

/** The plain way: distances to members and links, smoothly joined, without the others, on a grid of 4 pixels. */
function plainField({ at, radii, members, isMember, links }) {
  const STEP = 4;
  const [nx, ny] = [WIDTH / STEP + 20, HEIGHT / STEP + 20];
  const field = new Float64Array(nx * ny).fill(100);
  const visit = (x0, y0, x1, y1, reach, distance) => {
    const place = (value) => Math.round(value / STEP) + 10;
    for (let j = Math.max(0, place(y0 - reach)); j <= Math.min(ny - 1, place(y1 + reach)); j++) {
      for (let i = Math.max(0, place(x0 - reach)); i <= Math.min(nx - 1, place(x1 + reach)); i++) {
        distance(j * nx + i, (i - 10) * STEP, (j - 10) * STEP);
      }
    }
  };
  const join = (v, d) => {
    const h = Math.max(6 - Math.abs(field[v] - d), 0) / 6;
    field[v] = Math.min(field[v], d) - (h * h * 6) / 4;
  };
  for (const i of members) {
    const [x, y, r] = [at[2 * i], at[2 * i + 1], radii[i] + 6];
    visit(x, y, x, y, r + 10, (v, px, py) => join(v, Math.hypot(px - x, py - y) - r));
  }
  for (let k = 0; k < links.length; k += 2) {
    const [i, j] = [links[k], links[k + 1]];
    const [ax, ay, dx, dy] = [at[2 * i], at[2 * i + 1], at[2 * j] - at[2 * i], at[2 * j + 1] - at[2 * i + 1]];
    const box = [Math.min(ax, ax + dx), Math.min(ay, ay + dy), Math.max(ax, ax + dx), Math.max(ay, ay + dy)];
    visit(...box, 14, (v, px, py) => {
      const t = Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy || 1)));
      join(v, Math.hypot(px - ax - t * dx, py - ay - t * dy) - 4);
    });
  }
  for (const i of radii.keys()) {
    if (isMember.has(i)) continue;
    const [x, y, r] = [at[2 * i], at[2 * i + 1], radii[i] + 2.5];
    visit(x, y, x, y, r + 6, (v, px, py) => {
      field[v] = Math.max(field[v], r - Math.hypot(px - x, py - y));
    });
  }
  const [{ coordinates }] = contours().size([nx, ny]).thresholds([0])(field.map((value) => -value));
  return coordinates.flat().map((ring) => ring.flatMap(([i, j]) => [(i - 10.5) * STEP, (j - 10.5) * STEP]));
}

function judged(rings, { at, radii, isMember }) {
  const inside = (x, y) => rings.filter((ring) => insidePolygon(ring, x, y)).length % 2 === 1;
  let [missed, wrong] = [0, 0];
  for (const i of radii.keys()) {
    const isInside = inside(at[2 * i], at[2 * i + 1]);
    if (isMember.has(i) && !isInside) missed++;
    if (!isMember.has(i) && isInside) wrong++;
  }
  return { missed, wrong };
}

function timed(job) {
  const times = Array.from({ length: REPEATS }, () => {
    const start = performance.now();
    job();
    return performance.now() - start;
  });
  return Math.min(...times);
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

function table(title, header, rows) {
  console.log(`\n### ${title}\n\n| ${header.join(" | ")} |\n|${"---|".repeat(header.length)}`);
  for (const row of rows) console.log(`| ${row.join(" | ")} |`);
}

function peerTable(isScattered) {
  const rows = [];
  for (const [n, m] of SIZES) {
    const scenes = Array.from({ length: SEEDS }, (_, seed) => sceneOf(seed + 1, n, m, isScattered));
    const found = Object.entries(methods).map(([name, method]) => {
      const each = scenes.map((scene) => ({ ...judged(method(scene), scene), ms: timed(() => method(scene)) }));
      const of = (key) => mean(each.map((one) => one[key]));
      return { name, missed: of("missed"), wrong: of("wrong"), ms: of("ms") };
    });
    const own = found.at(-1).ms;
    for (const { name, missed, wrong, ms } of found) {
      const ratio = name === "outline" ? "" : `${(ms / own).toFixed(1)}x`;
      rows.push([`${n} / ${m}`, name, missed.toFixed(1), wrong.toFixed(1), `${ms.toFixed(1)} ms`, ratio]);
    }
  }
  const kind = isScattered ? "members anywhere" : "members around a place";
  const header = ["nodes / members", "method", "members missed", "others inside", "time", "to outline"];
  table(`Outlines, mean of ${SEEDS} scenes: ${kind}`, header, rows);
}

const AT = [0, 0.1, 0.3, 0.5, 0.7, 0.9];

/** A morph between two graphs of 1,000 nodes; what a node holds goes to three. */
function morphOf(m) {
  const [a, b] = [1, 2].map((seed) => sceneOf(seed, 1000, m, false));
  const end = (scene) => ({ ...scene, members: scene.members.map((node) => ({ node, pad: 6 })) });
  const flows = a.members.flatMap((from, k) =>
    [0, 1, 2].map((j) => ({ from, to: b.members[(k + j) % m], inputs: 10 - 3 * j })),
  );
  return (t) => morph(end(a), end(b), flows, t);
}

function morphTable() {
  const rows = [50, 100, 200].map((m) => {
    const at = morphOf(m);
    return [`${m}`, ...AT.map((t) => `${timed(() => at(t)).toFixed(1)} ms`)];
  });
  table("A morph among 1,000 nodes each, at t", ["members", ...AT.map(String)], rows);
}

// What was never run is not compiled yet.
for (let seed = 1; seed <= 20; seed++) {
  for (const method of Object.values(methods)) method(sceneOf(seed, 200, 40, seed % 2 === 0));
}
for (const t of [...AT, ...AT]) morphOf(50)(t);

peerTable(false);
peerTable(true);
morphTable();
