import { describe, expect, it } from "vitest";
import { formatAge, formatRemaining, parseInstant, toCityMinute, toCityText, untilNextMinute } from "../src/lib/time";

const MIN = 60_000;

describe("instants", () => {
  it("without an offset are city time", () => {
    expect(parseInstant("2021-12-07T02:00")).toBe(Date.UTC(2021, 11, 6, 18, 0));
    expect(parseInstant("2021-12-07")).toBe(Date.UTC(2021, 11, 6, 16, 0));
  });
  it("with an offset are what they say", () => {
    expect(parseInstant("2021-12-06T18:00:00Z")).toBe(parseInstant("2021-12-07T02:00:00+08:00"));
  });
  it("that are no instants give nothing", () => {
    expect(parseInstant("")).toBeNull();
    expect(parseInstant("昨天")).toBeNull();
  });
  it("are written in city time whatever the reader's zone", () => {
    const midnight = Date.UTC(2021, 11, 31, 16, 0);
    expect(toCityMinute(midnight)).toBe("2022-01-01T00:00");
    expect(toCityText(midnight - MIN)).toBe("2021-12-31 23:59");
  });
  it("survive a round trip through the address", () => {
    for (const text of ["2021-12-05T16:30", "2022-01-01T00:00", "2020-02-29T23:59"]) {
      expect(toCityMinute(parseInstant(text) ?? 0)).toBe(text);
    }
  });
});

describe("ages", () => {
  it("are minutes under three hours, then hours, then days", () => {
    expect(formatAge(31 * MIN, "zh-CN")).toBe("31 分");
    expect(formatAge(179 * MIN, "zh-CN")).toBe("179 分");
    expect(formatAge(180 * MIN, "zh-CN")).toBe("3 时 00 分");
    expect(formatAge(312 * MIN, "zh-CN")).toBe("5 时 12 分");
    expect(formatAge(47 * 60 * MIN + 59 * MIN, "zh-CN")).toBe("47 时 59 分");
    expect(formatAge(48 * 60 * MIN, "zh-CN")).toBe("2 天 0 时");
    expect(formatAge(312 * MIN, "en")).toBe("5 h 12 min");
  });
  it("below a minute or before the start say so", () => {
    expect(formatAge(59_999, "zh-CN")).toBe("不足 1 分");
    expect(formatAge(-5 * MIN, "en")).toBe("under 1 min");
  });
  it("left and over are told apart", () => {
    expect(formatRemaining(25 * MIN, "zh-CN")).toBe("剩 25 分");
    expect(formatRemaining(-20 * MIN, "zh-CN")).toBe("超 20 分");
    expect(formatRemaining(-200 * MIN, "en")).toBe("3 h 20 min over");
  });
  it("change next when the minute does", () => {
    expect(untilNextMinute(0)).toBe(MIN);
    expect(untilNextMinute(61_000)).toBe(59_000);
    expect(untilNextMinute(-1000)).toBe(1000);
    for (const ms of [1, 59_999, 60_000, 123_456]) {
      expect(formatAge(ms + untilNextMinute(ms), "en")).not.toBe(formatAge(ms, "en"));
    }
  });
});
