import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { parseEd25519Hex } from "../../lib/ics/ids";
import { hashOfKeysAndPowers } from "../../lib/ics/valset-hash";
import { type ProviderHeights, signingValsetUpdateId, storedSetHeight } from "../../lib/ics/vsc-height";
import { chainIdOf, nextVscIdOf, phaseOf, storedSetOf, vscHeightsOf } from "./provider-rows";
import { openRecord, type RecordedNetwork, recordingDir } from "./record-reader";

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());

function launchHeight(record: RecordedNetwork, id: string): number {
  const { provider } = record;
  const height = record
    .chain(provider)
    .heights.find((at) => phaseOf(record.storeAt(provider, "provider", at), id) === 3);
  if (height === undefined) throw new Error(`consumer ${id} never launched`);
  return height;
}

function hashOfStoredSet(record: RecordedNetwork, id: string, height: number): string {
  const members = storedSetOf(record.storeAt(record.provider, "provider", height), id).map(({ pubKey, power }) => {
    const key = parseEd25519Hex(pubKey);
    if (key === undefined) throw new Error(`not a key: ${pubKey}`);
    return { pubKey: key, power };
  });
  return hashOfKeysAndPowers(members, sha256);
}

/** Consumer, the recording it is in, and the first of its blocks that the provider's validators sign. */
const CASES = [
  ["first", "0", 1],
  ["first", "1", 1],
  ["first", "2", 1],
  ["first", "3", 1],
  ["changeover", "0", 149],
  ["changeover", "1", 1],
] as const;

test.each(CASES)(
  "%s, consumer %s: each block is signed by the set the provider stored for the id in force",
  (name, id, from) => {
    const record = openRecord(recordingDir(name));
    const { provider } = record;
    const head = record.chain(provider).heights.at(-1) ?? 0;
    const rows = record.storeAt(provider, "provider", head);
    const chain = chainIdOf(rows, id) ?? "";
    const nextId = nextVscIdOf(rows);
    const heights: ProviderHeights = { launchHeight: launchHeight(record, id), byValsetUpdateId: vscHeightsOf(rows) };

    const consumerHeights = record.chain(chain).heights;
    const own = record.storeAt(chain, "ccvconsumer", consumerHeights.at(-1) ?? 0, "0d");
    const ids = new Map(
      [...own].map(([key, value]) => [
        Number.parseInt(key.slice(2), 16),
        BigInt(`0x${Buffer.from(value.buffer, value.byteOffset, 8).toString("hex")}`),
      ]),
    );
    const hashes = new Map<number, string>();
    const seen = new Set<bigint>();
    for (const height of consumerHeights.filter((at) => at >= from)) {
      const vscId = signingValsetUpdateId(height, ids);
      const storedAt = storedSetHeight(vscId, heights, nextId);
      if (storedAt === undefined) throw new Error(`update ${vscId} is unknown`);
      const hash = hashes.get(storedAt) ?? hashOfStoredSet(record, id, storedAt);
      hashes.set(storedAt, hash);
      seen.add(vscId);
      const { header } = record.blockAt(chain, height).block.block;
      expect(header.validators_hash.toLowerCase(), `${chain} ${height}, update ${vscId} of ${storedAt}`).toBe(hash);
    }
    console.info(`${chain}: ${seen.size} sets in ${consumerHeights.length} blocks`);
  },
  60_000,
);
