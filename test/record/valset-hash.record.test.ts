import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { applyUpdates, signingHeightOfUpdates } from "../../lib/ics/apply-updates";
import { type Ed25519Hex, parseConsHex, parseEd25519Hex } from "../../lib/ics/ids";
import type { CometValidator, ValidatorUpdate } from "../../lib/ics/types";
import { addressOfKey, validatorSetHash } from "../../lib/ics/valset-hash";
import { hex, unbase64 } from "./proto-fields";
import { openRecord, type RecordedBlock, type RecordedValidator, recordingDir } from "./record-reader";

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());

function cometSet(recorded: readonly RecordedValidator[]): CometValidator[] {
  return recorded.map(({ address, pubKey, power }) => {
    const [consHex, key] = [parseConsHex(address), parseEd25519Hex(pubKey)];
    if (consHex === undefined || key === undefined) throw new Error(`unreadable validator ${address}`);
    return { address: consHex, pubKey: key, power };
  });
}

function updatesOf(block: RecordedBlock): ValidatorUpdate[] {
  return (block.results.validator_updates ?? []).map(({ pub_key, power }) => {
    const base64 = /"ed25519":"([A-Za-z0-9+/=]{44})"/.exec(JSON.stringify(pub_key))?.[1] ?? "";
    const pubKey = parseEd25519Hex(hex(unbase64(base64)));
    if (pubKey === undefined) throw new Error(`unreadable update ${JSON.stringify(pub_key)}`);
    return { pubKey, power: BigInt(power ?? "0") };
  });
}

for (const name of ["first", "changeover"] as const) {
  const record = openRecord(recordingDir(name));

  test.each(record.chains)(
    `${name}: on %s every set hashes to the header it signs, and its keys to its addresses`,
    (chain) => {
      for (const height of record.chain(chain).validatorLineHeights) {
        const set = cometSet(record.validatorsAt(chain, height));
        const { header } = record.blockAt(chain, height).block.block;
        expect(hex(validatorSetHash(set, sha256)), `${chain} ${height}`).toBe(header.validators_hash.toLowerCase());
        for (const { address, pubKey } of set) expect(addressOfKey(pubKey, sha256)).toBe(address);
      }
    },
  );

  test.each(record.chains)(
    `${name}: on %s updates lead from each set to the one two blocks later`,
    (chain) => {
      const addressOf = (key: Ed25519Hex) => addressOfKey(key, sha256);
      const heights = record.chain(chain).heights;
      const last = heights.at(-1) ?? 0;
      let set = cometSet(record.validatorsAt(chain, (heights[0] ?? 0) + 1));
      let changes = 0;
      for (const height of heights) {
        const block = record.blockAt(chain, height);
        const updates = updatesOf(block);
        if (updates.length > 0) changes += 1;
        set = applyUpdates(set, updates, addressOf);
        const signsAt = signingHeightOfUpdates(height);
        if (signsAt > last) break;
        const byAddress = (validators: CometValidator[]) => validators.sort((a, b) => (a.address < b.address ? -1 : 1));
        if (updates.length > 0)
          expect(set, `${chain} ${signsAt}`).toEqual(byAddress(cometSet(record.validatorsAt(chain, signsAt))));
      }
      console.info(`${chain}: ${changes} blocks with updates`);
    },
    60_000,
  );
}
