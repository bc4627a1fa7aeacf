import { t } from "../catalogue";
import { edgePath, extent, labelled, nodeRadius, type ChainData, type ChainNode } from "../lib/chain";
import { wordsWidth } from "../lib/curve";
import { el, svg } from "../lib/dom";
import { Island } from "../lib/island";

/** Width of a day and height of a row at full size, in pixels. */
const DAY = 110;
const ROW = 46;

/** What stands under a node. */
function wordsOf(node: ChainNode): string {
  const count = node.n !== undefined && node.n > 1 ? ` ${node.n.toLocaleString("en-US")}` : "";
  return `${node.label}${count}`.trim();
}

/**
 * A transmission tree with time from left to right, on the rows the server gave.
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
    box.append(this.hasAttribute("full") ? this.#full(data) : this.#mini(data));
    if (this.hasAttribute("full")) box.append(this.#buttons());
    this.append(box);
  }

  #mini(data: ChainData): SVGElement {
    const width = Math.max(200, this.clientWidth);
    const height = this.chartHeight(110);
    const span = extent(data.nodes);
    const x = (n: ChainNode): number => 26 + ((width - 52) * (n.day - span.first)) / (span.last - span.first);
    const y = (n: ChainNode): number => 16 + ((height - 48) * n.row) / Math.max(1, span.rows - 1);
    const chart = svg("svg", { viewBox: `0 0 ${width} ${height}`, height, role: "group", "aria-label": t("chain") });
    this.#paint(chart, data, x, y);
    return chart;
  }

  #full(data: ChainData): SVGElement {
    const span = extent(data.nodes);
    const width = (span.last - span.first) * DAY + 160;
    const height = span.rows * ROW + 90;
    const x = (n: ChainNode): number => 80 + (n.day - span.first) * DAY;
    const y = (n: ChainNode): number => 60 + n.row * ROW;
    const aspect = this.clientWidth / Math.max(1, this.clientHeight);
    const fitted = { w: Math.max(width, height * aspect), h: Math.max(height, width / aspect) };
    this.#fit = { x: 0, y: 0, ...fitted };
    this.#view ??= { ...this.#fit };
    const chart = svg("svg", { tabindex: 0, role: "group", "aria-label": t("chain") });
    this.#days(chart, data, span, height);
    this.#paint(chart, data, x, y);
    this.#steer(chart);
    this.#look(chart);
    return chart;
  }

  #days(chart: SVGElement, data: ChainData, span: { first: number; last: number }, height: number): void {
    const start = data.day0 === undefined ? null : Date.parse(`${data.day0}T00:00:00Z`);
    const marks = svg("g", { class: "days" });
    for (let day = Math.ceil(span.first); day <= span.last; day += 1) {
      const at = 80 + (day - span.first) * DAY;
      const label = start === null ? String(day) : new Date(start + day * 86_400_000).toISOString().slice(5, 10);
      marks.append(svg("line", { x1: at, x2: at, y1: 28, y2: height }), svg("text", { x: at, y: 20 }, label));
    }
    chart.append(marks);
  }

  #paint(chart: SVGElement, data: ChainData, x: (n: ChainNode) => number, y: (n: ChainNode) => number): void {
    const byId = new Map(data.nodes.map((n) => [n.id, n]));
    for (const edge of data.edges) {
      const from = byId.get(edge.from);
      const to = byId.get(edge.to);
      if (from === undefined || to === undefined) continue;
      chart.append(svg("path", { class: edge.certain ? "edge" : "edge unsure", d: edgePath(x(from), y(from), x(to), y(to)) }));
    }
    const said = labelled(data.nodes.map((n) => ({ id: n.id, x: x(n), y: y(n), r: nodeRadius(n.n), width: wordsWidth(wordsOf(n)) })));
    for (const node of data.nodes) chart.append(this.#node(node, x(node), y(node), said.has(node.id)));
  }

  #node(node: ChainNode, x: number, y: number, isLabelled: boolean): SVGElement {
    const r = nodeRadius(node.n);
    const words = wordsOf(node);
    const name = `${words === "" ? t("case") : words} · ${t("generation")} ${node.generation}`;
    const parts = [svg("circle", { cx: x, cy: y, r }), svg("title", {}, name)];
    const label = words === "" || !isLabelled ? [] : [svg("text", { x, y: y + r + 14 }, words)];
    const group = svg("g", { class: `node ${node.kind}` });
    if (node.href === undefined) group.append(...parts, ...label);
    else {
      const link = svg("a", { href: node.href, ...(label.length === 0 ? { "aria-label": name } : {}) });
      link.append(...parts, ...label);
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
