import { describe, expect, test } from "vitest";
import { RangeBook } from "./range-book";

type Fact = { id: string; power: bigint };
const book = () => new RangeBook<Fact>((fact) => fact.id);

describe("a book of ranges", () => {
  test("writes a row when a fact appears and nothing when it is said again", () => {
    const facts = book();
    expect(facts.set({ id: "a", power: 5n }, 10)).toBe(true);
    expect(facts.set({ id: "a", power: 5n }, 11)).toBe(false);
    expect(facts.drain()).toEqual([{ fact: { id: "a", power: 5n }, from: 10, until: undefined }]);
    expect(facts.drain()).toEqual([]);
  });

  test("knows the same fact by what it says, not by how it is written", () => {
    const facts = new RangeBook<{ id: string; parts: unknown }>((fact) => fact.id);
    const parts = { b: [1n, { c: "x" }], a: null };
    facts.set({ id: "a", parts }, 1);
    expect(facts.set({ id: "a", parts: { a: undefined, b: [1n, { c: "x", d: null }] } }, 2)).toBe(false);
    for (const other of [{ b: [1n] }, { b: [1n, { c: "x", d: 0 }] }, { b: [1n, { c: "x" }], a: false }, null, []]) {
      expect(facts.set({ id: "a", parts: other }, 3)).toBe(true);
      facts.set({ id: "a", parts }, 3);
    }
  });

  test("closes the old value where the new one begins", () => {
    const facts = book();
    facts.set({ id: "a", power: 5n }, 10);
    facts.drain();
    facts.set({ id: "a", power: 6n }, 12);
    expect(facts.drain()).toEqual([
      { fact: { id: "a", power: 5n }, from: 10, until: 12 },
      { fact: { id: "a", power: 6n }, from: 12, until: undefined },
    ]);
  });

  test("keeps only the last of two values at one height, and forgets what came and went at one height", () => {
    const facts = book();
    facts.set({ id: "a", power: 5n }, 10);
    facts.set({ id: "a", power: 7n }, 10);
    facts.set({ id: "b", power: 1n }, 10);
    facts.remove("b", 10);
    expect(facts.drain()).toEqual([{ fact: { id: "a", power: 7n }, from: 10, until: undefined }]);
  });

  test("replace touches only the facts it owns", () => {
    const facts = book();
    facts.load([
      { fact: { id: "a1", power: 1n }, from: 1 },
      { fact: { id: "a2", power: 2n }, from: 1 },
      { fact: { id: "b1", power: 3n }, from: 1 },
    ]);
    expect(facts.replace([{ id: "a2", power: 2n }], 9, (fact) => fact.id.startsWith("a"))).toBe(1);
    expect(facts.drain()).toEqual([{ fact: { id: "a1", power: 1n }, from: 1, until: 9 }]);
    expect(facts.values().map((fact) => fact.id)).toEqual(["a2", "b1"]);
    expect(facts.since("a2")).toBe(1);
  });
});
