import { expect, test } from "vitest";
import type { ConsHex, Ed25519Hex } from "./ids";
import { derivePacketChanges } from "./packet-changes";

const key = (n: number) => String(n).padStart(64, "0") as Ed25519Hex;
const row = (address: string, pubKey: number, power: bigint) => ({
  consAddress: address as ConsHex,
  pubKey: key(pubKey),
  power,
});
const update = (pubKey: number, power: string) => ({ pubKey: key(pubKey), power });

test("joins, leaves, power moves and a changed key, each told by validator", () => {
  const changes = derivePacketChanges(
    [update(1, "5"), update(2, "0"), update(3, "9"), update(4, "0"), update(5, "7")],
    {
      before: [row("b", 2, 4n), row("c", 3, 8n), row("d", 4, 7n)],
      after: [row("a", 1, 5n), row("c", 3, 9n), row("d", 5, 7n)],
    },
  );
  expect(changes).toEqual([
    { kind: "joins", consAddress: "a", after: { pubKey: key(1), power: 5n } },
    { kind: "leaves", consAddress: "b", before: { pubKey: key(2), power: 4n } },
    { kind: "key", consAddress: "d", before: { pubKey: key(4), power: 7n }, after: { pubKey: key(5), power: 7n } },
    { kind: "power", consAddress: "c", before: { pubKey: key(3), power: 8n }, after: { pubKey: key(3), power: 9n } },
  ]);
});

test("rows the packet does not speak of are no changes: a join height alone was renewed", () => {
  expect(derivePacketChanges([], { before: [row("a", 1, 5n)], after: [row("a", 1, 5n)] })).toEqual([]);
});

test("updates that no row explains are shown by their key", () => {
  expect(derivePacketChanges([update(1, "5"), update(2, "0")], { before: [], after: [] })).toEqual([
    { kind: "unknown", after: { pubKey: key(1), power: 5n } },
    { kind: "unknown", after: { pubKey: key(2), power: 0n } },
  ]);
});

test("rows that say something else than the packet are not believed", () => {
  expect(derivePacketChanges([update(1, "6")], { before: [], after: [row("a", 1, 5n)] })).toEqual([
    { kind: "unknown", after: { pubKey: key(1), power: 6n } },
  ]);
});
