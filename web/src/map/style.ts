import type { FeatureCollection } from "geojson";
import type { LayerSpecification, Map as GlMap, StyleSpecification } from "maplibre-gl";
import type { Preset } from "./model";
import { SHOWN } from "./model";

/** The colours of the map, by the names the style sheet gives them. */
const NAMES = [
  "map-sea", "map-land", "map-home", "map-edge", "map-cell", "map-halo", "s1", "ink", "mut", "sea", "red", "amb-line", "blu", "grn",
  "zone-lockdown", "zone-control", "zone-precaution",
] as const;
export type Colours = Record<(typeof NAMES)[number], string>;

/** Reads the theme's colours as they now apply. */
export function readColours(): Colours {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((n) => [n, style.getPropertyValue(`--${n}`).trim()])) as Colours;
}

/** Everything the map draws from. */
export interface Sources {
  districts: FeatureCollection;
  streets: FeatureCollection;
  grids: FeatureCollection;
  names: FeatureCollection;
  points: FeatureCollection;
  lines: FeatureCollection;
}

const FONT = ["Noto Sans SC"];

/** The whole style for one theme and one of the three maps. No tiles, no glyphs, no sprite: nothing leaves the building. */
export function mapStyle(c: Colours, data: Sources, preset: Preset): StyleSpecification {
  const source = (d: FeatureCollection): { type: "geojson"; data: FeatureCollection } => ({ type: "geojson", data: d });
  return {
    version: 8,
    sources: {
      districts: source(data.districts),
      streets: source(data.streets),
      grids: source(data.grids),
      names: source(data.names),
      points: source(data.points),
      lines: source(data.lines),
    },
    layers: [...ground(c, preset), ...lines(c, preset), ...points(c, preset), ...names(c)],
  };
}

function ground(c: Colours, preset: Preset): LayerSpecification[] {
  const strength = preset === "situation" ? 1 : 0.45;
  const zone = ["match", ["get", "zone"], "lockdown", c["zone-lockdown"], "control", c["zone-control"], "precaution", c["zone-precaution"], c["amb-line"]];
  const opacity = ["*", strength, ["match", ["get", "zone"], "lockdown", 0.55, "control", 0.34, "precaution", 0.24, ["*", 0.05, ["get", "colour"]]]];
  return [
    { id: "sea", type: "background", paint: { "background-color": c["map-sea"] } },
    { id: "land", type: "fill", source: "districts", paint: { "fill-color": c["map-land"] } },
    { id: "land-edge", type: "line", source: "districts", paint: { "line-color": c["map-cell"], "line-width": 1 } },
    { id: "home", type: "fill", source: "streets", paint: { "fill-color": c["map-home"] } },
    { id: "grid-fill", type: "fill", source: "grids", paint: { "fill-color": zone, "fill-opacity": opacity } },
    { id: "grid-pattern", type: "fill", source: "grids", filter: ["in", ["get", "zone"], ["literal", ["lockdown", "control"]]], paint: { "fill-pattern": ["concat", "pattern-", ["get", "zone"]], "fill-opacity": strength } },
    { id: "grid-line", type: "line", source: "grids", paint: { "line-color": c["map-cell"], "line-width": 0.8 } },
    { id: "street-line", type: "line", source: "streets", paint: { "line-color": c["map-edge"], "line-width": 1.2, "line-opacity": 0.8 } },
    { id: "silent-fill", type: "fill", source: "grids", filter: ["get", "silent"], paint: { "fill-pattern": "pattern-silent" } },
    { id: "silent-line", type: "line", source: "grids", filter: ["get", "silent"], paint: { "line-color": c["amb-line"], "line-width": 1.8, "line-dasharray": [2.5, 2] } },
    { id: "grid-at", type: "line", source: "grids", paint: { "line-color": c["ink"], "line-width": 2.4, "line-opacity": ["case", ["boolean", ["feature-state", "at"], false], 1, 0] } },
  ] as LayerSpecification[];
}

function lines(c: Colours, preset: Preset): LayerSpecification[] {
  const visibility = preset === "routes" ? "visible" : "none";
  return [
    { id: "route-case", type: "line", source: "lines", layout: { visibility, "line-cap": "round" }, paint: { "line-color": c["map-halo"], "line-width": 5, "line-opacity": 0.7 } },
    { id: "route", type: "line", source: "lines", filter: ["==", ["get", "kind"], "route"], layout: { visibility, "line-cap": "round", "line-join": "round" }, paint: { "line-color": c["sea"], "line-width": 2.6 } },
    { id: "hand-over", type: "line", source: "lines", filter: ["==", ["get", "kind"], "hand_over"], layout: { visibility, "line-join": "round" }, paint: { "line-color": c["blu"], "line-width": 2.2, "line-dasharray": [2, 1.6] } },
  ] as LayerSpecification[];
}

function points(c: Colours, preset: Preset): LayerSpecification[] {
  const shown = SHOWN[preset];
  const when = (kind: Parameters<typeof shown.has>[0]): "visible" | "none" => (shown.has(kind) ? "visible" : "none");
  const only = (kind: string): unknown => ["==", ["get", "kind"], kind];
  const large = preset === "sites";
  const state = ["match", ["get", "state"], "late", c["amb-line"], "silent", c["amb-line"], c["sea"]];
  const ring = ["interpolate", ["linear"], ["sqrt", ["get", "n"]], 0, large ? 4.5 : 3.5, 40, large ? 15 : 9];
  const icons = ["isolation", "lab", "gate", "vehicle"].map((kind) => ({
    id: kind, type: "symbol", source: "points", filter: only(kind),
    layout: { visibility: when(kind as "gate"), "icon-image": ["concat", kind, ["match", ["get", "state"], "ok", "", "-late"]], "icon-allow-overlap": true, ...(kind === "gate" ? { "icon-size": GATE_SIZE } : {}) },
  }));
  return [
    { id: "site", type: "circle", source: "points", filter: only("site"), layout: { visibility: when("site") }, paint: { "circle-radius": ring, "circle-color": ["match", ["get", "state"], "silent", "rgba(0,0,0,0)", c["map-home"]], "circle-opacity": large ? 0.85 : 0.2, "circle-stroke-color": state, "circle-stroke-width": 2 } },
    ...(large ? [{ id: "site-n", type: "symbol", source: "points", filter: ["all", only("site"), [">=", ["get", "n"], 400]], layout: { "text-field": ["number-format", ["get", "n"], { locale: "en-US" }], "text-font": FONT, "text-size": 11, "text-offset": [0, 1.7] }, paint: { "text-color": c["ink"], "text-halo-color": c["map-halo"], "text-halo-width": 1.5 } }] : []),
    ...icons,
    { id: "case-halo", type: "circle", source: "points", filter: only("case"), layout: { visibility: when("case") }, paint: { "circle-radius": 12, "circle-color": c["red"], "circle-opacity": 0.22 } },
    { id: "case", type: "circle", source: "points", filter: only("case"), layout: { visibility: when("case") }, paint: { "circle-radius": 5.5, "circle-color": c["red"], "circle-stroke-color": c["s1"], "circle-stroke-width": 1.5 } },
    { id: "point-at", type: "circle", source: "points", paint: { "circle-radius": 16, "circle-color": "rgba(0,0,0,0)", "circle-stroke-color": c["ink"], "circle-stroke-width": ["case", ["boolean", ["feature-state", "at"], false], 2, 0] } },
  ] as LayerSpecification[];
}

/** Gates are many: from afar they are small, so that zones and cases are seen first. */
const GATE_SIZE = ["interpolate", ["linear"], ["zoom"], 10.5, 0.42, 12.5, 0.7, 14, 1];

function names(c: Colours): LayerSpecification[] {
  const halo = { "text-halo-color": c["map-halo"], "text-halo-width": 1.6 };
  return [
    { id: "name-far", type: "symbol", source: "names", filter: ["==", ["get", "level"], "district"], layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": 15, "text-letter-spacing": 0.22 }, paint: { "text-color": c["mut"], ...halo } },
    { id: "name-street", type: "symbol", source: "names", filter: ["==", ["get", "level"], "street"], layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": 14, "text-variable-anchor": ["center", "top", "bottom"], "text-radial-offset": 0.6 }, paint: { "text-color": c["ink"], ...halo } },
  ] as LayerSpecification[];
}

/** Draws the patterns and symbols of a theme and gives them to the map. */
export function addImages(map: GlMap, c: Colours): void {
  const add = (name: string, size: number, draw: (g: CanvasRenderingContext2D) => void): void => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = size * 2;
    const g = canvas.getContext("2d");
    if (g === null || map.hasImage(name)) return;
    g.scale(2, 2);
    draw(g);
    map.addImage(name, g.getImageData(0, 0, size * 2, size * 2), { pixelRatio: 2 });
  };
  add("pattern-lockdown", 8, (g) => stripes(g, 8, c["zone-lockdown"], 1.6, "/"));
  add("pattern-control", 8, (g) => stripes(g, 8, c["zone-control"], 1.1, "|"));
  add("pattern-silent", 10, (g) => stripes(g, 10, c["amb-line"], 1.6, "\\"));
  const symbols: [string, (g: CanvasRenderingContext2D) => void, string][] = [
    ["gate", (g) => poly(g, [[9, 3], [15, 9], [9, 15], [3, 9]]), c["blu"]],
    ["isolation", (g) => poly(g, [[3, 8.5], [9, 3], [15, 8.5], [15, 15], [3, 15]]), c["blu"]],
    ["lab", (g) => poly(g, [[9, 2.5], [16, 15], [2, 15]]), c["grn"]],
    ["vehicle", (g) => poly(g, [[2, 5], [12, 5], [16, 9], [16, 14], [2, 14]]), c["ink"]],
  ];
  for (const [name, path, colour] of symbols) {
    add(name, 18, (g) => paint(g, path, colour, c["s1"]));
    add(`${name}-late`, 18, (g) => paint(g, path, c["amb-line"], c["s1"]));
  }
}

function paint(g: CanvasRenderingContext2D, path: (g: CanvasRenderingContext2D) => void, fill: string, edge: string): void {
  path(g);
  g.lineJoin = "round";
  g.fillStyle = fill;
  g.strokeStyle = edge;
  g.lineWidth = 3;
  g.stroke();
  g.fill();
}

function poly(g: CanvasRenderingContext2D, corners: [number, number][]): void {
  g.beginPath();
  for (const [x, y] of corners) g.lineTo(x, y);
  g.closePath();
}

function stripes(g: CanvasRenderingContext2D, size: number, colour: string, width: number, way: "/" | "\\" | "|"): void {
  g.strokeStyle = colour;
  g.globalAlpha = way === "\\" ? 0.6 : 0.75;
  g.lineWidth = width;
  g.beginPath();
  // Diagonals start and end outside the tile so that its corners join up.
  for (const shift of [-size, 0, size]) {
    if (way === "|") {
      g.moveTo(size / 2, -1);
      g.lineTo(size / 2, size + 1);
    } else if (way === "/") {
      g.moveTo(shift, size);
      g.lineTo(shift + size, 0);
    } else {
      g.moveTo(shift, 0);
      g.lineTo(shift + size, size);
    }
  }
  g.stroke();
}
