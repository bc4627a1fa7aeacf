import type { Feature, Polygon } from "geojson";
import { describe, expect, it } from "vitest";
import { bounds, contains, joinGrids, labelPoint, named, pointFeatures } from "../src/map/model";

const square = (w: number, s: number, e: number, n: number): Polygon => ({ type: "Polygon", coordinates: [[[w, s], [e, s], [e, n], [w, n], [w, s]]] });
const feature = (id: number, geometry: Polygon): Feature => ({ type: "Feature", properties: { level: "grid", id, name: `第 ${id} 网格` }, geometry });

describe("shapes", () => {
  it("have corners", () => {
    expect(bounds([feature(1, square(0, 0, 1, 2)), feature(2, square(-1, 1, 0, 3))])).toEqual([-1, 0, 1, 3]);
    expect(bounds([])).toBeNull();
  });
  it("with a hole do not hold what is in the hole", () => {
    const ring = square(0, 0, 10, 10);
    ring.coordinates.push(...square(4, 4, 6, 6).coordinates);
    expect(contains(ring, 1, 1)).toBe(true);
    expect(contains(ring, 5, 5)).toBe(false);
    expect(contains(ring, 11, 5)).toBe(false);
  });
  it("are named inside themselves and inside the view", () => {
    const shape = square(0, 0, 100, 10);
    const [x, y] = labelPoint(shape, [90, -50, 200, 50]) ?? [];
    expect(x).toBeGreaterThan(90);
    expect(x).toBeLessThan(100);
    expect(y).toBeGreaterThan(2);
    expect(y).toBeLessThan(8);
    expect(labelPoint(shape, [200, 0, 300, 10])).toBeNull();
  });
});

describe("boundaries of record", () => {
  it("are read by code and parent as by id and district", () => {
    const street: Feature = { type: "Feature", properties: { level: "street", code: "330211002", name: "蛟川街道", parent: "330211" }, geometry: square(0, 0, 1, 1) };
    const grid: Feature = { type: "Feature", properties: { level: "grid", code: "17", name: "第 17 网格", parent: "330211002" }, geometry: square(0, 0, 1, 1) };
    const read = named({ type: "FeatureCollection", features: [street, grid] });
    expect(read.features[0]?.properties).toMatchObject({ id: "330211002", district: "330211" });
    const joined = joinGrids(read.features.slice(1), [{ id: 17, zone: "control", silent: false }]);
    expect(joined.features[0]?.properties).toMatchObject({ zone: "control", key: "17" });
  });
});

describe("what the server says", () => {
  it("joins its unit whether ids are numbers or text, and no report stays no report", () => {
    const joined = joinGrids([feature(17, square(0, 0, 1, 1)), feature(18, square(1, 0, 2, 1))], [{ id: "17", zone: "lockdown", silent: true, people: 900, owner: "林" }]);
    expect(joined.features[0]?.properties).toMatchObject({ zone: "lockdown", silent: true, people: 900, owner: "林", name: "第 17 网格" });
    expect(joined.features[1]?.properties).toMatchObject({ zone: "none", silent: false, owner: null });
  });
  it("keeps points in the order given, so the list and the map mark the same one", () => {
    const points = pointFeatures([{ kind: "gate", id: "a", lon: 1, lat: 2, label: "东门" }, { kind: "case", id: "b", lon: 3, lat: 4, label: "个案", n: 3, state: "late" }]);
    expect(points.features.map((f) => f.id)).toEqual([0, 1]);
    expect(points.features[0]?.properties).toMatchObject({ n: 0, state: "ok" });
  });
});
