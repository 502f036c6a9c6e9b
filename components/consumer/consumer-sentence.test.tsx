import { expect, test } from "vitest";
import { consumerSentence } from "./consumer-sentence";
import { aConsumer } from "./test-consumers";

const plain = (view: Parameters<typeof consumerSentence>[0]) => consumerSentence(view).replaceAll("\u202f", " ");
const orbit = (changes: Parameters<typeof aConsumer>[0] = {}) => ({ ...aConsumer(changes), optedInCount: 11 });

test("a launched consumer in sync", () => {
  expect(plain(orbit())).toBe(
    "Orbit is secured by 10 validators with 27.6 % of the provider's power; it runs the set its provider stores.",
  );
});

test("one whose chain never showed a block is not called secured", () => {
  const finding = { code: "never-started", severity: "warn", sentence: "", link: "/" } as const;
  expect(plain(orbit({ findings: [finding], validatorCount: 3 }))).toBe(
    "Orbit is launched on the provider with a set of 3 validators with 27.6 % of the provider's power, but its chain has never shown a block.",
  );
});

test("one that is behind says what is on the way and what waits", () => {
  expect(plain(orbit({ sync: { state: "behind", packets: 13, queued: 4 } }))).toContain(
    "it is behind: 13 updates on the way and 4 waiting on the provider.",
  );
});

test("what is unknown is said to be unknown, with its reason", () => {
  expect(plain(orbit({ sync: { state: "unknown", because: "unreachable" } }))).toContain(
    "whether it runs that set is unknown (node unreachable).",
  );
});

test("before launch the spawn time and the opted in count are the answer", () => {
  expect(plain(orbit({ phase: "initialized", spawnTime: "2026-03-02T14:00:00Z" }))).toBe(
    "Orbit launches at 2 Mar 2026 14:00:00 UTC; so far 11 validators opted in.",
  );
  expect(plain({ ...orbit({ phase: "registered" }), optedInCount: 0 })).toBe(
    "Orbit is registered without a spawn time, so it cannot launch; no one has opted in.",
  );
});
