import { describe, expect, test } from "vitest";
import { computeNextSet } from "../../lib/ics/next-set";
import { addressOfKeyHex, nextSetInput } from "./next-set-input";
import {
  consumerIds,
  markedOf,
  minPowerOf,
  paramsOf,
  phaseOf,
  providerSetOf,
  type RawRows,
  type RawStoredValidator,
  storedSetOf,
} from "./provider-rows";
import { openRecord, recordingDir } from "./record-reader";
import { type RawStakingValidator, stakingValidatorsAt } from "./staking-answers";

const LAUNCHED = 3;
const MINUTE = 60_000;

interface Checked {
  readonly height: number;
  readonly id: string;
  readonly kind: "epoch" | "launch";
  readonly computed: ReturnType<typeof computeNextSet>;
  readonly stored: readonly RawStoredValidator[];
  readonly storedMinPower: bigint | undefined;
  readonly optedInBefore: readonly string[];
  readonly optedInAfter: readonly string[];
  /** Whether the provider's own powers of stored members moved in this very block. */
  readonly powersMoved: boolean;
}

/** Walks the provider block by block and recomputes each set it stored. */
function recompute(name: "first" | "changeover"): Checked[] {
  const record = openRecord(recordingDir(name));
  const { provider } = record;
  const rowsAt = (height: number) => record.storeAt(provider, "provider", height);
  const checked: Checked[] = [];
  let before: RawRows = new Map();
  for (const height of record.chain(provider).heights) {
    const rows = rowsAt(height);
    const isEpoch = height % paramsOf(rows).blocksPerEpoch === 0;
    for (const id of consumerIds(rows)) {
      if (phaseOf(rows, id) !== LAUNCHED) continue;
      const isLaunch = phaseOf(before, id) !== LAUNCHED;
      if (!isLaunch && !isEpoch) continue;
      // A launch happens in BeginBlock, on the powers of the block before; an epoch in EndBlock, after staking's.
      const kind = isEpoch ? "epoch" : "launch";
      const staking =
        kind === "epoch"
          ? stakingValidatorsAt(record, provider, height)
          : withPowers(stakingValidatorsAt(record, provider, height - 1), before);
      const input = nextSetInput({ height, id, rows, before, staking });
      const stored = storedSetOf(rows, id);
      const [powersBefore, powersAfter] = [providerSetOf(before), providerSetOf(rows)];
      checked.push({
        height,
        id,
        kind,
        computed: computeNextSet(input),
        stored,
        storedMinPower: minPowerOf(rows, id),
        optedInBefore: markedOf(before, 32, id),
        optedInAfter: markedOf(rows, 32, id),
        powersMoved: stored.some(({ consAddress }) => powersBefore.get(consAddress) !== powersAfter.get(consAddress)),
      });
    }
    before = rows;
  }
  return checked;
}

/** Staking was asked every five blocks only: between, the powers of active validators come from prefix 42. */
function withPowers(staking: RawStakingValidator[], rows: RawRows): RawStakingValidator[] {
  const powers = providerSetOf(rows);
  return staking.map((validator) => {
    const power = powers.get(addressOfKeyHex(validator.pubKey));
    return power === undefined || power === validator.tokens / 1_000_000n
      ? validator
      : { ...validator, tokens: power * 1_000_000n };
  });
}

describe.each(["first", "changeover"] as const)("recording %s", (name) => {
  const checked = recompute(name);
  const each = (kind: Checked["kind"]) => checked.filter((one) => one.kind === kind);

  test(
    "every set stored at an epoch is the set computed, to the last power, key and join height",
    () => {
      for (const { computed, stored, height, id } of each("epoch")) {
        const tied = new Set<string>(computed.ties);
        const untied = (set: readonly RawStoredValidator[]) => set.filter(({ consAddress }) => !tied.has(consAddress));
        expect(untied(computed.set), `consumer ${id} at ${height}`).toEqual(untied(stored));
      }
      const ties = checked.filter(({ computed }) => computed.ties.length > 0);
      console.info(`${name}: ${each("epoch").length} epoch sets recomputed, ${ties.length} with ties`);
      for (const { id, height, computed } of ties)
        console.info(`  consumer ${id} at ${height}: ${computed.ties.join(" ")}`);
      // Epoch blocks after each launch, by hand: 7 until it stops, then 1, 3, 2, 0, 10, 8 to the end at 1500.
      expect(each("epoch").length).toBe(name === "first" ? 5 + 48 + 48 + 47 + 46 + 46 + 41 : 15 + 12);
    },
    MINUTE,
  );

  test("every set a consumer launched with is the set computed, and has somebody active in it", () => {
    const launches = each("launch");
    for (const { computed, stored, height, id } of launches) {
      expect(computed.set, `consumer ${id} at ${height}`).toEqual(stored);
      expect(computed.hasActiveMember).toBe(true);
      expect(stored.every(({ joinHeight }) => joinHeight === height)).toBe(true);
    }
    expect(launches.map(({ id, height }) => `${id}@${height}`)).toEqual(
      name === "first" ? ["7@52", "1@64", "3@82", "2@97", "0@130", "10@142", "8@292"] : ["1@71", "0@121"],
    );
  });

  test("the Top N threshold is the one stored under prefix 40, and absent where none is", () => {
    for (const { computed, storedMinPower, height, id } of checked) {
      expect(computed.minPower, `consumer ${id} at ${height}`).toBe(storedMinPower);
    }
    if (name === "first") expect(checked.some(({ storedMinPower }) => storedMinPower !== undefined)).toBe(true);
  });

  test("who is opted in afterwards is who was before, and who Top N draws in", () => {
    for (const { computed, optedInBefore, optedInAfter, height, id } of checked) {
      const expected = [...new Set([...optedInBefore, ...computed.autoOptedIn])].sort();
      expect(optedInAfter, `consumer ${id} at ${height}`).toEqual(expected);
    }
  });

  test("eligible is who got in, and everybody else has a reason", () => {
    for (const { computed, stored, height, id } of checked) {
      const eligible = computed.eligibility.filter((one) => one.eligible).map(({ consAddress }) => consAddress);
      expect(eligible.sort(), `consumer ${id} at ${height}`).toEqual(stored.map(({ consAddress }) => consAddress));
      for (const one of computed.eligibility) expect(one.excludedBecause === undefined).toBe(one.eligible);
    }
  });

  test("the epoch takes the powers of its own block: there are epochs where the block before had others", () => {
    const telling = each("epoch").filter(({ powersMoved }) => powersMoved);
    console.info(`${name}: at ${telling.length} epochs a member's power moved in the epoch block itself`);
    if (name === "first") expect(telling.length).toBeGreaterThan(0);
  });
});
