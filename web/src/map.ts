import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import type { Feature, FeatureCollection } from "geojson";
import { type GeoJSONSource, Map as GlMap, type MapMouseEvent, setWorkerUrl } from "maplibre-gl";
import { t } from "./catalogue";
import { calm, el } from "./lib/dom";
import { gridCard, legend, listTwin, pointCard } from "./map/card";
import { bounds, joinGrids, labelPoint, lineFeatures, named, ofLevel, pointFeatures, PRESETS, type MapData, type Preset } from "./map/model";
import { addImages, mapStyle, readColours, type Sources } from "./map/style";

setWorkerUrl(workerUrl);

const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };
/** Wall screens gain nothing from more than two device pixels a pixel, and software rendering loses much. */
const MOST_PIXEL_RATIO = 2;
/** How long a map taken out of the page is kept for being put back by a refresh. */
const KEEP_MS = 1500;
const RETRY_MS = 10_000;
const HOVER = ["case", "vehicle", "gate", "lab", "isolation", "site", "grid-fill"];

/** The map of the outbreak: no tiles, only the city's own shapes and what the server says about them. */
class MapElement extends HTMLElement {
  static readonly observedAttributes = ["as-of", "src"];

  #map: GlMap | null = null;
  #preset: Preset = "situation";
  #data: MapData = { grids: [], points: [], lines: [] };
  #sources: Sources = { districts: NOTHING, streets: NOTHING, grids: NOTHING, names: NOTHING, points: NOTHING, lines: NOTHING };
  #shapes: Feature[] = [];
  #labels: Feature[] = [];
  #names = new Map<string, string>();
  #at: { source: string; id: number } | null = null;
  #gone = 0;
  #retry = 0;
  #asked: AbortController | null = null;
  #theme: MutationObserver | null = null;

  get data(): MapData {
    return this.#data;
  }

  set data(value: MapData) {
    this.#data = value;
    this.#give();
  }

  connectedCallback(): void {
    clearTimeout(this.#gone);
    if (this.#map === null) void this.#start();
    else this.#map.resize();
  }

  disconnectedCallback(): void {
    this.#gone = window.setTimeout(() => this.#end(), KEEP_MS);
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (this.#map !== null && before !== after) void this.#ask();
  }

  async #start(): Promise<void> {
    if (this.dataset["starting"] !== undefined) return;
    this.dataset["starting"] = "";
    document.addEventListener("ht:swapped", this.#swapped);
    const shapes = await this.#boundaries();
    delete this.dataset["starting"];
    if (shapes === null || !this.isConnected) return;
    this.#place(shapes);
    try {
      this.#open();
    } catch {
      this.#fail(t("mapUnsupported"));
      return;
    }
    await this.#ask();
  }

  async #boundaries(): Promise<FeatureCollection | null> {
    try {
      const answer = await fetch(this.getAttribute("boundaries") ?? "/boundaries.geojson", { credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      return named((await answer.json()) as FeatureCollection);
    } catch {
      this.#fail(t("mapFailed"));
      this.#retry = window.setTimeout(() => void this.#start(), RETRY_MS);
      return null;
    }
  }

  #place(all: FeatureCollection): void {
    const of = (level: string): FeatureCollection => ({ type: "FeatureCollection", features: ofLevel(all, level) });
    this.#shapes = ofLevel(all, "grid");
    this.#names = new Map(this.#shapes.map((f, i) => [String(f.properties?.["id"] ?? i), String(f.properties?.["name"] ?? "")]));
    this.#labels = ofLevel(all, "label").map((f) => ({ ...f, properties: { ...f.properties, level: "district" } }));
    this.#sources = {
      ...this.#sources,
      districts: of("district"),
      streets: of("street"),
      grids: joinGrids(this.#shapes, []),
    };
  }

  /** Names streets in their middle and neighbours where they can be seen. */
  #name(map: GlMap): void {
    const seen = map.getBounds();
    const [dx, dy] = [(seen.getEast() - seen.getWest()) * 0.05, (seen.getNorth() - seen.getSouth()) * 0.1];
    const view: [number, number, number, number] = [seen.getWest() + dx, seen.getSouth() + dy, seen.getEast() - dx, seen.getNorth() - dy];
    const streets = this.#sources.streets.features;
    const own = new Set(streets.map((f) => String(f.properties?.["district"] ?? f.properties?.["id"]).slice(0, 6)));
    const others = this.#sources.districts.features.filter((d) => !own.has(String(d.properties?.["id"])));
    const named = [...streets, ...others].flatMap((f): Feature[] => {
      const level = String(f.properties?.["level"]);
      const at = labelPoint(f.geometry, level === "street" ? [-180, -90, 180, 90] : view);
      return at === null ? [] : [{ type: "Feature", properties: { level, name: f.properties?.["name"] }, geometry: { type: "Point", coordinates: at } }];
    });
    this.#sources.names = { type: "FeatureCollection", features: [...named, ...this.#labels] };
  }

  #open(): void {
    const canvas = el("div", { class: "canvas" });
    this.prepend(canvas);
    const narrow = this.clientWidth < 600;
    const map = new GlMap({
      container: canvas,
      style: mapStyle(readColours(), this.#sources, this.#preset),
      bounds: bounds(this.#shapes) ?? bounds(this.#sources.streets.features) ?? [121.4, 29.85, 121.9, 30.1],
      fitBoundsOptions: { padding: narrow ? { top: 70, bottom: 90, left: 14, right: 14 } : { top: 46, bottom: 56, left: 30, right: 30 } },
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: calm() ? 0 : 150,
      pixelRatio: Math.min(devicePixelRatio, MOST_PIXEL_RATIO),
      localIdeographFontFamily: '"Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif',
      minZoom: 7,
      maxZoom: 16,
    });
    this.#name(map);
    map.once("style.load", () => map.getSource<GeoJSONSource>("names")?.setData(this.#sources.names));
    map.getCanvas().setAttribute("aria-label", t("map"));
    map.touchZoomRotate.disableRotation();
    map.on("styleimagemissing", () => addImages(map, readColours()));
    map.on("style.load", () => addImages(map, readColours()));
    map.on("mousemove", this.#hover);
    map.on("mouseout", () => this.#show(null));
    map.on("click", this.#click);
    this.#map = map;
    this.dataset["ready"] = "";
    this.#dress();
    this.#watchTheme();
  }

  /** Tabs, legend, note and the list twin around the canvas. */
  #dress(): void {
    this.querySelectorAll(":scope > .drawn").forEach((n) => n.remove());
    const tabs = el("div", { class: "tabs", role: "radiogroup", "aria-label": t("mapPreset") });
    for (const preset of PRESETS) {
      const id = `${this.id || "map"}-${preset}`;
      const radio = el("input", { type: "radio", name: `${this.id || "map"}-preset`, id, value: preset, onchange: () => this.#choose(preset) });
      radio.checked = preset === this.#preset;
      tabs.append(radio, el("label", { for: id }, t(preset)));
    }
    const note = el("div", { class: "map-note" }, this.getAttribute("note") ?? t("mapNote"));
    this.append(el("div", { class: "map-head drawn" }, tabs), el("div", { class: "map-foot drawn" }, note));
    this.#redress();
  }

  #redress(): void {
    const open = this.querySelector<HTMLDetailsElement>(".map-twin")?.open ?? false;
    this.querySelectorAll(".map-key, .map-twin").forEach((n) => n.remove());
    const twin = listTwin(this.#data, this.#names, this.#preset, (kind, index) => this.#show(kind === "grid" ? { source: "grids", id: index } : { source: "points", id: index })) as HTMLDetailsElement;
    twin.open = open;
    twin.addEventListener("toggle", () => {
      if (!twin.open) this.#show(null);
    });
    this.querySelector(":scope > .map-head")?.append(twin);
    this.querySelector(":scope > .map-foot")?.prepend(legend(this.#preset));
  }

  #choose(preset: Preset): void {
    this.#show(null);
    this.#preset = preset;
    this.#restyle();
    this.#redress();
  }

  #restyle(): void {
    this.#at = null;
    this.#map?.setStyle(mapStyle(readColours(), this.#sources, this.#preset), { diff: false });
  }

  #watchTheme(): void {
    const again = (): void => this.#restyle();
    this.#theme = new MutationObserver(again);
    this.#theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  }

  readonly #swapped = (): void => {
    const asOf = document.getElementById("screen")?.dataset["asOf"];
    if (asOf !== undefined && this.isConnected) {
      if (this.getAttribute("as-of") === asOf) return;
      this.setAttribute("as-of", asOf);
    }
  };

  async #ask(): Promise<void> {
    const src = this.getAttribute("src");
    if (src === null) return;
    this.#asked?.abort();
    const mine = new AbortController();
    this.#asked = mine;
    clearTimeout(this.#retry);
    const asOf = this.getAttribute("as-of");
    const url = asOf === null ? src : `${src}${src.includes("?") ? "&" : "?"}as_of=${encodeURIComponent(asOf)}`;
    try {
      const answer = await fetch(url, { signal: mine.signal, credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      this.data = (await answer.json()) as MapData;
    } catch {
      if (!mine.signal.aborted) this.#retry = window.setTimeout(() => void this.#ask(), RETRY_MS);
    }
  }

  /** Gives the map new data without touching camera or layers. */
  #give(): void {
    this.#sources = {
      ...this.#sources,
      grids: joinGrids(this.#shapes, this.#data.grids),
      points: pointFeatures(this.#data.points),
      lines: lineFeatures(this.#data.lines),
    };
    const map = this.#map;
    if (map === null) return;
    const set = (): void => {
      for (const name of ["grids", "points", "lines"] as const) map.getSource<GeoJSONSource>(name)?.setData(this.#sources[name]);
    };
    if (map.getSource("grids") === undefined) map.once("style.load", set);
    else set();
    map.once("idle", () => (this.dataset["idle"] = ""));
    this.#redress();
  }

  readonly #hover = (e: MapMouseEvent): void => {
    const found = this.#under(e);
    const link = typeof found?.properties["href"] === "string";
    e.target.getCanvas().style.cursor = link ? "pointer" : "";
    this.#show(found === null ? null : { source: found.layer.source, id: Number(found.id) });
  };

  readonly #click = (e: MapMouseEvent): void => {
    const href: unknown = this.#under(e)?.properties["href"];
    if (typeof href === "string" && href.startsWith("/")) location.assign(href);
  };

  #under(e: MapMouseEvent): ReturnType<GlMap["queryRenderedFeatures"]>[number] | null {
    const layers = HOVER.filter((id) => e.target.getLayer(id) !== undefined);
    const near: [[number, number], [number, number]] = [[e.point.x - 4, e.point.y - 4], [e.point.x + 4, e.point.y + 4]];
    const points = e.target.queryRenderedFeatures(near, { layers: layers.filter((l) => l !== "grid-fill") });
    return points[0] ?? e.target.queryRenderedFeatures(e.point, { layers: ["grid-fill"] })[0] ?? null;
  }

  /** Marks one thing and says who answers for it. */
  #show(what: { source: string; id: number } | null): void {
    if (what?.source === this.#at?.source && what?.id === this.#at?.id) return;
    const map = this.#map;
    if (map === null) return;
    if (this.#at !== null && map.getSource(this.#at.source) !== undefined) map.setFeatureState(this.#at, { at: false });
    this.#at = what;
    this.querySelectorAll(":scope > .map-card").forEach((n) => n.remove());
    if (what === null) return;
    if (map.getSource(what.source) !== undefined) map.setFeatureState(what, { at: true });
    const point = this.#data.points[what.id];
    const grid = this.#sources.grids.features[what.id]?.properties;
    const card = what.source === "points" ? (point === undefined ? null : pointCard(point)) : grid == null ? null : gridCard(grid);
    if (card === null) return;
    card.classList.add("map-card");
    card.setAttribute("role", "status");
    this.append(card);
  }

  #fail(words: string): void {
    delete this.dataset["ready"];
    this.querySelector(":scope > .map-wait")?.remove();
    this.querySelectorAll(":scope > .canvas, :scope > .drawn").forEach((n) => n.remove());
    let note = this.querySelector(":scope > .fallback > .why");
    if (note === null) {
      note = el("p", { class: "why mut" });
      this.querySelector(":scope > .fallback")?.prepend(note);
    }
    note.textContent = words;
  }

  #end(): void {
    clearTimeout(this.#retry);
    this.#asked?.abort();
    this.#theme?.disconnect();
    document.removeEventListener("ht:swapped", this.#swapped);
    this.#map?.remove();
    this.#map = null;
    delete this.dataset["ready"];
  }
}


if (customElements.get("ht-map") === undefined) customElements.define("ht-map", MapElement);
