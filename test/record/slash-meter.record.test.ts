import { describe, expect, test } from "vitest";
import { parseConsAddress } from "../../lib/ics/address";
import { replenishSlashMeter, slashMeterAllowance } from "../../lib/ics/slash-meter";
import { formatIsoNanos, nanosOf } from "../../lib/ics/time";
import { readProto } from "./proto-fields";
import { paramsOf, providerSetOf, slashMeterOf } from "./provider-rows";
import { openRecord, recordingDir } from "./record-reader";
import { stakingValidatorsAt } from "./staking-answers";

describe.each(["first", "changeover"] as const)("recording %s", (name) => {
  const record = openRecord(recordingDir(name));
  const { provider } = record;
  const heights = record.chain(provider).heights;
  const rowsAt = (height: number) => record.storeAt(provider, "provider", height);
  const throttle = (height: number) => {
    const answer = record.queryAt(
      provider,
      "/interchain_security.ccv.provider.v1.Query/QueryThrottleState",
      "",
      height,
    );
    return readProto(answer?.value ?? new Uint8Array());
  };
  const totalPower = (height: number) =>
    stakingValidatorsAt(record, provider, height)
      .filter(({ status }) => status === 3)
      .reduce((sum, { tokens }) => sum + tokens / 1_000_000n, 0n);

  test("the allowance computed from all bonded power is the one the chain answers", () => {
    const fraction = paramsOf(rowsAt(1)).replenishFraction;
    const sampled = heights.filter((height) => height % 5 === 0);
    for (const height of sampled) {
      expect(slashMeterAllowance(fraction, totalPower(height)), `height ${height}`).toBe(throttle(height).int(2));
    }
    expect(sampled.length).toBeGreaterThan(100);
  });

  test("meter and next candidate of every block follow from the block before and its slashes", () => {
    const times = record.headerTimes(provider);
    const { replenishFraction, replenishPeriodNanos } = paramsOf(rowsAt(1));
    const params = {
      slashMeterReplenishFraction: replenishFraction,
      slashMeterReplenishPeriodNs: replenishPeriodNanos.toString(),
    };
    let slashes = 0;
    let negative = 0;
    for (const height of heights.slice(1)) {
      const before = rowsAt(height - 1);
      const was = slashMeterOf(before);
      // The answer of the block before gives the allowance exactly; 20 or 10 times it is a total that leads back to it.
      const allowance = throttle(height - 1).int(2);
      const total = allowance * BigInt(Math.round(1 / Number(replenishFraction)));
      const meter = { meter: was.meter, allowance, nextReplenishCandidate: formatIsoNanos(was.candidateNanos) };
      const replenished = replenishSlashMeter(meter, times.get(height) ?? "", total, params);

      const block = record.blockAt(provider, height);
      const taken = block.results.txs_results
        .filter(({ code }) => (code ?? 0) === 0)
        .flatMap(({ events }) => events)
        .filter(({ type }) => type === "execute_consumer_chain_slash")
        .map(({ attributes }) =>
          parseConsAddress(attributes.find(({ key }) => key === "validator_address")?.value ?? ""),
        )
        .map((address) => providerSetOf(before).get(address ?? "") ?? 0n);
      slashes += taken.length;

      const now = slashMeterOf(rowsAt(height));
      if (now.meter < 0n) negative += 1;
      const expected = taken.reduce((left, power) => left - power, replenished.meter);
      expect(now.meter, `meter at ${height}`).toBe(expected);
      expect(now.candidateNanos, `candidate at ${height}`).toBe(nanosOf(replenished.nextReplenishCandidate));
    }
    console.info(`${name}: ${slashes} slashes, meter below zero after ${negative} blocks`);
  }, 60_000);
});
