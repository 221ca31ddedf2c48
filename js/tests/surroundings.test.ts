// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { Surroundings } from "../src/draw/surroundings";
import { Store } from "../src/model/store";
import { Traits } from "../src/model/traits";
import { composeScene } from "../src/scene/scene";
import { part, pattern } from "./controls";
import { FakeModel, load } from "./fixtures";
import { pen } from "./stage";

const { signal } = new AbortController();

function open() {
  const parts = {
    a: part({ nodes: [0, 1, 2], shares: [1, 1, 1], held: [1, 1, 1] }),
    b: part({ kind: "kept", nodes: [0, 1], shares: [1, 1], held: [1, 1] }),
  };
  const model = new FakeModel({ ...load("categories").state, _patterns: [pattern({ parts })] });
  const store = new Store(new Traits(model as never, signal), signal);
  store.setMorph({ pattern: 0, from: 0, to: 1, t: 0.4 });
  const surroundings = new Surroundings(() => {});
  const scene = (camera = store.cameraOf(1)) => {
    const { graphs, motion } = store;
    const cameras = [store.cameraOf(0), camera];
    return composeScene(graphs, motion.at(Number.POSITIVE_INFINITY), motion.bounds, cameras, 800, 400);
  };
  const bodies = (own = scene()) =>
    surroundings.of(store, own, pen as never, true).map(({ morphing }) => morphing!.bodies);
  return { store, scene, bodies };
}

describe("a membrane on its way", () => {
  it("is the same in both panels, each in its place", () => {
    const { store, scene, bodies } = open();
    const [here, there] = bodies();
    expect(here.length).toBeGreaterThan(0);
    // Panels that look at something else, be it by next to nothing, are worked out apart.
    const camera = store.cameraOf(1);
    const apart = bodies(scene({ ...camera, x: camera.x + 1e-9 }))[1];
    expect(there).toHaveLength(apart.length);
    there.forEach(({ rings }, b) => {
      rings.forEach((ring, r) => {
        const other = apart[b].rings[r];
        expect(ring).toHaveLength(other.length);
        expect(Math.max(...ring.map((value, k) => Math.abs(value - other[k])))).toBeLessThan(0.01);
      });
    });
  });

  it("is worked out once for as long as nothing in it changes", () => {
    const { store, scene, bodies } = open();
    const own = scene();
    const [before] = bodies(own);
    store.setHover({ graph: 0, node: 1 });
    expect(bodies(own)[0]).toBe(before);
    store.setMorph({ pattern: 0, from: 0, to: 1, t: 0.5 });
    expect(bodies(own)[0]).not.toBe(before);
  });
});
