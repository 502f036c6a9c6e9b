import { expect, test } from "vitest";
import { compareSets } from "./four-sets";
import { aRow } from "./test-consumers";

const { stored: _stored, signing: _signing, ...bare } = aRow();

test("a validator in all four sets with one power agrees", () => {
  expect(compareSets(aRow())).toMatchObject({ group: "agrees", reasons: [] });
});

test("someone opted in but denied differs, and the list is named as the reason", () => {
  const result = compareSets({ ...bare, eligible: false, excludedBecause: "denylisted" });
  expect(result).toMatchObject({ group: "differs", reasons: ["The consumer's denylist names it."] });
});

test("who just opted in arrives with the next epoch", () => {
  expect(compareSets(bare).reasons).toEqual(["Enters the stored set at the next epoch."]);
});

test("who the Top N draws in is said to be opted in by the next epoch", () => {
  expect(compareSets({ ...bare, optedIn: false }).reasons[0]).toBe(
    "It is within the Top N: the next epoch opts it in.",
  );
});

test("a set on its way: stored, not yet signing", () => {
  const { signing: _, ...row } = aRow();
  expect(compareSets(row).reasons).toEqual(["The consumer has not applied the update that brings it in."]);
});

test("one that left still signs until the consumer applies the update", () => {
  const { stored: _, ...row } = aRow({ optedIn: false, eligible: false, excludedBecause: "not-opted-in" });
  expect(compareSets(row).reasons).toEqual(["Still signs: the consumer has not applied the update that takes it out."]);
});

test("a power that changes and a key that rotates are two reasons", () => {
  const row = aRow({ signing: { power: "90", key: "k0", address: "orbitvalcons1aaaa" } });
  expect(compareSets(row).reasons).toEqual([
    "Its power there changes from 90 to 100 with an update on the way.",
    "Its key there is being replaced: the consumer still uses the old one.",
  ]);
});

test("an unknown fourth column is no difference: three columns are compared", () => {
  const row = aRow({ signing: { state: "unknown", because: "no-endpoint" } });
  expect(compareSets(row)).toMatchObject({ group: "agrees", reasons: [] });
});

test("who is in none of the sets stands outside, with the reason", () => {
  const row = { ...bare, optedIn: false, eligible: false, excludedBecause: "not-opted-in" as const };
  expect(compareSets(row)).toMatchObject({
    group: "outside",
    reasons: ["It has not opted in, and it is not within the Top N."],
  });
});

test("a key of nobody we know is said to be that", () => {
  const { operator: _, moniker: __, stored: ___, eligible: ____, ...row } = aRow({ optedIn: false });
  expect(compareSets(row).reasons).toEqual(["Signs with a key that belongs to no validator we know."]);
});
