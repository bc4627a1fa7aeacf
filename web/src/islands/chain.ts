import { t } from "../catalogue";
import { type Band, bands, edgePath, extent, labelled, nodeRadius, type ChainData, type ChainNode, type LabelAt } from "../lib/chain";
import { wordsWidth } from "../lib/curve";
import { el, svg } from "../lib/dom";
import { Island } from "../lib/island";

/** Height of a line at full size, and what a generation is larger than its lines, in pixels. */
const ROW = 44;
const BETWEEN = 14;
/** Width of a day at least and at most: a short chain fills its card, a long one is moved about in it. */
const LEAST_DAY = 26;
const MOST_DAY = 420;
/** Room for the names of generations, and for the days. */
const LEFT = 76;
const TOP = 32;
const MOST_HEIGHT = 620;

/** What stands under a node. */
function wordsOf(node: ChainNode): string {
  const count = node.n !== undefined && node.n > 1 ? ` ${node.n.toLocaleString("en-US")}` : "";
  return `${node.label}${count}`.trim();
}

/**
 * A transmission tree with time from left to right: small on the rows the server gave, large with generations downwards.
 * With the attribute `full` it can be panned and zoomed by pointer or keyboard;
 * without, it shrinks to fit its card.
 */
export class ChainElement extends Island<ChainData> {
  #view: { x: number; y: number; w: number; h: number } | null = null;
  #fit: { x: number; y: number; w: number; h: number } = { x: 0, y: 0, w: 1, h: 1 };

  protected draw(data: ChainData): void {
    this.querySelectorAll(":scope > .drawn").forEach((n) => n.remove());
    const box = el("div", { class: "drawn" });
    box.style.height = "100%";
    if (this.hasAttribute("full")) box.append(this.#full(data), this.#legend(data));
    else box.append(this.#mini(data));
    this.append(box);
  }

  #mini(data: ChainData): SVGElement {
    const width = Math.max(200, this.clientWidth);
    const height = this.chartHeight(110);
    const span = extent(data.nodes);
    // Infector and infected of one day would lie on each other: a later generation stands a little to the right.
    const firstOf = new Map<number, number>();
    for (const n of data.nodes) firstOf.set(n.day, Math.min(firstOf.get(n.day) ?? n.generation, n.generation));
    const x = (n: ChainNode): number => 22 + ((width - 96) * (n.day - span.first)) / (span.last - span.first) + 15 * Math.min(2, n.generation - (firstOf.get(n.day) ?? n.generation));
    const y = (n: ChainNode): number => (span.rows === 1 ? height / 2 : 10 + ((height - 24) * n.row) / (span.rows - 1));
    const chart = svg("svg", { viewBox: `0 0 ${width} ${height}`, height, role: "group", "aria-label": t("chain") });
    this.#paint(chart, data, x, y);
    return chart;
  }

  /** Days across, generations down. */
  #full(data: ChainData): SVGElement {
    const span = extent(data.nodes);
    const placed = bands(data.nodes);
    const lines = placed.bands.reduce((sum, band) => sum + band.lines, 0);
    const row = Math.max(26, Math.min(ROW, 1600 / Math.max(1, lines)));
    const days = span.last - span.first;
    const wide = Math.max(360, this.clientWidth);
    const day = Math.max(LEAST_DAY, Math.min(MOST_DAY, (wide - LEFT - 70) / days));
    const width = Math.max(wide, LEFT + days * day + 70);
    const height = TOP + lines * row + placed.bands.length * BETWEEN + 16;
    const x = (n: ChainNode): number => LEFT + 20 + (n.day - span.first) * day;
    const before = new Map(placed.bands.flatMap((band, at) => Array.from({ length: band.lines }, (_, line) => [band.top + line, at] as const)));
    const top = (line: number): number => TOP + line * row + (before.get(line) ?? 0) * BETWEEN;
    const y = (n: ChainNode): number => top(placed.line.get(n.id) ?? 0) + BETWEEN / 2 + row / 2;
    const shown = Math.max(240, Math.min(MOST_HEIGHT, height * Math.min(1, wide / width)));
    this.style.height = `${Math.round(shown + 44)}px`;
    const aspect = wide / shown;
    this.#fit = { x: 0, y: 0, w: Math.max(width, height * aspect), h: Math.max(height, width / aspect) };
    this.#view ??= { ...this.#fit };
    const chart = svg("svg", { tabindex: 0, role: "group", "aria-label": t("chain"), height: Math.round(shown) });
    this.#generations(chart, placed.bands, top, (band) => band.lines * row + BETWEEN, width);
    this.#days(chart, data, span, (at) => LEFT + 20 + (at - span.first) * day, day, height);
    this.#paint(chart, data, x, y);
    this.#steer(chart);
    this.#look(chart);
    return chart;
  }

  #generations(chart: SVGElement, found: Band[], top: (line: number) => number, height: (band: Band) => number, width: number): void {
    const marks = svg("g", { class: "bands" });
    for (const [at, band] of found.entries()) {
      const y = top(band.top);
      if (at % 2 === 1) marks.append(svg("rect", { x: 0, y, width: width * 4, height: height(band) }));
      const words = band.generation === 0 ? t("source") : t("generationN").replace("{n}", String(band.generation));
      marks.append(svg("text", { x: 12, y: y + height(band) / 2 + 4 }, words));
    }
    chart.append(marks);
  }

  #days(chart: SVGElement, data: ChainData, span: { first: number; last: number }, x: (day: number) => number, wide: number, height: number): void {
    const start = data.day0 === undefined ? null : Date.parse(`${data.day0}T00:00:00Z`);
    const marks = svg("g", { class: "days" });
    const step = Math.max(1, Math.ceil(44 / wide));
    for (let day = Math.ceil(span.first); day <= span.last; day += 1) {
      const label = start === null ? String(day) : new Date(start + day * 86_400_000).toISOString().slice(5, 10);
      marks.append(svg("line", { x1: x(day), x2: x(day), y1: 28, y2: height }));
      if ((day - Math.ceil(span.first)) % step === 0) marks.append(svg("text", { x: x(day), y: 20 }, label));
    }
    chart.append(marks);
  }

  /** What the shapes mean. */
  #legend(data: ChainData): HTMLElement {
    const has = (kind: ChainNode["kind"]): boolean => data.nodes.some((n) => n.kind === kind);
    const key = (look: string, words: string): HTMLElement => el("span", {}, el("i", { class: look }), words);
    const keys = [key("k-case", t("case"))];
    if (has("unknown")) keys.push(key("k-unknown", t("unknownSource")));
    if (has("contacts")) keys.push(key("k-contacts", t("contactsOf")));
    keys.push(key("k-sure", t("linkSure")), key("k-unsure", t("linkUnsure")));
    return el("div", { class: "chain-key" }, ...keys, this.#buttons());
  }

  #paint(chart: SVGElement, data: ChainData, x: (n: ChainNode) => number, y: (n: ChainNode) => number): void {
    const byId = new Map(data.nodes.map((n) => [n.id, n]));
    for (const edge of data.edges) {
      const from = byId.get(edge.from);
      const to = byId.get(edge.to);
      if (from === undefined || to === undefined) continue;
      chart.append(svg("path", { class: edge.certain ? "edge" : "edge unsure", d: edgePath(x(from), y(from), x(to), y(to)) }));
    }
    const leading = new Set(data.edges.map((e) => e.from));
    const said = labelled(data.nodes.map((n) => ({ id: n.id, x: x(n), y: y(n), r: nodeRadius(n.n), width: wordsWidth(wordsOf(n)), leads: leading.has(n.id) })));
    for (const node of data.nodes) chart.append(this.#node(node, x(node), y(node), said.get(node.id)));
  }

  /** A node with its words: always where there is room for them, else while it is pointed at or has the focus. */
  #node(node: ChainNode, x: number, y: number, label: LabelAt | undefined): SVGElement {
    const r = nodeRadius(node.n);
    const words = wordsOf(node);
    const name = `${words === "" ? t("case") : words} · ${t("generation")} ${node.generation}`;
    const parts: SVGElement[] = [svg("circle", { cx: x, cy: y, r }), svg("title", {}, name)];
    if (words !== "") {
      const at = label ?? { x: x + r + 4, y: y + 4, anchor: "start" };
      parts.push(svg("text", { x: at.x, y: at.y, class: `${at.anchor}${label === undefined ? " quiet" : ""}` }, words));
    }
    const group = svg("g", { class: `node ${node.kind}` });
    if (node.href === undefined) group.append(...parts);
    else {
      const link = svg("a", { href: node.href, "aria-label": name });
      link.append(...parts);
      // What is pointed at is drawn last, so that its words lie over its neighbours.
      link.addEventListener("pointerenter", () => group.parentElement?.append(group));
      group.append(link);
    }
    return group;
  }

  #look(chart: SVGElement): void {
    const v = this.#view ?? this.#fit;
    chart.setAttribute("viewBox", `${v.x} ${v.y} ${v.w} ${v.h}`);
  }

  #move(dx: number, dy: number, zoom: number): void {
    const v = this.#view ?? { ...this.#fit };
    const w = Math.min(this.#fit.w * 1.5, Math.max(220, v.w * zoom));
    const h = (w * v.h) / v.w;
    this.#view = { x: v.x + (v.w - w) / 2 + dx * v.w, y: v.y + (v.h - h) / 2 + dy * v.h, w, h };
    const chart = this.querySelector<SVGElement>(".drawn > svg");
    if (chart !== null) this.#look(chart);
  }

  #steer(chart: SVGElement): void {
    chart.addEventListener("keydown", (e) => {
      const moves: Record<string, [number, number, number]> = {
        ArrowLeft: [-0.1, 0, 1], ArrowRight: [0.1, 0, 1], ArrowUp: [0, -0.1, 1], ArrowDown: [0, 0.1, 1],
        "+": [0, 0, 0.8], "=": [0, 0, 0.8], "-": [0, 0, 1.25],
      };
      const move = moves[e.key];
      if (e.key === "0") this.#reset();
      else if (move !== undefined) this.#move(...move);
      else return;
      e.preventDefault();
    });
    let last: { x: number; y: number } | null = null;
    chart.addEventListener("pointerdown", (e) => (last = { x: e.clientX, y: e.clientY }));
    chart.addEventListener("pointermove", (e) => {
      if (last === null || e.buttons === 0) return;
      this.#move((last.x - e.clientX) / this.clientWidth, (last.y - e.clientY) / this.clientHeight, 1);
      last = { x: e.clientX, y: e.clientY };
    });
    chart.addEventListener("pointerup", () => (last = null));
  }

  #reset(): void {
    this.#view = { ...this.#fit };
    this.#move(0, 0, 1);
  }

  #buttons(): HTMLElement {
    const button = (label: string, sign: string, act: () => void): HTMLElement =>
      el("button", { type: "button", class: "btn small", "aria-label": label, onclick: act }, sign);
    return el("div", { class: "pan" },
      button(t("zoomIn"), "＋", () => this.#move(0, 0, 0.8)),
      button(t("zoomOut"), "－", () => this.#move(0, 0, 1.25)),
      button(t("fit"), "□", () => this.#reset()));
  }
}
