/**
 * An element that draws data. The data come from its `data` property, else from
 * the `<script type="application/json">` inside it. What the server put inside
 * besides stays until the first drawing, so a page without scripts still reads.
 */
export abstract class Island<T> extends HTMLElement {
  #data: T | null = null;
  #watch: ResizeObserver | null = null;
  #width = 0;

  get data(): T | null {
    return this.#data;
  }

  set data(value: T | null) {
    this.#data = value;
    if (this.isConnected) this.#redraw();
  }

  connectedCallback(): void {
    this.#data ??= this.readInline();
    this.#redraw();
    this.#watch = new ResizeObserver(() => {
      const width = Math.round(this.clientWidth);
      if (width !== this.#width && width > 0) this.#redraw();
    });
    this.#watch.observe(this);
  }

  disconnectedCallback(): void {
    this.#watch?.disconnect();
    this.#watch = null;
  }

  /** Draws `data` at the element's present width. */
  protected abstract draw(data: T): void;

  /** Reads the JSON the server wrote inside; `null` when there is none or it does not parse. */
  protected readInline(): T | null {
    const script = this.querySelector(":scope > script[type='application/json']");
    if (script === null) return null;
    try {
      return JSON.parse(script.textContent ?? "") as T;
    } catch {
      // A broken island must not take the page down: the server's own fallback stays in view.
      return null;
    }
  }

  /** Height of a chart: what the style sheet says for this screen, else the attribute, else the usual. */
  protected chartHeight(usual: number): number {
    const styled = Number.parseFloat(getComputedStyle(this).getPropertyValue("--chart-height"));
    if (Number.isFinite(styled)) return styled;
    const asked = Number(this.getAttribute("height") ?? usual);
    return Number.isFinite(asked) && asked > 0 ? asked : usual;
  }

  #redraw(): void {
    if (this.#data === null) return;
    this.#width = Math.round(this.clientWidth);
    this.draw(this.#data);
    this.dataset["ready"] = "";
  }
}
