import { expect, test } from "vitest";
import type { ChainId, ConsumerId } from "./ids";
import { mentionedConsumers } from "./proposal-mentions";

const consumer = (id: string, chainId: string, name: string) => ({
  consumerId: id as ConsumerId,
  chainId: chainId as ChainId,
  metadata: { name, description: "", metadata: "" },
});
const consumers = [
  consumer("1", "ics-optin-1", "Orbit"),
  consumer("10", "ics-unwired-1", "Or"),
  consumer("2", "ics-optin-10", "(((.*)+)+)"),
  consumer("8", "ics-optin-1", "Twin"),
];
const found = (text: string) => mentionedConsumers(text, consumers);

test("by number, name or chain id, as whole words and in any case", () => {
  expect(found("Stop consumer 1 now")).toEqual(["1"]);
  expect(found("What of Consumer id 10?")).toEqual(["10"]);
  expect(found("ORBIT: more rewards!")).toEqual(["1"]);
  expect(found("end “ics-optin-10”.")).toEqual(["2"]);
});

test("a chain id that two consumers have names both: it is a guess", () => {
  expect(found("leave ics-optin-1")).toEqual(["1", "8"]);
});

test("parts of words, short names and bare numbers name nobody", () => {
  expect(found("orbital mechanics or 10 others, consumers 1")).toEqual([]);
  expect(found("")).toEqual([]);
});

test("a name that is a pattern is a name", () => {
  expect(found("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")).toEqual([]);
});

test("names of several words, and of very many, are found whole, in the order of consumers", () => {
  const long = "the chain that wanted its name to be longer than anybody else's";
  const named = [consumer("4", "late-1", long), consumer("7", "c-7", "Blue Moon"), consumer("9", "c-9", "Moon")];
  expect(mentionedConsumers(`Blue moon and ${long.toUpperCase()}, says moon`, named)).toEqual(["4", "7", "9"]);
  expect(mentionedConsumers("blue moons; the chain that wanted its name", named)).toEqual([]);
});

test("a thousand consumers are looked for in a thousand texts in seconds, not minutes", () => {
  const many = Array.from({ length: 1_000 }, (_, i) => consumer(String(i), `chain-${i}`, `Consumer chain ${i}`));
  const text = `${"text of a proposal ".repeat(60)} chain-77`;
  const begun = performance.now();
  for (let i = 0; i < 1_000; i += 1) expect(mentionedConsumers(text, many)).toEqual(["77"]);
  expect(performance.now() - begun).toBeLessThan(5_000);
});
