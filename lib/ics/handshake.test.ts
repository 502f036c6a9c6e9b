import { expect, test } from "vitest";
import { deriveHandshake, jointState } from "./handshake";

const nothing = { onProvider: new Set<string>(), hasChannel: false, reusesConnection: false };

test("nothing seen on a chain that is read: nobody began", () => {
  const steps = deriveHandshake({ ...nothing, onConsumer: new Set() });
  expect(steps.every(({ state }) => state === "missing")).toBe(true);
  expect(jointState(steps, "connection")).toBe("none");
});

test("nothing seen, and the consumer is not read: whether it began is unknown, that the provider did not answer is not", () => {
  const steps = deriveHandshake(nothing);
  expect(steps.slice(0, 2)).toEqual([
    { kind: "connection_open_init", on: "consumer", state: "unknown" },
    { kind: "connection_open_try", on: "provider", state: "missing" },
  ]);
  expect(jointState(steps, "connection")).toBe("unknown");
});

test("a step proves those before it, on the other chain too", () => {
  const steps = deriveHandshake({ ...nothing, onProvider: new Set(["connection_open_try"]) });
  expect(steps.map(({ state }) => state).slice(0, 4)).toEqual(["done", "done", "unknown", "missing"]);
  expect(jointState(steps, "connection")).toBe("opening");
});

test("a handshake that stopped half way names the hop that is missing", () => {
  const steps = deriveHandshake({
    ...nothing,
    onConsumer: new Set(["connection_open_init", "connection_open_ack", "channel_open_init"]),
    onProvider: new Set(["connection_open_try", "connection_open_confirm"]),
  });
  expect(steps.find(({ state }) => state !== "done")).toEqual({
    kind: "channel_open_try",
    on: "provider",
    state: "missing",
  });
  expect(jointState(steps, "connection")).toBe("open");
  expect(jointState(steps, "channel")).toBe("opening");
});

test("a channel the provider knows proves all of it, even where the record begins later", () => {
  const steps = deriveHandshake({ ...nothing, hasChannel: true });
  expect(jointState(steps, "connection")).toBe("open");
  expect(jointState(steps, "channel")).toBe("open");
});

test("over a connection that was there before, the channel alone is opened", () => {
  const steps = deriveHandshake({ ...nothing, onConsumer: new Set(), reusesConnection: true });
  expect(steps.map(({ kind }) => kind)).toEqual([
    "channel_open_init",
    "channel_open_try",
    "channel_open_ack",
    "channel_open_confirm",
  ]);
  expect(jointState(steps, "connection")).toBe("open");
  expect(jointState(steps, "channel")).toBe("none");
});
