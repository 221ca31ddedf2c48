import { describe, expect, it } from "vitest";
import { Pace } from "../src/draw/pace";

describe("the pace of a motion", () => {
  const lost = (...frames: number[]) => {
    const pace = new Pace();
    for (const frame of frames) pace.took(frame);
    return pace.isLost;
  };

  it("is lost after two late frames in a row, and not by an accident or a page that slept", () => {
    expect(lost(16, 33, 16)).toBe(false);
    expect(lost(150, 16, 150, 16)).toBe(false);
    expect(lost(150, 5000, 150)).toBe(false);
    expect(lost(16, 150, 150)).toBe(true);
  });

  it("stays lost, as what is drawn then is quicker, until there is another picture", () => {
    const pace = new Pace();
    for (const frame of [150, 150, 16, 16]) pace.took(frame);
    expect(pace.isLost).toBe(true);
    pace.forget();
    expect(pace.isLost).toBe(false);
  });
});
