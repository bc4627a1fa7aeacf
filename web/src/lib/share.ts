/** The part of the browser's locks that is used: whoever holds one keeps it until its promise settles. */
export interface Locks {
  request(name: string, options: { signal: AbortSignal }, held: () => Promise<void>): Promise<unknown>;
}

/** What the tabs of one browser hear each other by. */
export interface Channel<T> {
  postMessage(message: T): void;
  onmessage: ((event: { data: T }) => void) | null;
}

const NAME = "haitang-live";

/**
 * One tab works for all: a browser keeps six connections to one service, so of the tabs that follow the same events only
 * one may hold a stream. The one that holds the lock leads and tells the others; when it closes or leaves, the next leads.
 */
export class Share<T> {
  readonly #locks: Locks;
  readonly #channel: Channel<T>;
  readonly #lead: () => void;
  #joined: AbortController | null = null;
  #release: (() => void) | null = null;

  /** `lead` is called when this tab is to hold the stream, `hear` with what another tab's stream said. */
  constructor(locks: Locks, channel: Channel<T>, lead: () => void, hear: (message: T) => void) {
    this.#locks = locks;
    this.#channel = channel;
    this.#lead = lead;
    channel.onmessage = (event) => {
      if (this.#joined !== null && !this.leads) hear(event.data);
    };
  }

  /** Whether this tab holds the stream. */
  get leads(): boolean {
    return this.#release !== null;
  }

  /** Stands in line; leads at once where no other tab does. */
  join(): void {
    if (this.#joined !== null) return;
    const mine = new AbortController();
    this.#joined = mine;
    const held = (): Promise<void> =>
      new Promise((resolve) => {
        if (mine.signal.aborted) {
          resolve();
          return;
        }
        this.#release = resolve;
        this.#lead();
      });
    // Leaving the line before one's turn ends the request with an error that means nothing.
    this.#locks.request(NAME, { signal: mine.signal }, held).catch(() => undefined);
  }

  /** Leaves the line, or hands the lead to the next. */
  leave(): void {
    this.#joined?.abort();
    this.#joined = null;
    this.#release?.();
    this.#release = null;
  }

  /** Says something to the other tabs; only the one that leads is heard. */
  tell(message: T): void {
    if (this.leads) this.#channel.postMessage(message);
  }
}
