import type { Feature, FeatureCollection, Geometry, Position } from "geojson";

/** What the server says about one smallest unit. */
export interface Grid {
  id: number | string;
  zone: "lockdown" | "control" | "precaution" | null;
  /** Whether it missed its report: drawn hatched, never blank. */
  silent: boolean;
  /** The five-level colour of the unit where it is in no zone, 0 to 4. */
  colour?: number;
  people?: number;
  owner?: string;
  name?: string;
  href?: string;
}

/** Kinds of points, in the order they are drawn. */
export const POINT_KINDS = ["site", "gate", "isolation", "lab", "vehicle", "case"] as const;

/** One thing at a place. */
export interface Point {
  kind: (typeof POINT_KINDS)[number];
  id: string;
  lon: number;
  lat: number;
  label: string;
  href?: string;
  /** A count that goes with the kind: tubes waiting, rooms taken, tubes an hour, people on board. */
  n?: number;
  /** Of how many, where there is a limit. */
  of?: number | null;
  state?: "ok" | "late" | "silent";
}

/** A path on the ground. */
export interface Line {
  kind: "route" | "hand_over";
  coords: Position[];
  label: string;
  href?: string;
}

/** The answer of `/api/v1/map`. */
export interface MapData {
  grids: Grid[];
  points: Point[];
  lines: Line[];
}

/** The three maps the command works from. */
export const PRESETS = ["situation", "sites", "routes"] as const;
export type Preset = (typeof PRESETS)[number];

/** Which kinds of points each map shows. */
export const SHOWN: Record<Preset, ReadonlySet<Point["kind"]>> = {
  situation: new Set(["case", "gate", "isolation", "site"]),
  sites: new Set(["site", "lab"]),
  routes: new Set(["vehicle", "isolation", "lab", "case"]),
};

/** Corners of everything in a collection, `[west, south, east, north]`; `null` when empty. */
export function bounds(features: Feature<Geometry>[]): [number, number, number, number] | null {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const feature of features) {
    for (const [lon, lat] of positions(feature.geometry)) {
      if (lon === undefined || lat === undefined) continue;
      box[0] = Math.min(box[0], lon);
      box[1] = Math.min(box[1], lat);
      box[2] = Math.max(box[2], lon);
      box[3] = Math.max(box[3], lat);
    }
  }
  return box[0] === Infinity ? null : box;
}

function* positions(geometry: Geometry): Generator<Position> {
  switch (geometry.type) {
    case "Point":
      yield geometry.coordinates;
      break;
    case "MultiPoint":
    case "LineString":
      yield* geometry.coordinates;
      break;
    case "Polygon":
    case "MultiLineString":
      for (const ring of geometry.coordinates) yield* ring;
      break;
    case "MultiPolygon":
      for (const part of geometry.coordinates) for (const ring of part) yield* ring;
      break;
    case "GeometryCollection":
      for (const part of geometry.geometries) yield* positions(part);
  }
}

function rings(geometry: Geometry): Position[][] {
  if (geometry.type === "Polygon") return geometry.coordinates;
  if (geometry.type === "MultiPolygon") return geometry.coordinates.flat();
  return [];
}

/** Even-odd test over all rings, so holes are outside. */
export function contains(geometry: Geometry, lon: number, lat: number): boolean {
  let inside = false;
  for (const ring of rings(geometry)) {
    let [px, py] = ring.at(-1) ?? [0, 0];
    for (const [x, y] of ring) {
      if (x === undefined || y === undefined || px === undefined || py === undefined) continue;
      if (y > lat !== py > lat && lon < ((px - x) * (lat - y)) / (py - y) + x) inside = !inside;
      px = x;
      py = y;
    }
  }
  return inside;
}

/**
 * A good place for a name: of a grid of points inside both the shape and the
 * box, the one farthest from either's edge. `null` when they do not meet.
 */
export function labelPoint(geometry: Geometry, box: [number, number, number, number], cells = 22): Position | null {
  const [w, s, e, n] = box;
  const own = bounds([{ type: "Feature", properties: {}, geometry }]);
  if (own === null) return null;
  const view = [Math.max(w, own[0]), Math.max(s, own[1]), Math.min(e, own[2]), Math.min(n, own[3])] as const;
  if (view[0] >= view[2] || view[1] >= view[3]) return null;
  const edge = [...positions(geometry)];
  let best: { at: Position; room: number } | null = null;
  for (let i = 1; i < cells; i += 1) {
    for (let j = 1; j < cells; j += 1) {
      const lon = view[0] + ((view[2] - view[0]) * i) / cells;
      const lat = view[1] + ((view[3] - view[1]) * j) / cells;
      if (!contains(geometry, lon, lat)) continue;
      let room = Math.min(lon - w, e - lon, (lat - s) * 1.15, (n - lat) * 1.15);
      for (const [x, y] of edge) {
        if (x === undefined || y === undefined) continue;
        room = Math.min(room, Math.hypot(x - lon, (y - lat) * 1.15));
        if (best !== null && room <= best.room) break;
      }
      if (best === null || room > best.room) best = { at: [lon, lat], room };
    }
  }
  return best?.at ?? null;
}

/** Boundaries under one set of names: files of record say `code` and `parent` for `id` and `district`. */
export function named(all: FeatureCollection): FeatureCollection {
  return {
    ...all,
    features: all.features.map((f) => {
      const p = f.properties ?? {};
      const id: unknown = p["id"] ?? p["code"];
      return { ...f, properties: { ...p, id, district: p["district"] ?? (p["level"] === "street" ? p["parent"] : undefined) } };
    }),
  };
}

/** The boundary features of one level. */
export function ofLevel(all: FeatureCollection, level: string): Feature[] {
  return all.features.filter((f) => f.properties?.["level"] === level);
}

/**
 * Grid shapes with what the server says about each, found by number: the file of record carries the ledger's. A unit nobody spoke of is marked silent-free and unzoned.
 */
export function joinGrids(shapes: Feature[], grids: Grid[]): FeatureCollection {
  const said = new Map(grids.map((g) => [String(g.id), g]));
  return {
    type: "FeatureCollection",
    features: shapes.map((shape, index) => {
      const key = String(shape.properties?.["id"] ?? index);
      const grid = said.get(key);
      return {
        ...shape,
        id: index,
        properties: {
          key,
          name: grid?.name ?? shape.properties?.["name"] ?? "",
          zone: grid?.zone === null || grid?.zone === undefined || String(grid.zone) === "null" ? "none" : grid.zone,
          silent: grid?.silent ?? false,
          colour: grid?.colour ?? 0,
          people: grid?.people ?? null,
          owner: grid?.owner ?? null,
          href: grid?.href ?? null,
        },
      };
    }),
  };
}

/** Points as features, numbered so hover can be marked. */
export function pointFeatures(points: Point[]): FeatureCollection {
  return {
    type: "FeatureCollection",
    features: points.map((p, index) => ({
      type: "Feature",
      id: index,
      geometry: { type: "Point", coordinates: [p.lon, p.lat] },
      properties: { ...p, n: p.n ?? 0, state: p.state ?? "ok", href: p.href ?? null },
    })),
  };
}

/** Lines as features. */
export function lineFeatures(lines: Line[]): FeatureCollection {
  return {
    type: "FeatureCollection",
    features: lines.map((l, index) => ({
      type: "Feature",
      id: index,
      geometry: { type: "LineString", coordinates: l.coords },
      properties: { kind: l.kind, label: l.label, href: l.href ?? null },
    })),
  };
}
