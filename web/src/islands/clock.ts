import { pageLang } from "../catalogue";
import { formatAge, formatRemaining, parseInstant, untilNextMinute } from "../lib/time";

/**
 * A live age (`since`) or countdown (`until`).
 *
 * `now` is the server's clock when it wrote the page: the element adds only the
 * time that has passed here since, so a device with a wrong clock still shows
 * the right age. It stands still while the page shows a past minute.
 */
export class ClockElement extends HTMLElement {
  #serverNow = 0;
  #readAt = 0;
  #timer = 0;

  static readonly observedAttributes = ["since", "until", "now"];

  connectedCallback(): void {
    this.#start();
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer);
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.#start();
  }

  #start(): void {
    this.#serverNow = parseInstant(this.getAttribute("now") ?? "") ?? Date.now();
    this.#readAt = performance.now();
    this.#tick();
  }

  #tick(): void {
    clearTimeout(this.#timer);
    const still = document.documentElement.dataset["mode"] === "past";
    const now = this.#serverNow + (still ? 0 : performance.now() - this.#readAt);
    const until = parseInstant(this.getAttribute("until") ?? "");
    const since = parseInstant(this.getAttribute("since") ?? "");
    const age = until === null ? now - (since ?? now) : until - now;
    if (until === null && since === null) return;
    const text =
      until === null ? formatAge(age, pageLang()) : formatRemaining(age, pageLang());
    if (this.textContent !== text) this.textContent = text;
    if (until !== null) this.classList.toggle("bad", age < 0);
    if (!still) {
      this.#timer = window.setTimeout(() => this.#tick(), untilNextMinute(until === null ? age : -age) + 50);
    }
  }
}
