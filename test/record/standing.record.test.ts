import { expect, test } from "vitest";
import { computeNextSet } from "@/lib/ics/next-set";
import { EpochField } from "@/lib/ics/standing";
import { nextSetInput } from "./next-set-input";
import { consumerIds, phaseOf } from "./provider-rows";
import { openRecord, recordingDir } from "./record-reader";
import { stakingValidatorsAt } from "./staking-answers";

/** The standing of one validator and the whole next set are two ways to one answer: on every consumer they agree. */
test.each([
  ["first", [60, 120, 330, 500, 700, 900, 1_200, 1_400, 1_515]],
  ["changeover", [40, 150, 300, 500, 700]],
] as const)("%s recording: standing of each validator is what the whole next set says", (name, heights) => {
  const record = openRecord(recordingDir(name));
  let compared = 0;
  for (const height of heights) {
    const rows = record.storeAt(record.provider, "provider", height);
    const staking = stakingValidatorsAt(record, record.provider, height);
    for (const id of consumerIds(rows).filter((consumer) => (phaseOf(rows, consumer) ?? 0) <= 3)) {
      const input = nextSetInput({ height, id, rows, before: rows, staking });
      const whole = computeNextSet(input);
      const field = new EpochField(input.validators, input.maxProviderConsensusValidators);
      const rules = field.rulesOf(input.powerShaping, input.optedIn);
      expect({ height, id, line: field.line(input.powerShaping.topN) }).toEqual({ height, id, line: whole.minPower });
      for (const validator of input.validators) {
        const { consAddress } = validator;
        if (whole.ties.includes(consAddress)) continue;
        const expected = whole.eligibility.find((entry) => entry.consAddress === consAddress);
        const { eligible, excludedBecause } = field.standing(validator, rules);
        expect({ height, id, consAddress, eligible, excludedBecause }).toEqual({
          height,
          id,
          consAddress,
          eligible: expected?.eligible,
          excludedBecause: expected?.excludedBecause,
        });
        compared += 1;
      }
    }
  }
  expect(compared).toBeGreaterThan(50);
});
