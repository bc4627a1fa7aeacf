import { describe, expect, it } from "vitest";
import { type Channel, type Locks, Share } from "../src/lib/share";

/** Locks as a browser gives them: one holder at a time, the others in line. */
function locks(): Locks {
  let last: Promise<unknown> = Promise.resolve();
  return {
    request(_name, { signal }, held) {
      const turn = last.then(() => (signal.aborted ? undefined : held()));
      last = turn;
      return turn;
    },
  };
}

/** Tabs that hear each other, but not themselves. */
function channels(n: number): Channel<string>[] {
  const all: Channel<string>[] = Array.from({ length: n }, (_, own) => ({
    onmessage: null,
    postMessage: (data: string) => all.forEach((other, at) => at !== own && other.onmessage?.({ data })),
  }));
  return all;
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

function tabs(n: number): { streams: () => number; heard: string[][]; share: Share<string>[] } {
  const line = locks();
  const heard: string[][] = Array.from({ length: n }, () => []);
  const share = channels(n).map((channel, at) => new Share<string>(line, channel, () => undefined, (said) => heard[at]?.push(said)));
  return { streams: () => share.filter((s) => s.leads).length, heard, share };
}

describe("tabs that follow the same events", () => {
  it("hold one stream among them however many they are, and all hear it", async () => {
    const { streams, heard, share } = tabs(8);
    share.forEach((s) => s.join());
    await settled();
    expect(streams()).toBe(1);
    share[0]?.tell("changed");
    share[3]?.tell("not mine to say");
    expect(heard[0]).toEqual([]);
    for (const other of heard.slice(1)) expect(other).toEqual(["changed"]);
  });
  it("hand it on when the one that held it closes or looks into the past", async () => {
    const { streams, share } = tabs(3);
    share.forEach((s) => s.join());
    await settled();
    share[1]?.leave();
    share[0]?.leave();
    await settled();
    expect(share.map((s) => s.leads)).toEqual([false, false, true]);
    share[0]?.join();
    await settled();
    expect(streams()).toBe(1);
    share[2]?.leave();
    await settled();
    expect(share.map((s) => s.leads)).toEqual([true, false, false]);
  });
  it("hear nothing once they have left", async () => {
    const { heard, share } = tabs(2);
    share.forEach((s) => s.join());
    await settled();
    share[1]?.leave();
    share[0]?.tell("changed");
    expect(heard[1]).toEqual([]);
  });
});
