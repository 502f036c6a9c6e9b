import { denomUnit } from "@/lib/format/denom";
import { formatAmount, formatShare } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { formatDurationNs, formatUtc } from "@/lib/format/time";

/** What a field is called, and what it means. */
interface FieldWords {
  readonly word: string;
  readonly meaning: string;
}

const FIELDS: Readonly<Record<string, FieldWords>> = {
  owner: { word: "Owner", meaning: "Who may change this consumer." },
  chainId: {
    word: "Chain id",
    meaning: "How the chain calls itself. Chain ids repeat; the consumer's number does not.",
  },
  phase: { word: "Phase", meaning: "Where the consumer stands in its life." },
  stopTime: { word: "Stop time", meaning: "When the provider stops securing the chain." },
  registeredRewardDenoms: {
    word: "Reward denoms",
    meaning: "Tokens that the provider takes as rewards from any consumer. Others are held back.",
  },
  allowlistedRewardDenoms: {
    word: "Own reward denoms",
    meaning: "Tokens that the provider takes as rewards from this consumer alone.",
  },
  "metadata.name": { word: "Name", meaning: "Chosen by its owner." },
  "metadata.description": { word: "Description", meaning: "Chosen by its owner." },
  "metadata.metadata": { word: "Metadata", meaning: "Chosen by its owner." },
  "powerShaping.topN": {
    word: "Kind",
    meaning: "Top N %: the strongest validators with that share of the power must validate. Opt-in: nobody must.",
  },
  "powerShaping.validatorsPowerCap": {
    word: "Power cap",
    meaning: "Most power one validator may have on the consumer.",
  },
  "powerShaping.validatorSetCap": { word: "Set cap", meaning: "Most validators an opt-in chain takes." },
  "powerShaping.allowlist": { word: "Allowlist", meaning: "Only these may validate; empty: all may." },
  "powerShaping.denylist": { word: "Denylist", meaning: "These may not validate." },
  "powerShaping.prioritylist": { word: "Priority list", meaning: "These come first when the set is capped." },
  "powerShaping.minStake": { word: "Minimum stake", meaning: "Stake a validator needs to be taken." },
  "powerShaping.allowInactiveVals": {
    word: "Inactive validators",
    meaning: "Whether validators outside the provider's active set may validate.",
  },
  "initParams.initialHeight": { word: "Initial height", meaning: "First block, with the revision of the chain id." },
  "initParams.genesisHash": { word: "Genesis hash", meaning: "What the genesis file must hash to." },
  "initParams.binaryHash": { word: "Binary hash", meaning: "What the program must hash to." },
  "initParams.spawnTime": { word: "Spawn time", meaning: "When the provider launches it. Unset: not launched." },
  "initParams.unbondingPeriodNs": { word: "Unbonding period", meaning: "On the consumer." },
  "initParams.ccvTimeoutPeriodNs": {
    word: "Packet timeout",
    meaning: "A set update older than this closes the channel.",
  },
  "initParams.transferTimeoutPeriodNs": { word: "Transfer timeout", meaning: "Of reward transfers." },
  "initParams.consumerRedistributionFraction": {
    word: "Kept by the consumer",
    meaning: "Share of its rewards that stays on the consumer.",
  },
  "initParams.blocksPerDistributionTransmission": {
    word: "Blocks between reward transfers",
    meaning: "How often rewards are sent to the provider.",
  },
  "initParams.historicalEntries": {
    word: "Historical entries",
    meaning: "Headers the consumer keeps for its clients.",
  },
  "initParams.distributionTransmissionChannel": {
    word: "Reward channel",
    meaning: "An existing channel to send rewards over.",
  },
  "initParams.connectionId": { word: "Existing connection", meaning: "For a chain that becomes a consumer later." },
  "infraction.doubleSign.slashFraction": { word: "Signing twice: slashed", meaning: "Share of the stake that burns." },
  "infraction.doubleSign.jailDurationNs": { word: "Signing twice: jailed", meaning: "How long." },
  "infraction.doubleSign.tombstone": { word: "Signing twice: for ever", meaning: "Never to validate again." },
  "infraction.downtime.slashFraction": { word: "Being down: slashed", meaning: "Share of the stake that burns." },
  "infraction.downtime.jailDurationNs": { word: "Being down: jailed", meaning: "How long." },
  "infraction.downtime.tombstone": { word: "Being down: for ever", meaning: "Ignored by the protocol." },
  "params.templateClient": { word: "Client template", meaning: "What light clients of consumers are made from." },
  "params.trustingPeriodFraction": {
    word: "Trusting period",
    meaning: "Share of the unbonding period after which a light client of a consumer expires.",
  },
  "params.ccvTimeoutPeriodNs": {
    word: "Packet timeout",
    meaning: "A set update that a consumer has not received by then stops the consumer.",
  },
  "params.initTimeoutPeriodNs": { word: "Init timeout", meaning: "Until v5: time to open the channel." },
  "params.vscTimeoutPeriodNs": { word: "Update timeout", meaning: "Until v5: time to answer an update." },
  "params.slashMeterReplenishPeriodNs": {
    word: "Slash meter refills every",
    meaning: "How often the allowance for jailing by consumers is added.",
  },
  "params.slashMeterReplenishFraction": {
    word: "Slash meter allowance",
    meaning: "Share of the power that consumers may jail per period before they are made to wait.",
  },
  "params.maxThrottledPackets": { word: "Throttled packets", meaning: "Until v3: most packets that wait." },
  "params.consumerRewardDenomRegistrationFee": {
    word: "Fee for a reward denom",
    meaning: "Until v3: price of registering one.",
  },
  "params.blocksPerEpoch": { word: "Blocks per epoch", meaning: "How often sets are computed and sent." },
  "params.numberOfEpochsToStartReceivingRewards": {
    word: "Epochs before rewards",
    meaning: "How long a validator must be in a set before it is paid.",
  },
  "params.maxProviderConsensusValidators": {
    word: "Active validators",
    meaning: "How many validators sign the provider's blocks and count for Top N.",
  },
};

/** What a changed field is called and means; a field we have no words for keeps its own name. */
export function fieldWords(field: string): FieldWords {
  return Object.hasOwn(FIELDS, field)
    ? (FIELDS[field] as FieldWords)
    : { word: safeText(field.slice(field.lastIndexOf(".") + 1), 60), meaning: "" };
}

const ZERO_WORDS: Readonly<Record<string, string>> = {
  "powerShaping.topN": "opt-in",
  "powerShaping.validatorsPowerCap": "none",
  "powerShaping.validatorSetCap": "no limit",
  "powerShaping.minStake": "none",
};
const SHARES = /(?:Fraction|\.slashFraction)$/;

/** A value of a field as people write it. `undefined` = unset. */
export function valueWords(field: string, value: unknown, bondDenom: string | undefined): string {
  if (value === undefined || value === "") return "unset";
  if (Array.isArray(value))
    return value.length === 0 ? "empty" : value.map((one) => safeText(textOf(one), 100)).join(", ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  const text = textOf(value);
  if (text === "0" && Object.hasOwn(ZERO_WORDS, field)) return ZERO_WORDS[field] as string;
  if (field === "powerShaping.topN") return `Top ${text}\u202f%`;
  if (field === "powerShaping.validatorsPowerCap") return `${text}\u202f%`;
  if (field === "powerShaping.minStake") {
    const { exponent, unit } = denomUnit(bondDenom);
    return `${formatAmount(text, exponent)} ${unit}`;
  }
  if (field.endsWith("Ns")) return /^9223372036/.test(text) ? "for ever" : formatDurationNs(text);
  if (field.endsWith("Time")) return formatUtc(text);
  if (SHARES.test(field) && /^\d+(\.\d+)?$/.test(text)) return formatShare(text, 2);
  return safeText(text, 300);
}

function textOf(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}
