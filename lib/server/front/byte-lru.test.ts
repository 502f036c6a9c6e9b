import fc from "fast-check";
import { expect, test } from "vitest";
import { ByteLru } from "./byte-lru";

test("the least recently used goes first, and what was asked for stays", () => {
  const memory = new ByteLru<string>(10);
  memory.set("a", "A", 4);
  memory.set("b", "B", 4);
  expect(memory.get("a")).toBe("A");
  memory.set("c", "C", 4);
  expect([memory.get("a"), memory.get("b"), memory.get("c")]).toEqual(["A", undefined, "C"]);
  expect([memory.size, memory.bytes]).toEqual([2, 8]);
});

test("a value under the same key takes the place of the old one, and one that is too large removes it", () => {
  const memory = new ByteLru<string>(10);
  memory.set("a", "A", 4);
  memory.set("a", "AA", 7);
  expect([memory.get("a"), memory.bytes]).toEqual(["AA", 7]);
  memory.set("a", "huge", 11);
  expect([memory.get("a"), memory.size, memory.bytes]).toEqual([undefined, 0, 0]);
});

test("whatever is done, the bytes held are those of what can be had, and never more than the bound", () => {
  const step = fc.record({ key: fc.constantFrom("a", "b", "c", "d"), bytes: fc.integer({ min: 0, max: 120 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const memory = new ByteLru<number>(100);
      for (const { key, bytes } of steps) memory.set(key, bytes, bytes);
      const held = ["a", "b", "c", "d"].flatMap((key) => memory.get(key) ?? []);
      expect(held.reduce((sum, bytes) => sum + bytes, 0)).toBe(memory.bytes);
      expect(held).toHaveLength(memory.size);
      expect(memory.bytes).toBeLessThanOrEqual(100);
    }),
  );
});
