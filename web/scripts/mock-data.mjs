// Makes the sample geometry and figures the mocks are drawn with: street and
// grid cells nearest to seed points, cut to the district's outline. They are
// illustrations only, and the map says so.
import { readFileSync, writeFileSync, mkdirSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const city = [join(here, "../../data/ningbo")].find((p) => existsSync(p));
if (city === undefined) throw new Error("the city's outlines are not here: expected data/ningbo");
const out = join(here, "../mock/data");

const districts = JSON.parse(readFileSync(join(city, "districts.geojson"), "utf8"));
const code = (f) => String(f.properties.code ?? f.properties.id ?? f.properties.adcode);
const home = districts.features.find((f) => code(f) === "330211");
const rings = (g) => (g.type === "Polygon" ? [g.coordinates] : g.coordinates).map((p) => p[0]);
const area = (r) => r.reduce((s, [x, y], i) => { const [a, b] = r[(i + 1) % r.length]; return s + x * b - a * y; }, 0) / 2;
const outline = rings(home.geometry).sort((a, b) => Math.abs(area(b)) - Math.abs(area(a)));

let state = 20211207;
const random = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32);

const inside = (ring, x, y) => {
  let is = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [xi, yi] = ring[i];
    const [xj, yj] = ring[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) is = !is;
  }
  return is;
};

/** Keeps the part of a ring nearer to `a` than to `b`. */
function nearer(ring, a, b) {
  const mx = (a[0] + b[0]) / 2;
  const my = (a[1] + b[1]) / 2;
  const side = ([x, y]) => (x - mx) * (b[0] - a[0]) + (y - my) * (b[1] - a[1]);
  const kept = [];
  ring.forEach((p, i) => {
    const q = ring[(i + 1) % ring.length];
    const s = side(p);
    const e = side(q);
    if (s <= 0) kept.push(p);
    if (s < 0 !== e < 0 && s !== e) kept.push([p[0] + ((q[0] - p[0]) * s) / (s - e), p[1] + ((q[1] - p[1]) * s) / (s - e)]);
  });
  return kept;
}
const cell = (ring, seed, seeds) => seeds.reduce((r, other) => (other === seed || r.length < 3 ? r : nearer(r, seed, other)), ring);
const round = (r) => [...r, r[0]].map(([x, y]) => [Number(x.toFixed(5)), Number(y.toFixed(5))]);

const features = districts.features.map((f) => ({ type: "Feature", properties: { level: "district", id: code(f), name: f.properties.name }, geometry: f.geometry }));
const streets = readFileSync(join(city, "township_seeds.csv"), "utf8").trim().split("\n").slice(1).map((l) => l.split(",")).filter(([c]) => c.startsWith("330211")).filter(([, n]) => /街道|镇$/.test(n)).map(([id, name, lon, lat]) => ({ id, name, at: [Number(lon), Number(lat)] }));
const seeds = streets.map((s) => s.at);
const owners = ["林晓燕", "何建国", "王海平", "陈雨", "周立", "徐波", "吴明"];
const grids = [];
for (const street of streets) {
  const shape = cell(outline[0], street.at, seeds);
  if (shape.length < 3) continue;
  features.push({ type: "Feature", properties: { level: "street", id: street.id, name: street.name, district: "330211" }, geometry: { type: "Polygon", coordinates: [round(shape)] } });
  const count = street.name.startsWith("蛟川") ? 22 : 13;
  const xs = shape.map((p) => p[0]);
  const ys = shape.map((p) => p[1]);
  const points = [];
  while (points.length < count) {
    const p = [Math.min(...xs) + random() * (Math.max(...xs) - Math.min(...xs)), Math.min(...ys) + random() * (Math.max(...ys) - Math.min(...ys))];
    if (inside(shape, p[0], p[1]) && points.every((q) => Math.hypot(p[0] - q[0], p[1] - q[1]) > 0.006)) points.push(p);
  }
  points.forEach((p, i) => {
    const id = Number(street.id.slice(-3)) * 100 + i;
    const name = `${street.name} 第 ${i + 1} 网格`;
    features.push({ type: "Feature", properties: { level: "grid", id, name }, geometry: { type: "Polygon", coordinates: [round(cell(shape, p, points))] } });
    grids.push({ id, name, street: street.name, at: p });
  });
}
features.push({ type: "Feature", properties: { level: "label", name: "灰鳖洋" }, geometry: { type: "Point", coordinates: [121.74, 30.06] } });

const core = streets.find((s) => s.name.startsWith("蛟川")).at;
const far = (g) => Math.hypot(g.at[0] - core[0], g.at[1] - core[1]);
const ranked = [...grids].sort((a, b) => far(a) - far(b));
const zone = new Map(ranked.map((g, i) => [g.id, i < 3 ? "lockdown" : i < 14 ? "control" : g.street.startsWith("蛟川") || i < 26 ? "precaution" : null]));
const silent = new Set(grids.filter((g) => g.street.startsWith("骆驼")).slice(2, 5).map((g) => g.id));
const pick = (n) => Array.from({ length: n }, () => grids[Math.floor(random() * grids.length)]);
const near = ([x, y], r) => ({ lon: Number((x + (random() - 0.5) * r).toFixed(5)), lat: Number((y + (random() - 0.5) * r).toFixed(5)) });
const points = [
  ...pick(38).map((g, i) => ({ kind: "site", id: `s${i}`, ...near(g.at, 0.008), label: `${g.street}采样点 ${i + 1}`, href: `/sampling/sites/${i}`, n: Math.floor(random() * random() * 1200), state: i % 13 === 5 ? "silent" : i % 9 === 4 ? "late" : "ok" })),
  ...pick(8).map((g, i) => ({ kind: "gate", id: `g${i}`, ...near(g.at, 0.01), label: `${g.street}卡口 ${i + 1}`, href: `/gates/${i}`, state: i === 3 ? "late" : "ok" })),
  ...pick(4).map((g, i) => ({ kind: "isolation", id: `i${i}`, ...near(g.at, 0.01), label: `集中隔离点 ${i + 1}`, href: `/isolation/${i}`, n: 120 + i * 85, state: "ok" })),
  ...pick(2).map((g, i) => ({ kind: "lab", id: `l${i}`, ...near(g.at, 0.01), label: `检测实验室 ${i + 1}`, href: `/labs/${i}`, n: 6400, state: "ok" })),
  ...pick(11).map((g, i) => ({ kind: "vehicle", id: `v${i}`, ...near(g.at, 0.03), label: `转运车 ${i + 1}`, href: `/vehicles/${i}`, n: 4 + (i % 5), state: i === 6 ? "silent" : "ok" })),
  ...[0.004, 0.01, 0.014].map((r, i) => ({ kind: "case", id: `c${i}`, ...near(core, r), label: `个案 ${i + 1}`, href: `/cases/${i + 1}` })),
];
const sites = points.filter((p) => p.kind === "site");
const isolation = points.filter((p) => p.kind === "isolation");
const labs = points.filter((p) => p.kind === "lab");
const bend = (a, b) => [[a[0], a[1]], [(a[0] * 2 + b[0]) / 3, (a[1] + b[1] * 2) / 3], [b[0], b[1]]];
const lines = [
  ...isolation.map((s, i) => ({ kind: "route", coords: bend(core, [s.lon, s.lat]), label: `转运 ${i + 1} 线`, href: `/transfer/${i}` })),
  ...sites.slice(0, 6).map((s, i) => ({ kind: "hand_over", coords: bend([s.lon, s.lat], [labs[i % 2].lon, labs[i % 2].lat]), label: `样本交接 ${i + 1}`, href: `/tubes/${i}` })),
];

mkdirSync(out, { recursive: true });
writeFileSync(join(out, "boundaries.geojson"), JSON.stringify({ type: "FeatureCollection", features }));
writeFileSync(join(out, "map.json"), JSON.stringify({
  grids: grids.map((g, i) => ({ id: g.id, zone: zone.get(g.id), silent: silent.has(g.id), colour: 0, people: 800 + Math.floor(random() * 4200), owner: owners[i % owners.length], href: `/zones/${g.id}` })),
  points,
  lines,
}));
console.log(`${features.length} shapes, ${grids.length} grids, ${points.length} points`);
