import { pageLang, t } from "../catalogue";
import { countAxis, dayPosition, firstLate, labelledDays, wordsWidth, type CurveData, type CurveDay } from "../lib/curve";
import { el, svg } from "../lib/dom";
import { Island } from "../lib/island";
import { parseInstant, toMonthDay } from "../lib/time";

let serial = 0;

/** The epidemic curve: stacked bars, incomplete days hatched, interventions marked, a table twin. */
export class CurveElement extends Island<CurveData> {
  #by: "onset" | "report" | null = null;
  #heading: HTMLElement | null = null;
  readonly #id = `curve-${(serial += 1)}`;

  protected draw(data: CurveData): void {
    this.#by ??= data.by;
    const days = this.#days(data);
    this.querySelectorAll(":scope > .drawn").forEach((n) => n.remove());
    const box = el("div", { class: "drawn" });
    const read = el("div", { class: "curve-read", role: "status" }, ...this.#summary(days));
    // The server's heading moves into the head of the drawing and is kept through redraws.
    this.#heading ??= this.querySelector(":scope > h2");
    const head = el("div", { class: "curve-head" }, ...(this.#heading === null ? [] : [this.#heading]), this.#switch(data), this.#twin(days));
    box.append(head, read, this.#chart(days, data, read));
    this.append(box);
  }

  #days(data: CurveData): CurveDay[] {
    const other = this.#by === "onset" ? data.by_onset : data.by_report;
    return this.#by === data.by ? data.days : (other ?? data.days);
  }

  /** The legend with the sums, which a day under the pointer replaces with its own figures. */
  #summary(days: CurveDay[]): Node[] {
    const sum = (key: "community" | "controlled"): string => days.reduce((n, d) => n + d[key], 0).toLocaleString("en-US");
    const item = (mark: string, words: string): Node => el("span", {}, el("i", { class: mark }), words);
    return [
      item("k-community", `${t("community")} ${sum("community")}`),
      item("k-controlled", `${t("controlled")} ${sum("controlled")}`),
      ...(firstLate(days) === null ? [] : [item("k-late", t("notComplete"))]),
    ];
  }

  #switch(data: CurveData): HTMLElement {
    const both = data.by === "onset" ? data.by_report : data.by_onset;
    const box = el("span", { class: "by" });
    if (both === undefined) {
      box.append(el("small", {}, t(data.by === "onset" ? "byOnset" : "byReport")));
      return box;
    }
    for (const by of ["report", "onset"] as const) {
      const pick = (): void => {
        this.#by = by;
        this.draw(data);
        this.querySelector<HTMLElement>(`[data-by='${by}']`)?.focus();
      };
      box.append(
        el("button", { type: "button", "data-by": by, "aria-pressed": String(this.#by === by), onclick: pick },
          t(by === "onset" ? "byOnset" : "byReport")),
      );
    }
    return box;
  }

  #chart(days: CurveDay[], data: CurveData, read: HTMLElement): SVGElement {
    const width = Math.max(220, this.clientWidth);
    const height = this.chartHeight(150);
    const plot = { left: 22, right: width - 4, top: 16, bottom: height - 18 };
    const axis = countAxis(Math.max(0, ...days.map((d) => d.community + d.controlled)));
    const y = (n: number): number => plot.bottom - ((plot.bottom - plot.top) * n) / axis.top;
    const step = (plot.right - plot.left) / Math.max(1, days.length);
    const chart = svg("svg", { viewBox: `0 0 ${width} ${height}`, height, role: "group", "aria-label": t("curve") });
    chart.append(this.#patterns());
    for (let n = 0; n <= axis.top; n += axis.step) {
      chart.append(
        svg("line", { class: "axis", x1: plot.left, x2: plot.right, y1: y(n), y2: y(n) }),
        svg("text", { x: plot.left - 6, y: y(n) + 4, "text-anchor": "end" }, String(n)),
      );
    }
    const labelled = new Set(labelledDays(days.length, Math.floor((plot.right - plot.left) / 40)));
    days.forEach((day, i) => {
      const x = plot.left + step * i;
      // A few days on a wide card are columns, not walls.
      const barWidth = Math.min(64, step * 0.66);
      const bar = { x: x + (step - barWidth) / 2, width: barWidth };
      const middle = y(day.community);
      chart.append(...this.#bar("community", bar, middle, plot.bottom, day.late === true));
      chart.append(...this.#bar("controlled", bar, y(day.community + day.controlled), middle, day.late === true));
      if (labelled.has(i)) {
        chart.append(svg("text", { x: x + step / 2, y: height - 4, "text-anchor": "middle" }, toMonthDay(day.date)));
      }
      chart.append(this.#hit(day, x, step, plot, read, days));
    });
    this.#marks(chart, days, data, plot);
    return chart;
  }

  #bar(kind: "community" | "controlled", bar: { x: number; width: number }, top: number, bottom: number, late: boolean): SVGElement[] {
    const height = bottom - top;
    if (height <= 0) return [];
    const at = { x: bar.x, y: top, width: bar.width, height: Math.max(0, height - (kind === "community" ? 0 : 1)) };
    if (!late) return [svg("rect", { ...at, rx: 2, class: kind })];
    return [
      svg("rect", { ...at, rx: 2, fill: `url(#${this.#id}-${kind})` }),
      svg("rect", { ...at, rx: 2, class: `late-edge e-${kind}` }),
    ];
  }

  #patterns(): SVGElement {
    const defs = svg("defs");
    for (const kind of ["community", "controlled"]) {
      defs.append(
        svg("pattern", { id: `${this.#id}-${kind}`, class: `hatch-${kind}`, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
          svg("rect", { width: 6, height: 6 }),
          svg("path", { d: "M0 0V6", "stroke-width": 4 })),
      );
    }
    return defs;
  }

  #hit(day: CurveDay, x: number, step: number, plot: { top: number; bottom: number }, read: HTMLElement, days: CurveDay[]): SVGElement {
    const late = day.late === true ? ` · ${t("notComplete")}` : "";
    const words = `${toMonthDay(day.date)} ${t("community")} ${day.community} · ${t("controlled")} ${day.controlled}${late}`;
    return svg("rect", {
      class: "hit", x, y: plot.top, width: step, height: plot.bottom - plot.top,
      onpointerenter: () => (read.textContent = words),
      onpointerleave: () => read.replaceChildren(...this.#summary(days)),
    });
  }

  #marks(chart: SVGElement, days: CurveDay[], data: CurveData, plot: { left: number; right: number; top: number; bottom: number }): void {
    const first = days[0];
    if (first === undefined) return;
    const placed: [number, number][] = [];
    // The shortest words are placed first; where two would cover each other the longer stays a tooltip.
    for (const mark of [...data.marks].sort((a, b) => a.label.length - b.label.length)) {
      const at = parseInstant(mark.at);
      const position = at === null ? null : dayPosition(first.date, days.length, at);
      if (position === null) continue;
      const x = plot.left + ((plot.right - plot.left) * position) / days.length;
      const late = position > days.length / 2;
      const width = wordsWidth(mark.label);
      const [from, to] = late ? [x - 4 - width, x - 4] : [x + 4, x + 4 + width];
      const group = svg("g", { class: "mark" }, svg("title", {}, mark.label), svg("line", { x1: x, x2: x, y1: 2, y2: plot.bottom }));
      if (mark.label !== "" && from >= 0 && to <= plot.right && placed.every(([l, r]) => to < l - 6 || from > r + 6)) {
        placed.push([from, to]);
        group.append(svg("text", { x: late ? x - 4 : x + 4, y: 10, "text-anchor": late ? "end" : "start" }, mark.label));
      }
      chart.append(group);
    }
  }

  #twin(days: CurveDay[]): HTMLElement {
    const from = firstLate(days);
    const rows = days.map((d, i) =>
      el("tr", {},
        el("th", { scope: "row" }, toMonthDay(d.date)),
        el("td", {}, String(d.community)),
        el("td", {}, String(d.controlled)),
        el("td", {}, from !== null && i >= from ? t("notComplete") : "")),
    );
    const head = el("tr", {}, ...[t("date"), t("community"), t("controlled"), ""].map((w) => (w === "" ? el("td") : el("th", { scope: "col" }, w))));
    return el("details", { class: "twin", lang: pageLang() },
      el("summary", {}, t("table")),
      el("div", { tabindex: 0, role: "region", "aria-label": t("table") }, el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows))));
  }
}
