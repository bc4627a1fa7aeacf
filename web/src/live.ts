import { t, type Word } from "./catalogue";
import { type Channel, Share } from "./lib/share";

/** Least time between two refreshes of the screen, so a burst of facts is one redraw. */
const LEAST_GAP_MS = 2000;
/** How often to ask when the event stream cannot be had. */
const POLL_MS = 15_000;
/** Reconnection waits: 1 s doubling to half a minute. */
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

/** How long to wait before the n-th reconnection, n from 0. */
export function reconnectWait(attempt: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempt, 10));
}

/** How long until a refresh may run, given when the last one began. */
export function refreshDelay(lastStart: number, now: number): number {
  return Math.max(0, lastStart + LEAST_GAP_MS - now);
}

let fetching: AbortController | null = null;

/**
 * Asks for a page and puts its live regions in place of ours: `#screen` and every
 * `[data-live][id]`. Elements marked `hx-preserve` keep their own state (the map
 * keeps its camera), and focus returns to where it was. False when it failed.
 */
export async function swapScreen(url: string): Promise<boolean> {
  fetching?.abort();
  const mine = new AbortController();
  fetching = mine;
  try {
    const answer = await fetch(url, { headers: { "HX-Request": "true", Accept: "text/html" }, signal: mine.signal, credentials: "same-origin" });
    if (answer.redirected && new URL(answer.url).pathname !== new URL(url, location.href).pathname) {
      location.assign(answer.url);
      return true;
    }
    if (!answer.ok) return false;
    exchange(new DOMParser().parseFromString(await answer.text(), "text/html"));
    return true;
  } catch {
    return mine.signal.aborted;
  } finally {
    if (fetching === mine) fetching = null;
  }
}

function exchange(next: Document): void {
  const focused = document.activeElement?.id ?? "";
  for (const old of document.querySelectorAll<HTMLElement>("[data-live][id]")) {
    const fresh = next.getElementById(old.id);
    if (fresh === null) continue;
    const scroll = [...old.querySelectorAll<HTMLElement>("[id]")].filter((n) => n.scrollTop > 0).map((n) => [n.id, n.scrollTop] as const);
    for (const kept of old.querySelectorAll<HTMLElement>("[hx-preserve][id]")) {
      fresh.querySelector(`#${CSS.escape(kept.id)}`)?.replaceWith(kept);
    }
    const top = old.scrollTop;
    old.replaceWith(document.adoptNode(fresh));
    fresh.scrollTop = top;
    for (const [id, at] of scroll) document.getElementById(id)?.scrollTo(0, at);
    window.htmx?.process(fresh);
  }
  if (focused !== "" && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("ht:swapped"));
}

/** Whether someone is in the middle of something a redraw would take away. */
function busy(): boolean {
  const screen = document.getElementById("screen");
  const active = document.activeElement;
  const typing = active?.matches("input:not([type='range'], [type='radio']), textarea, select") ?? false;
  // Rows that are ticked for something would lose their tick.
  const ticked = screen?.querySelector(".list input[type='checkbox']:checked") != null;
  return ticked || document.querySelector("dialog[open]") !== null || (typing && (screen?.contains(active) ?? false));
}

/** What the tab that holds the stream tells the others: that something changed, or how its connection is. */
type Told = "changed" | [Word, string];

/**
 * Keeps the page current by the server's event stream, by asking on a timer where the stream fails. The tabs of a browser
 * share one stream; where the browser has no locks (they need a secure address), a tab holds its own only while it is seen.
 */
export class Live {
  #share: Share<Told> | null = null;
  #joined = 0;
  #source: EventSource | null = null;
  #attempt = 0;
  #lastStart = 0;
  #timer = 0;
  #poll = 0;
  #retry = 0;
  #said: [Word, string] | null = null;

  start(): void {
    if (document.querySelector("[data-live]#screen") === null) return;
    // The answer carries the server's idea of our connection; ours is the true one.
    document.addEventListener("ht:swapped", () => {
      if (this.#said !== null) this.#say(...this.#said);
    });
    window.addEventListener("online", () => this.#online());
    window.addEventListener("offline", () => this.#say("offline", "off"));
    // Not every browser has locks, whatever its types say.
    const locks = navigator.locks as LockManager | undefined;
    if (locks !== undefined && "BroadcastChannel" in window) {
      const channel = new BroadcastChannel("haitang-live") as unknown as Channel<Told>;
      this.#share = new Share<Told>(locks, channel, () => this.#lead(), (told) => this.#hear(told));
    } else {
      document.addEventListener("visibilitychange", () => this.#seen());
    }
    this.resume();
  }

  /** This tab holds the stream from now on; what happened while it was handed over is caught up with. */
  #lead(): void {
    this.#connect();
    if (performance.now() - this.#joined > LEAST_GAP_MS) this.#wish();
  }

  /** What the tab with the stream says. */
  #hear(told: Told): void {
    if (told === "changed") this.#wish();
    else this.#say(...told);
  }

  #online(): void {
    if (this.#share === null || this.#share.leads) this.#connect();
  }

  /** Without locks: a tab that nobody looks at gives its connection back, and catches up when it is looked at again. */
  #seen(): void {
    if (document.documentElement.dataset["mode"] === "past") return;
    if (document.hidden) {
      this.#source?.close();
      this.#source = null;
      clearTimeout(this.#retry);
    } else {
      this.#connect();
      this.#wish();
    }
  }

  /** Leaves live mode: nothing changes while the page shows a past minute. */
  stop(): void {
    this.#share?.leave();
    this.#source?.close();
    this.#source = null;
    clearTimeout(this.#timer);
    clearTimeout(this.#retry);
    clearInterval(this.#poll);
    this.#say("past", "past");
  }

  resume(): void {
    if (document.documentElement.dataset["mode"] === "past") this.stop();
    else if (this.#share === null) this.#connect();
    else {
      this.#joined = performance.now();
      this.#share.join();
    }
  }

  #connect(): void {
    if (document.documentElement.dataset["mode"] === "past") {
      this.stop();
      return;
    }
    clearTimeout(this.#retry);
    this.#source?.close();
    const source = new EventSource("/events");
    this.#source = source;
    source.addEventListener("open", () => {
      if (this.#attempt > 0) this.#wish();
      this.#attempt = 0;
      clearInterval(this.#poll);
      this.#poll = 0;
      this.#say("connected", "ok");
    });
    source.addEventListener("changed", () => this.#changed());
    source.addEventListener("message", (e) => {
      if (e.data === "changed") this.#changed();
    });
    source.addEventListener("error", () => this.#lost(source));
  }

  #lost(source: EventSource): void {
    source.close();
    if (this.#source !== source) return;
    this.#retry = window.setTimeout(() => this.#connect(), reconnectWait(this.#attempt));
    this.#attempt += 1;
    if (this.#attempt >= 3 && this.#poll === 0) this.#poll = window.setInterval(() => this.#changed(), POLL_MS);
    if (!navigator.onLine) this.#say("offline", "off");
    else if (this.#attempt >= 3) this.#say("polling", "poll");
    else this.#say("retrying", "retry");
  }

  /** The stream said that something changed: here, and for the tabs that hear of it from this one. */
  #changed(): void {
    this.#share?.tell("changed");
    this.#wish();
  }

  #wish(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#refresh(), refreshDelay(this.#lastStart, performance.now()));
  }

  async #refresh(): Promise<void> {
    if (document.documentElement.dataset["mode"] === "past") return;
    if (document.hidden || busy()) {
      this.#timer = window.setTimeout(() => void this.#refresh(), LEAST_GAP_MS);
      return;
    }
    this.#lastStart = performance.now();
    await swapScreen(location.pathname + location.search);
  }

  #say(word: Word, state: string): void {
    this.#said = [word, state];
    if (state !== "past") this.#share?.tell([word, state]);
    const note = document.getElementById("conn");
    if (note === null) return;
    note.dataset["state"] = state;
    if (note.textContent !== t(word)) note.textContent = t(word);
  }
}

declare global {
  interface Window {
    htmx?: { process(node: Element): void };
  }
}
