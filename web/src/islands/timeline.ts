import { t } from "../catalogue";
import { calm, el } from "../lib/dom";
import { addressAt, sharePercent } from "../lib/slider";
import { parseInstant, toCityMinute, toCityText } from "../lib/time";
import { swapScreen } from "../live";

const MINUTE = 60_000;
/** One step of playback: fifteen minutes of the outbreak every second and a half. */
const PLAY_STEP_MINUTES = 15;
const PLAY_EVERY_MS = 1500;

/**
 * The as-of slider. Moving it shows the whole page as it was known at that
 * minute; the address carries the minute, so the view can be sent to a colleague.
 */
export class TimelineElement extends HTMLElement {
  #playing = 0;
  #pending = 0;
  #advance: (to: number) => void = () => undefined;

  connectedCallback(): void {
    const from = parseInstant(this.getAttribute("from") ?? "");
    const to = parseInstant(this.getAttribute("to") ?? "");
    if (from === null || to === null || to <= from) return;
    const at = parseInstant(this.getAttribute("at") ?? "") ?? to;
    this.#build(from, to, at);
    document.addEventListener("ht:swapped", this.#swapped);
  }

  /** While live, the end of the track follows the screen's own minute. */
  readonly #swapped = (): void => {
    const asOf = parseInstant(document.getElementById("screen")?.dataset["asOf"] ?? "");
    if (asOf !== null && document.documentElement.dataset["mode"] !== "past") this.#advance(asOf);
  };

  disconnectedCallback(): void {
    document.removeEventListener("ht:swapped", this.#swapped);
    clearInterval(this.#playing);
    clearTimeout(this.#pending);
  }

  #build(from: number, to: number, at: number): void {
    const live = this.hasAttribute("live");
    let end = to;
    const range = el("input", { type: "range", min: 0, max: Math.round((to - from) / MINUTE), step: 1, "aria-label": t("earlierMinute") });
    range.value = String(Math.round((at - from) / MINUTE));
    const output = el("output", {}, toCityText(at));
    const minute = (): number => from + Number(range.value) * MINUTE;
    const paint = (): void => {
      output.textContent = toCityText(minute());
      range.setAttribute("aria-valuetext", toCityText(minute()));
      range.style.setProperty("--at", `${sharePercent(minute(), from, end)}%`);
    };
    range.addEventListener("input", () => {
      paint();
      this.#go(minute(), true);
    });
    range.addEventListener("change", () => this.#go(minute(), false));
    this.#advance = (later) => {
      end = Math.max(end, later);
      range.max = range.value = String(Math.round((end - from) / MINUTE));
      paint();
    };
    const back = el("button", { type: "button", class: "live", "aria-pressed": String(live), onclick: () => this.#live() }, t("live"));
    const play = el("button", { type: "button", class: "play", "aria-label": t("play") }, "▶");
    play.addEventListener("click", () => this.#play(play, range, paint, () => this.#go(minute(), false)));
    const box = el("div", { class: "asof drawn" }, output, el("div", { class: "track" }, range, this.#marks(from, to)), play, back);
    paint();
    this.querySelectorAll(":scope > form, :scope > .drawn").forEach((n) => n.remove());
    this.append(box);
  }

  #marks(from: number, to: number): HTMLElement {
    const box = el("span", { class: "marks", "aria-hidden": "true" });
    const script = this.querySelector(":scope > script");
    const marks = script === null ? [] : (JSON.parse(script.textContent ?? "{}") as { marks?: { at: string; label: string }[] }).marks;
    for (const mark of marks ?? []) {
      const at = parseInstant(mark.at);
      if (at === null || at < from || at > to) continue;
      const tick = el("i", { title: `${toCityText(at)} ${mark.label}` });
      tick.style.left = `${sharePercent(at, from, to)}%`;
      box.append(tick);
    }
    return box;
  }

  #play(button: HTMLElement, range: HTMLInputElement, paint: () => void, go: () => void): void {
    if (this.#playing !== 0) {
      clearInterval(this.#playing);
      this.#playing = 0;
      button.textContent = "▶";
      button.setAttribute("aria-label", t("play"));
      return;
    }
    if (range.value === range.max) range.value = range.min;
    button.textContent = "❚❚";
    button.setAttribute("aria-label", t("pause"));
    const step = (): void => {
      range.value = String(Number(range.value) + PLAY_STEP_MINUTES);
      paint();
      go();
      if (range.value === range.max) this.#play(button, range, paint, go);
    };
    step();
    this.#playing = window.setInterval(step, calm() ? PLAY_EVERY_MS * 2 : PLAY_EVERY_MS);
  }

  /** Shows the page at a minute; the far end of the track is not "live" until asked for. */
  #go(at: number, dragging: boolean): void {
    clearTimeout(this.#pending);
    const url = addressAt(location.pathname, location.search, toCityMinute(at));
    this.#pending = window.setTimeout(() => {
      setMode("past");
      this.querySelector(".live")?.setAttribute("aria-pressed", "false");
      if (!dragging) history.pushState({ screen: true }, "", url);
      void swapScreen(url);
    }, dragging ? 250 : 0);
  }

  #live(): void {
    const url = addressAt(location.pathname, location.search, null);
    // The slider's own end moves with time, so live is a full page.
    location.assign(url);
  }
}

/** Marks the page as live or past and tells those who care. */
export function setMode(mode: "live" | "past"): void {
  if (document.documentElement.dataset["mode"] === mode) return;
  document.documentElement.dataset["mode"] = mode;
  document.dispatchEvent(new CustomEvent("ht:mode", { detail: mode }));
}
