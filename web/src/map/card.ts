import { isWord, t, type Word } from "../catalogue";
import { el } from "../lib/dom";
import { POINT_KINDS, SHOWN, type MapData, type Point, type Preset } from "./model";

/** What a point's count counts. */
const MEASURE: Partial<Record<Point["kind"], Word>> = { site: "tubesWaiting", isolation: "roomsTaken", lab: "tubesAnHour", vehicle: "onBoard" };

/** What the card says about one unit: who answers for it comes first. */
export function gridCard(p: Record<string, unknown>): HTMLElement {
  const zone = String(p["zone"]);
  const people = typeof p["people"] === "number" ? p["people"].toLocaleString("en-US") : "—";
  const rows: [string, string][] = [
    [t("owner"), typeof p["owner"] === "string" && p["owner"] !== "" ? p["owner"] : t("noOwner")],
    [t("zone"), isWord(zone) ? t(zone) : t("unzoned")],
    [t("people"), people],
  ];
  const list = facts(rows);
  const card = el("div", {}, el("b", {}, String(p["name"] ?? "")), list);
  if (p["silent"] === true) card.append(el("span", { class: "tag none" }, t("noReport")));
  return card;
}

/** What the card says about a point. */
export function pointCard(p: Point): HTMLElement {
  const rows: [string, string][] = [];
  const measure = MEASURE[p.kind];
  if (measure !== undefined && p.n !== undefined) {
    const limit = p.of === undefined || p.of === null ? "" : ` / ${p.of.toLocaleString("en-US")}`;
    rows.push([t(measure), `${p.n.toLocaleString("en-US")}${limit}`]);
  }
  const card = el("div", {}, el("b", {}, p.label), el("small", {}, t(p.kind)), facts(rows));
  if (p.state === "late" || p.state === "silent") card.append(el("span", { class: p.state === "silent" ? "tag none" : "tag warn" }, t(p.state)));
  return card;
}

function facts(rows: [string, string][]): HTMLElement {
  return el("dl", {}, ...rows.flatMap(([k, v]) => [el("dt", {}, k), el("dd", {}, v)]));
}

/** The legend of one map. */
export function legend(preset: Preset): HTMLElement {
  const box = el("div", { class: "map-key" });
  const add = (mark: string, words: string): void => box.append(el("span", {}, el("i", { class: mark }), words));
  if (preset === "situation") {
    add("z z-lockdown", t("lockdown"));
    add("z z-control", t("control"));
    add("z z-precaution", t("precaution"));
  }
  for (const kind of [...POINT_KINDS].reverse()) if (SHOWN[preset].has(kind)) add(`m-${kind}`, t(kind));
  if (preset === "routes") {
    add("m-route", t("route"));
    add("m-hand", t("hand_over"));
  }
  add("z z-silent", t("noReport"));
  return box;
}

/** The same content as a list, for a keyboard, a screen reader or a small phone. */
export function listTwin(data: MapData, names: Map<string, string>, preset: Preset, at: (kind: "grid" | "point", index: number) => void): HTMLElement {
  const box = el("div", { tabindex: 0, role: "region", "aria-label": t("mapList") });
  const section = (title: string, items: HTMLElement[]): void => {
    if (items.length > 0) box.append(el("h3", {}, `${title} ${items.length}`), el("ul", {}, ...items));
  };
  if (preset === "situation") {
    for (const zone of ["lockdown", "control"] as const) {
      section(t(zone), data.grids.flatMap((g) => (g.zone === zone ? [gridItem(g, names, at)] : [])));
    }
  }
  section(t("noReport"), data.grids.flatMap((g) => (g.silent ? [gridItem(g, names, at)] : [])));
  for (const kind of [...POINT_KINDS].reverse()) {
    if (!SHOWN[preset].has(kind)) continue;
    section(t(kind), data.points.flatMap((p, i) => (p.kind === kind ? [pointItem(p, () => at("point", i))] : [])));
  }
  return el("details", { class: "map-twin" }, el("summary", {}, t("mapList")), box);

  function gridItem(g: MapData["grids"][number], by: Map<string, string>, show: typeof at): HTMLElement {
    const key = String(g.id);
    const words = [el("span", {}, g.name ?? by.get(key) ?? key), el("small", {}, g.owner ?? t("noOwner"))];
    const look = (): void => show("grid", [...by.keys()].indexOf(key));
    return el("li", {}, g.href === undefined
      ? el("button", { type: "button", onfocus: look, onpointerenter: look }, ...words)
      : el("a", { href: g.href, onfocus: look, onpointerenter: look }, ...words));
  }
}

function pointItem(p: Point, look: () => void): HTMLElement {
  const state = p.state === "late" || p.state === "silent" ? t(p.state) : p.n === undefined ? "" : p.n.toLocaleString("en-US");
  const words = [el("span", {}, p.label), el("small", {}, state)];
  return el("li", {}, p.href === undefined
    ? el("button", { type: "button", onfocus: look, onpointerenter: look }, ...words)
    : el("a", { href: p.href, onfocus: look, onpointerenter: look }, ...words));
}
