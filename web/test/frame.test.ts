import { describe, expect, it } from "vitest";
import { wordNames } from "../src/catalogue";
import { nextRow } from "../src/keyboard";
import { branchState, minutesInWords } from "../src/lib/order";
import { outcome, retryWait } from "../src/lib/outbox";
import { addressAt, sharePercent } from "../src/lib/slider";
import { reconnectWait, refreshDelay } from "../src/live";

describe("words", () => {
  it("are the same set in both languages", () => {
    expect(wordNames("en")).toEqual(wordNames("zh-CN"));
  });
});

describe("the as-of address", () => {
  it("keeps filters, sets the minute and drops the page", () => {
    expect(addressAt("/cases", "?class=close&after=40", "2021-12-07T06:00")).toBe("/cases?class=close&at=2021-12-07T06:00");
  });
  it("for live carries no minute", () => {
    expect(addressAt("/", "?at=2021-12-07T06:00", null)).toBe("/");
    expect(addressAt("/cases", "?at=2021-12-07T06:00&q=林", null)).toBe("/cases?q=%E6%9E%97");
  });
  it("lies on the track", () => {
    expect(sharePercent(5, 0, 10)).toBe(50);
    expect(sharePercent(-1, 0, 10)).toBe(0);
    expect(sharePercent(11, 0, 10)).toBe(100);
    expect(sharePercent(1, 4, 4)).toBe(100);
  });
});

describe("rows under j and k", () => {
  it("start at an end and stop at the ends", () => {
    expect(nextRow(-1, 5, 1)).toBe(0);
    expect(nextRow(-1, 5, -1)).toBe(4);
    expect(nextRow(4, 5, 1)).toBe(4);
    expect(nextRow(0, 5, -1)).toBe(0);
    expect(nextRow(2, 5, 1)).toBe(3);
    expect(nextRow(-1, 0, 1)).toBe(-1);
  });
});

describe("live updates", () => {
  it("refresh at most once in two seconds", () => {
    expect(refreshDelay(1000, 1500)).toBe(1500);
    expect(refreshDelay(1000, 3000)).toBe(0);
    expect(refreshDelay(1000, 99_000)).toBe(0);
  });
  it("reconnect ever more slowly, but within half a minute", () => {
    const waits = Array.from({ length: 20 }, (_, n) => reconnectWait(n));
    expect(waits[0]).toBe(1000);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(Math.max(...waits)).toBe(30_000);
  });
});

describe("the outbox", () => {
  it("forgets a record only when the server took it", () => {
    expect(outcome(200)).toBe("taken");
    expect(outcome(303)).toBe("taken");
    for (const again of [401, 408, 425, 429, 500, 502, 503]) expect(outcome(again)).toBe("again");
    for (const refused of [400, 403, 404, 409, 422]) expect(outcome(refused)).toBe("refused");
  });
  it("tries again ever more slowly, within five minutes", () => {
    expect(retryWait(0)).toBe(2000);
    expect(retryWait(3)).toBe(16_000);
    expect(retryWait(40)).toBe(300_000);
  });
});

describe("orders", () => {
  it("write deadlines in the words of the choices", () => {
    expect(minutesInWords(30, true)).toBe("30 分");
    expect(minutesInWords(240, true)).toBe("4 时");
    expect(minutesInWords(60, false)).toBe("1 h");
  });
  it("half-tick a branch", () => {
    expect(branchState(0, 3)).toBe("none");
    expect(branchState(2, 3)).toBe("some");
    expect(branchState(3, 3)).toBe("all");
  });
});
