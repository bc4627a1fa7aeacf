import { describe, expect, it } from "vitest";
import { bands, edgePath, extent, labelled, nodeRadius } from "../src/lib/chain";
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
  it("puts generations one below the other, and cases of one day on lines of their own", () => {
    const node = (id: number, generation: number, day: number) => ({ id, label: `C${id}`, generation, day, row: id, kind: "case" as const });
    const placed = bands([node(1, 1, 0), node(2, 2, 1), node(3, 2, 1), node(4, 2, 2), node(5, 3, 2)]);
    expect(placed.bands).toEqual([
      { generation: 1, top: 0, lines: 1 },
      { generation: 2, top: 1, lines: 2 },
      { generation: 3, top: 3, lines: 1 },
    ]);
    expect([1, 2, 3, 4, 5].map((id) => placed.line.get(id))).toEqual([0, 1, 2, 1, 3]);
  });
  it("writes words beside a node, above it where edges leave or another lies beside, and not at all where there is no room", () => {
    const at = (id: number, x: number, y: number) => ({ id, x, y, r: 6.5, width: 16 });
    expect(labelled([at(1, 50, 50)]).get(1)?.anchor).toBe("start");
    expect(labelled([{ ...at(1, 50, 50), leads: true }]).get(1)?.anchor).toBe("middle");
    expect(labelled([at(1, 50, 50), at(2, 66, 50)]).get(1)?.anchor).toBe("middle");
    const crowd = Array.from({ length: 25 }, (_, n) => at(n, (n % 5) * 12, Math.floor(n / 5) * 12));
    expect(labelled(crowd).size).toBeLessThan(25);
  });
  it("draws edges that leave and arrive level", () => {
    expect(edgePath(0, 10, 100, 50)).toBe("M0.0 10.0C50.0 10.0 50.0 50.0 100.0 50.0");
  });
});
