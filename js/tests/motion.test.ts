import { afterEach, describe, expect, it, vi } from "vitest";
import { Motion } from "../src/model/motion";

const reduced = (matches: boolean) => vi.stubGlobal("matchMedia", () => ({ matches }));
afterEach(() => vi.unstubAllGlobals());

const from = [Float32Array.of(0, 0)];
const to = [Float32Array.of(10, -20)];

describe("nodes that move to a new layout", () => {
  it("are on their way for a while, and then there", () => {
    reduced(false);
    const motion = new Motion();
    motion.moveTo(to, from, 1000);
    expect(motion.at(1000)).toEqual(from);
    const [x, y] = motion.at(1225)[0];
    expect([x, y]).toEqual([5, -10]);
    expect(motion.underWay).toBe(true);
    expect(motion.at(2000)).toBe(to);
    expect(motion.underWay).toBe(false);
  });

  it("are there at once for readers who want things to keep still", () => {
    reduced(true);
    const motion = new Motion();
    motion.moveTo(to, from, 1000);
    expect(motion.underWay).toBe(false);
    expect(motion.at(1000)).toBe(to);
  });

  it("do not move where they are others, or where nothing moves", () => {
    reduced(false);
    const motion = new Motion();
    motion.moveTo(to, [Float32Array.of(0, 0, 1, 1)], 0);
    expect(motion.underWay).toBe(false);
    motion.moveTo(to, to, 0);
    expect(motion.underWay).toBe(false);
  });
});
