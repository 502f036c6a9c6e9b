import type { ConsumerFacts, InfractionParameters, InitializationParameters } from "./types";

/** What an owner, or time, can change of a consumer. */
export type ConsumerRecord = Pick<
  ConsumerFacts,
  "chainId" | "phase" | "owner" | "metadata" | "initParams" | "powerShaping" | "infraction" | "allowlistedRewardDenoms"
>;

/** One field that differs between two records. Plain fields have `from` and `to`, lists what was added and removed. */
export interface FieldChange {
  readonly field: string;
  /** Left out: it was not set. */
  readonly from?: string;
  readonly to?: string;
  readonly added?: readonly string[];
  readonly removed?: readonly string[];
}

type Plain = Readonly<Record<string, string | undefined>>;

/** Everything that differs between two records of one consumer, in a fixed order. Pure. */
export function diffConsumerRecords(before: ConsumerRecord, after: ConsumerRecord): FieldChange[] {
  return [...diffPlain(plainFields(before), plainFields(after)), ...diffLists(listFields(before), listFields(after))];
}

/** Sub-messages are replaced whole (ics-protocol.md §8.1), so that field by field is the only way to see what changed. */
function plainFields({ chainId, phase, owner, metadata, initParams, powerShaping, infraction }: ConsumerRecord): Plain {
  return {
    phase,
    chainId,
    owner,
    name: metadata.name,
    description: metadata.description,
    metadata: metadata.metadata,
    topN: String(powerShaping.topN),
    validatorsPowerCap: String(powerShaping.validatorsPowerCap),
    validatorSetCap: String(powerShaping.validatorSetCap),
    minStake: powerShaping.minStake,
    allowInactiveVals: String(powerShaping.allowInactiveVals),
    ...initFields(initParams),
    ...infractionFields(infraction),
  };
}

function initFields(params: InitializationParameters | undefined): Plain {
  if (!params) return {};
  const { initialHeight, ...plain } = params;
  return { ...plain, initialHeight: `${initialHeight.revisionNumber}-${initialHeight.revisionHeight}` };
}

function infractionFields(infraction: InfractionParameters | undefined): Plain {
  if (!infraction) return {};
  return Object.fromEntries(
    (["doubleSign", "downtime"] as const).flatMap((kind) =>
      Object.entries(infraction[kind]).map(([name, value]) => [`${kind}.${name}`, String(value)]),
    ),
  );
}

function diffPlain(before: Plain, after: Plain): FieldChange[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields.flatMap((field): FieldChange[] => {
    const [from, to] = [before[field], after[field]];
    if (from === to) return [];
    return [{ field, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
  });
}

type Lists = Readonly<Record<string, readonly string[]>>;

function listFields({ powerShaping, allowlistedRewardDenoms }: ConsumerRecord): Lists {
  const { allowlist, denylist, prioritylist } = powerShaping;
  return { allowlist, denylist, prioritylist, rewardDenoms: allowlistedRewardDenoms };
}

function diffLists(before: Lists, after: Lists): FieldChange[] {
  return Object.keys(after).flatMap((field): FieldChange[] => {
    const [from, to] = [before[field] ?? [], after[field] ?? []];
    const added = to.filter((entry) => !from.includes(entry));
    const removed = from.filter((entry) => !to.includes(entry));
    return added.length === 0 && removed.length === 0 ? [] : [{ field, added, removed }];
  });
}
