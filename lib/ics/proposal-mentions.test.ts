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
