// A saved page answers as the kernel does: what that answered is in tests/fixtures/offline.json, written by Python.
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { decodeGraphs } from "../src/model/decode";
import { EMPTY, ofInputs } from "../src/model/selection";
import type { Pattern, Selection, WidgetState } from "../src/model/state";
import { Traits } from "../src/model/traits";
import { csvOf } from "../src/offline/csv";
import { Host } from "../src/offline/host";
import { membersOf } from "../src/offline/members";
import { type Carried, unpack } from "../src/offline/page";
import type { Request } from "../src/offline/table";
import { sixDigits } from "../src/offline/written";

interface Fixture {
  page: string;
  answers: { request: Request; answer: Record<string, unknown>; pictures: string[] }[];
  members: { inputs: number[]; nodes: Record<string, number[]> }[];
  selections: { selection: Selection; patterns: Pattern[] }[];
  searches: { text: string; found: number[] }[];
  digits: [string, string][];
}

// vitest runs in js/.
const fixture: Fixture = JSON.parse(readFileSync("../tests/fixtures/offline.json", "utf8"));
let page: Carried;
beforeAll(async () => {
  page = await unpack(fixture.page);
});

function opened() {
  const host = new Host({ ...page, state: { ...page.state } });
  const asked = (message: Record<string, unknown>) => {
    const heard = vi.fn();
    host.on("msg:custom", heard);
    host.send({ id: "1", ...message });
    host.off("msg:custom", heard);
    const [answer, buffers] = heard.mock.calls[0] as [Record<string, unknown>, DataView[]];
    return { answer, buffers };
  };
  const commit = (values: Partial<WidgetState>) => {
    for (const [name, value] of Object.entries(values)) host.set(name as never, value as never);
    host.save_changes();
  };
  return { host, asked, commit };
}

/** Sums of shares differ in their last digit. */
const rounded = (patterns: readonly Pattern[]): unknown =>
  JSON.parse(JSON.stringify(patterns), (_, value) =>
    typeof value === "number" ? Number(value.toFixed(12)) : value,
  );

const bytes = (view: DataView) =>
  Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString("base64");

describe("answers of a saved page", () => {
  it("lists the rows that the kernel lists, with the same cells, pictures, counts and mix", () => {
    const { asked } = opened();
    expect(fixture.answers.length).toBeGreaterThan(50);
    for (const { request, answer: expected, pictures } of fixture.answers) {
      const { answer, buffers } = asked({ kind: "inputs", ...request });
      expect(answer, JSON.stringify(request)).toEqual({ id: "1", ...expected });
      expect(buffers.slice(0, 3).map(bytes)).toEqual(pictures);
    }
  });

  it("says what it does not know in place of something else", () => {
    const { asked, host } = opened();
    const about = ofInputs([0, 5, 100]);
    const request = { about, tab: "all", here: null, other: null, start: 0, stop: 9, descending: false };
    expect(host.abilities.ranks(about)).toBe(false);
    expect(asked({ kind: "inputs", ...request, order: "typical" }).answer.error).toMatch(/not worked out/);
    for (const _ of ["asked", "asked again"]) {
      const { answer } = asked({ kind: "inputs", ...request, order: { column: "?" } });
      expect(answer.error).toMatch(/no such col/);
    }
    expect(asked({ kind: "inputs", ...request, order: "number", tab: "here" }).answer.error).toMatch(
      /Select/,
    );
  });

  it("finds the nodes that hold inputs as the kernel finds them", () => {
    const { _manifest, _topology } = page.state as WidgetState;
    for (const { inputs, nodes } of fixture.members) {
      for (const graph of decodeGraphs(_manifest, _topology)) {
        expect(membersOf(graph, inputs)).toEqual(nodes[graph.name]);
      }
    }
  });

  it("finds the texts that the kernel finds, and selects their inputs", () => {
    for (const { text, found } of fixture.searches) {
      const { asked, host } = opened();
      expect(asked({ kind: "search", text }).answer.total, text).toBe(found.length);
      expect(host.get("selection").inputs).toEqual(found);
    }
  });

  it("writes numbers with six digits", () => {
    for (const [number, written] of fixture.digits) {
      expect(sixDigits(Number(number.replace("inf", "Infinity")))).toBe(written);
    }
    expect(sixDigits(Number.NaN)).toBe("");
  });

  it("writes CSV with all digits and letters, and quotes what needs it", () => {
    const [head, first, second] = csvOf(page, [0, 3]).split("\r\n");
    expect(head).toBe("input,text,concept,score,count,</script><script>alert(1)</script>,flag,mixed");
    expect(first).toBe('0,</script><script>alert(1)</script>,,0,0,"no ""quotes"", no commas",True,word 0');
    expect(second).toContain(`3,${"😀".repeat(500)},ring,1000000,`);
  });
});

describe("what follows from what the reader does", () => {
  const known = () => fixture.selections;

  it("has the patterns that the kernel has, where they were followed ahead, and else none", () => {
    const { host, commit } = opened();
    for (const { selection, patterns } of known()) {
      commit({ selection });
      expect(rounded(host.get("_patterns"))).toEqual(rounded(patterns));
    }
    commit({ selection: ofInputs([0, 5, 100]) });
    expect(host.get("_patterns").map(({ name }) => name)).toEqual(["kept"]);
    expect(host.get("status").message).toMatch(/not followed/);
    commit({ selection: EMPTY, membranes: [] });
    expect(host.get("_patterns")).toEqual([]);
    expect(host.get("status").message).not.toMatch(/not followed/);
  });

  it("keeps a membrane of what was followed", () => {
    const { host, commit } = opened();
    const { selection, patterns } = known()[0];
    commit({ selection });
    commit({ membranes: [...host.get("membranes"), { name: "mine", ...selection }], selection: EMPTY });
    const [last] = host.get("_patterns").slice(-1);
    expect(rounded([last])).toEqual(rounded([{ ...patterns[0], name: "mine" }]));
  });

  it("selects a region by its number", () => {
    const { host } = opened();
    const heard = vi.fn();
    host.on("change:selection", heard);
    host.send({ kind: "region", number: 0 });
    expect(host.get("selection")).toEqual(known()[0].selection);
    expect(heard).toHaveBeenCalledTimes(1);
    host.send({ kind: "region", number: 999 });
    expect(host.get("selection")).toEqual(EMPTY);
  });

  it("says that it has done what the kernel would do", () => {
    const { asked } = opened();
    for (const deed of [{ kind: "region", number: 0 }, { kind: "undo" }, { kind: "redo" }]) {
      expect(asked(deed).answer).toEqual({ id: "1" });
    }
  });

  it("undoes and redoes a gesture with all that followed from it", () => {
    const { host, commit } = opened();
    expect(host.get("_undoable")).toEqual({ undo: false, redo: false });
    const { nodes, graph } = host.get("_matches")!.entries[0];
    const [first] = known();
    commit({ match: 0, selection: { nodes: { [graph]: [...nodes].sort((a, b) => a - b) }, inputs: [] } });
    // As the view says it, with the inputs.
    expect(host.get("match")).toBe(null);
    host.send({ kind: "undo" });
    expect(host.get("selection")).toEqual(EMPTY);
    host.send({ kind: "region", number: 0 });
    commit({ color_by: "score" });
    expect(host.get("_color_scale").column).toBe("score");
    host.send({ kind: "undo" });
    expect(host.get("_color_scale").column).toBe("concept");
    expect(host.get("_colors").byteLength).toBe(4 * host.get("_manifest").n_inputs);
    expect(host.get("selection")).toEqual(first.selection);
    host.send({ kind: "undo" });
    expect(host.get("_patterns").map(({ name }) => name)).toEqual(["kept"]);
    expect(host.get("_undoable")).toEqual({ undo: false, redo: true });
    // The view may say again what it was told.
    host.set("selection", { nodes: {}, inputs: [] });
    host.save_changes();
    expect(host.get("_undoable")).toEqual({ undo: false, redo: true });
    host.send({ kind: "redo" });
    expect(rounded(host.get("_patterns"))).toEqual(rounded(first.patterns));
    commit({ regions: [] });
    expect(host.get("_undoable")).toEqual({ undo: true, redo: false });
    // What changes nothing is no step.
    commit({ view: { linked: false, cameras: {} } });
    host.send({ kind: "undo" });
    expect(host.get("regions")).not.toEqual([]);
  });

  it("forgets the match when something else is selected", () => {
    const { host, commit } = opened();
    const life = new AbortController();
    const traits = new Traits(host as never, life.signal, host.abilities);
    const { nodes, graph } = host.get("_matches")!.entries[0];
    const graphs = decodeGraphs(host.get("_manifest"), host.get("_topology"));
    const own = graphs.find(({ name }) => name === graph)!;
    const inputs = new Set(
      nodes.flatMap((n) => [...own.inputs.values.slice(own.inputs.starts[n], own.inputs.starts[n + 1])]),
    );
    const selection = {
      nodes: { [graph]: [...nodes].sort((a, b) => a - b) },
      inputs: [...inputs].sort((a, b) => a - b),
    };
    traits.commit({ match: 0, selection });
    expect(host.get("match")).toBe(0);
    expect(host.get("_patterns")[0].name).toBe("selection");
    commit({ selection: EMPTY });
    expect(host.get("match")).toBe(null);
  });
});
