import { describe, expect, it } from "vitest";
import { edgePath, extent, nodeRadius } from "../src/lib/chain";
import { countAxis, dayPosition, firstLate, labelledDays } from "../src/lib/curve";

describe("the epidemic curve", () => {
  it("has an axis of whole counts that reaches over the highest day", () => {
    for (let highest = 0; highest < 3000; highest += 7) {
      const { top, step } = countAxis(highest);
      expect(top).toBeGreaterThanOrEqual(highest);
      expect(top % step).toBe(0);
      expect(top / step).toBeLessThanOrEqual(3);
    }
    expect(countAxis(0)).toEqual({ top: 2, step: 1 });
  });
  it("always dates its last day and never crowds", () => {
    expect(labelledDays(9, 5)).toEqual([0, 2, 4, 6, 8]);
    expect(labelledDays(30, 6).at(-1)).toBe(29);
    expect(labelledDays(30, 6).length).toBeLessThanOrEqual(6);
    expect(labelledDays(0, 6)).toEqual([]);
    expect(labelledDays(4, 0)).toEqual([]);
  });
  it("marks an intervention at its hour, in city time", () => {
    const at = Date.parse("2021-12-07T02:00:00+08:00");
    expect(dayPosition("2021-12-06", 2, at)).toBeCloseTo(1 + 2 / 24, 10);
    expect(dayPosition("2021-12-08", 2, at)).toBeNull();
    expect(dayPosition("2021-12-01", 2, at)).toBeNull();
  });
  it("hatches from the first incomplete day", () => {
    const day = (late: boolean) => ({ date: "2021-12-01", community: 0, controlled: 0, late });
    expect(firstLate([day(false), day(true), day(true)])).toBe(1);
    expect(firstLate([day(false)])).toBeNull();
  });
});

describe("the transmission tree", () => {
  it("spans its days and rows, also when empty", () => {
    const node = (day: number, row: number) => ({ id: day, label: "", generation: 0, day, row, kind: "case" as const });
    expect(extent([node(-2, 0), node(5, 3)])).toEqual({ first: -2, last: 5, rows: 4 });
    expect(extent([])).toEqual({ first: 0, last: 1, rows: 1 });
  });
  it("draws nodes that grow with people and stay within bounds", () => {
    expect(nodeRadius(undefined)).toBe(nodeRadius(1));
    expect(nodeRadius(48)).toBeGreaterThan(nodeRadius(2));
    expect(nodeRadius(100_000)).toBe(15);
  });
  it("draws edges that leave and arrive level", () => {
    expect(edgePath(0, 10, 100, 50)).toBe("M0.0 10.0C50.0 10.0 50.0 50.0 100.0 50.0");
  });
});
