import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { Precedence } from "./precedence";

const { signal } = new AbortController();

/** A thread whose clock and work are ours. */
function thread(share: number) {
  const state = { ms: 0, share };
  return { state, now: () => state.ms, busyShare: () => state.share };
}

/** A provider that has just taken block `tookNs`, and a consumer that asks at `askedNs`. */
function asked(share: number, tookNs: bigint, askedNs: bigint, abort = signal) {
  const watch = thread(share);
  const precedence = new Precedence(watch);
  watch.state.ms = 1_000;
  precedence.providerTook(tookNs);
  let isThrough = false;
  const way = precedence.giveWay(askedNs, abort).then(() => {
    isThrough = true;
  });
  return { watch, precedence, way, isThrough: () => isThrough };
}

/** Long enough for a consumer that waits to have looked again, several times. */
const looks = () => wait(40);

describe("who goes first while a network catches up", () => {
  it("is the provider when the thread is busy: a consumer ahead of it waits until it has caught up", async () => {
    const { precedence, way, isThrough } = asked(1, 1n, 100n);
    await looks();
    precedence.providerTook(99n);
    await looks();
    expect(isThrough()).toBe(false);
    precedence.providerTook(100n);
    await way;
    expect(isThrough()).toBe(true);
  });

  it("is nobody while the thread has time for both, or gets it back", async () => {
    await asked(0.5, 1n, 100n).way;
    const { watch, way, isThrough } = asked(1, 1n, 100n);
    await looks();
    expect(isThrough()).toBe(false);
    watch.state.share = 0.5;
    watch.state.ms += 100;
    await way;
  });

  it("is nobody when the consumer is behind, or the provider has no more blocks", async () => {
    await asked(1, 5n, 5n).way;
    const { precedence, way, isThrough } = asked(1, 1n, 100n);
    await looks();
    expect(isThrough()).toBe(false);
    precedence.providerRests();
    await way;
  });

  it("is no provider that has taken no block for a quarter of a second, however busy the thread", async () => {
    const { watch, way, isThrough } = asked(1, 1n, 100n);
    watch.state.ms += 250;
    await looks();
    expect(isThrough()).toBe(false);
    watch.state.ms += 1;
    await way;
  });

  it("is nobody once all is to end", async () => {
    const ending = new AbortController();
    const { way, isThrough } = asked(1, 1n, 100n, ending.signal);
    await looks();
    expect(isThrough()).toBe(false);
    ending.abort();
    await way;
  });

  it("sees whether this very thread is busy", async () => {
    const precedence = new Precedence();
    const until = performance.now() + 60;
    while (performance.now() < until);
    precedence.providerTook(1n);
    const way = precedence.giveWay(100n, signal);
    const first = await Promise.race([way.then(() => "through"), Promise.resolve("waits")]);
    expect(first).toBe("waits");
    await way; // The thread has nothing else to do now.
  });
});
