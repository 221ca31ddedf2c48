import { describe, expect, it, vi } from "vitest";
import { PAGE, Pages } from "../src/controls/pages";

function source() {
  const asked: {
    start: number;
    stop: number;
    answer: (rows?: number[]) => Promise<void>;
    fail: () => Promise<void>;
  }[] = [];
  const arrived = vi.fn();
  const failed = vi.fn();
  const dropped: number[][] = [];
  const pages = new Pages<number>({
    ask: (start, stop) =>
      new Promise((resolve, reject) => {
        const rows = Array.from({ length: stop - start }, (_, i) => start + i);
        const done = () => new Promise<void>((later) => setTimeout(later));
        asked.push({
          start,
          stop,
          answer: (own = rows) => {
            resolve(own);
            return done();
          },
          fail: () => {
            reject(new Error("gone"));
            return done();
          },
        });
      }),
    arrived,
    failed,
    dropped: (rows) => dropped.push([...rows]),
  });
  const starts = () => asked.map(({ start }) => start / PAGE);
  return { asked, arrived, failed, dropped, pages, starts };
}

describe("pages of rows", () => {
  it("are asked for one after the other, and once", async () => {
    const { pages, asked, starts, arrived } = source();
    pages.want(90, 110);
    pages.want(90, 110);
    expect(starts()).toEqual([0]);
    await asked[0].answer();
    expect(starts()).toEqual([0, 1]);
    await asked[1].answer();
    pages.want(0, 199);
    expect(starts()).toEqual([0, 1]);
    expect(arrived).toHaveBeenCalledTimes(2);
    expect([pages.row(99), pages.row(100), pages.row(200)]).toEqual([99, 100, undefined]);
  });

  it("that were scrolled past are never asked for", async () => {
    const { pages, asked, starts } = source();
    pages.want(0, 10);
    for (let first = 500; first <= 90_000; first += 500) pages.want(first, first + 10);
    await asked[0].answer();
    expect(starts()).toEqual([0, 900]);
  });

  it("that come too late are dropped", async () => {
    const { pages, asked, dropped, arrived } = source();
    pages.want(0, 10);
    pages.clear();
    pages.want(0, 10);
    await asked[0].answer([7]);
    expect(dropped).toEqual([[7]]);
    expect(arrived).not.toHaveBeenCalled();
    await asked[1].answer([8]);
    expect(pages.row(0)).toBe(8);
    pages.clear();
    expect(dropped).toEqual([[7], [8]]);
    expect(pages.row(0)).toBeUndefined();
  });

  it("that were seen longest ago make room", async () => {
    const { pages, asked, dropped } = source();
    for (let page = 0; page < 30; page++) {
      pages.want(page * PAGE, page * PAGE);
      await asked[page].answer();
    }
    pages.want(0, 0);
    pages.want(30 * PAGE, 30 * PAGE);
    await asked[30].answer();
    expect(dropped.map((rows) => rows[0])).toEqual([PAGE]);
    expect(pages.row(0)).toBe(0);
  });

  it("that failed are told of, and asked for again when they are seen again", async () => {
    const { pages, asked, failed, starts } = source();
    pages.want(0, 10);
    await asked[0].fail();
    expect(failed).toHaveBeenCalledTimes(1);
    pages.want(0, 10);
    expect(starts()).toEqual([0, 0]);
    pages.clear();
    await asked[1].fail();
    expect(failed).toHaveBeenCalledTimes(1);
  });
});
