import { denomUnit } from "@/lib/format/denom";
import { formatAmount, formatShare } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { formatDurationNs, formatUtc } from "@/lib/format/time";

interface FieldWords {
  readonly word: string;
  readonly format?: (value: string, bondDenom: string | undefined) => string;
}

const or = (nothing: string, format: (value: string) => string) => (value: string) =>
  value === "0" ? nothing : format(value);
const percent = (value: string) => `${value}\u202f%`;
const stake = (value: string, bondDenom: string | undefined) => {
  const { exponent, unit } = denomUnit(bondDenom);
  return value === "0" ? "none" : `${formatAmount(value, exponent)} ${unit}`;
};
const fraction = (value: string) => formatShare(value, 2);
const yesNo = (yes: string, no: string) => (value: string) => (value === "true" ? yes : no);
/** Longer than any chain lives: how "for ever" is written (ics-protocol.md §0.4). */
const FOR_EVER_NS = 9_223_372_036_854_775_807n;
const jail = (value: string) =>
  /^\d+$/.test(value) && BigInt(value) >= FOR_EVER_NS ? "for ever" : formatDurationNs(value);

/** Fields of a consumer's record in words. One without words of its own is its own name. */
const FIELDS: Readonly<Record<string, FieldWords>> = {
  phase: { word: "Phase" },
  chainId: { word: "Chain id" },
  owner: { word: "Owner" },
  name: { word: "Name" },
  description: { word: "Description" },
  metadata: { word: "Metadata" },
  topN: { word: "Kind", format: or("opt-in", (value) => `Top ${percent(value)}`) },
  validatorsPowerCap: { word: "Power cap per validator", format: or("none", percent) },
  validatorSetCap: { word: "Validators at most", format: or("no limit", (value) => value) },
  minStake: { word: "Minimum stake", format: stake },
  allowInactiveVals: { word: "Inactive validators", format: yesNo("may validate", "may not validate") },
  initialHeight: { word: "Initial height" },
  genesisHash: { word: "Genesis hash" },
  binaryHash: { word: "Binary hash" },
  spawnTime: { word: "Spawn time", format: formatUtc },
  unbondingPeriodNs: { word: "Unbonding period", format: formatDurationNs },
  ccvTimeoutPeriodNs: { word: "Packet timeout", format: formatDurationNs },
  transferTimeoutPeriodNs: { word: "Transfer timeout", format: formatDurationNs },
  consumerRedistributionFraction: { word: "Share of rewards kept by the consumer" },
  blocksPerDistributionTransmission: { word: "Blocks between reward transfers" },
  historicalEntries: { word: "Historical entries" },
  distributionTransmissionChannel: { word: "Channel of rewards" },
  connectionId: { word: "Existing connection" },
  "doubleSign.slashFraction": { word: "Slashed for signing twice", format: fraction },
  "doubleSign.jailDurationNs": { word: "Jailed for signing twice", format: jail },
  "doubleSign.tombstone": { word: "Tombstoned for signing twice", format: yesNo("yes", "no") },
  "downtime.slashFraction": { word: "Slashed for being down", format: fraction },
  "downtime.jailDurationNs": { word: "Jailed for being down", format: jail },
  "downtime.tombstone": { word: "Tombstoned for being down", format: yesNo("yes", "no") },
  allowlist: { word: "Allowlist" },
  denylist: { word: "Denylist" },
  prioritylist: { word: "Priority list" },
  rewardDenoms: { word: "Reward denoms allowed" },
};
const MOST_LETTERS = 120;

export function fieldWord(field: string): string {
  return FIELDS[field]?.word ?? safeText(field, 60);
}

/** A value of a field as people read it; what was not set says so. Text of the chain is made fit for the screen. */
export function fieldValue(field: string, value: string | undefined, bondDenom: string | undefined): string {
  if (value === undefined) return "not set";
  if (value === "") return "empty";
  return safeText(FIELDS[field]?.format?.(value, bondDenom) ?? value, MOST_LETTERS);
}
