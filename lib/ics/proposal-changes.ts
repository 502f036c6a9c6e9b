import { formatConsAddress, parseConsAddress } from "./address";
import { type ConsHex, type ConsumerId, parseConsumerId } from "./ids";
import { type DecodedMessage, type MessageValue, messageName } from "./message";
import type { ConsumerFacts } from "./types";

/** What the provider's state says of the things a message changes. */
export interface GovernedState {
  readonly consumers: readonly ConsumerFacts[];
  /** Provider module parameters and registered reward denoms, by name. */
  readonly params?: Readonly<Record<string, unknown>>;
}

/** One field a message sets, with the value it would have afterwards; `after` absent = unset. */
export interface SetField {
  /** Path into the provider's facts: `powerShaping.topN`, `params.blocksPerEpoch`, `registeredRewardDenoms`. */
  readonly field: string;
  readonly after?: MessageValue;
  /** Of a list: these are added to or taken from what is there. */
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

type Fields = Readonly<Record<string, MessageValue>>;

const POWER_SHAPING = [
  "topN",
  "validatorsPowerCap",
  "validatorSetCap",
  "allowlist",
  "denylist",
  "prioritylist",
  "minStake",
  "allowInactiveVals",
] as const;
const INIT_PARAMS = [
  "initialHeight",
  "genesisHash",
  "binaryHash",
  "spawnTime",
  "unbondingPeriodNs",
  "ccvTimeoutPeriodNs",
  "transferTimeoutPeriodNs",
  "consumerRedistributionFraction",
  "blocksPerDistributionTransmission",
  "historicalEntries",
  "distributionTransmissionChannel",
  "connectionId",
] as const;
const METADATA = ["name", "description", "metadata"] as const;
const INFRACTION = ["doubleSign", "downtime"] as const;
const SLASH_JAIL = ["slashFraction", "jailDurationNs", "tombstone"] as const;

/**
 * The fields a message sets, in the provider's own names. A sub-message that is absent changes nothing; one that is present
 * replaces the whole (ics-protocol.md §8.1), so all its fields are listed. Empty for messages that set no state we follow.
 */
export function fieldsSetBy({ type, fields }: DecodedMessage): SetField[] {
  if (fields === undefined || !type.startsWith("/interchain_security.ccv.provider.")) return [];
  switch (messageName(type)) {
    case "MsgCreateConsumer":
      return [
        { field: "owner", ...after(fields.submitter) },
        { field: "chainId", ...after(fields.chainId) },
        ...groups(fields),
      ];
    case "MsgUpdateConsumer":
      return [
        ...(isText(fields.newOwnerAddress) ? [{ field: "owner", after: fields.newOwnerAddress }] : []),
        ...(isText(fields.newChainId) ? [{ field: "chainId", after: fields.newChainId }] : []),
        ...groups(fields),
      ];
    case "MsgRemoveConsumer":
      return [{ field: "phase", after: "stopped" }];
    case "MsgConsumerRemoval":
    case "ConsumerRemovalProposal":
      // Until v5 a removed consumer was gone at once (§6.1).
      return [
        { field: "phase", after: "deleted" },
        { field: "stopTime", ...after(fields.stopTime) },
      ];
    case "MsgConsumerAddition":
    case "ConsumerAdditionProposal":
      return [
        { field: "chainId", ...after(fields.chainId) },
        ...INIT_PARAMS.filter((name) => name !== "connectionId").map((name) => initField(name, fields)),
        ...shapingFields(fields, LEGACY_SHAPING),
      ];
    case "MsgConsumerModification":
    case "ConsumerModificationProposal":
      return shapingFields(fields, LEGACY_SHAPING);
    case "MsgChangeRewardDenoms":
    case "ChangeRewardDenomsProposal":
      return [
        { field: "registeredRewardDenoms", add: textsOf(fields.denomsToAdd), remove: textsOf(fields.denomsToRemove) },
      ];
    case "MsgRegisterConsumerRewardDenom":
      return [{ field: "registeredRewardDenoms", add: textsOf([fields.denom ?? ""]), remove: [] }];
    case "MsgUpdateParams":
      return Object.entries(recordOf(fields.params) ?? {}).map(([name, value]) => ({
        field: `params.${name}`,
        after: value,
      }));
    default:
      return [];
  }
}

/** Until v5 there was no priority list. */
const LEGACY_SHAPING = POWER_SHAPING.filter((name) => name !== "prioritylist");

function groups(fields: Fields): SetField[] {
  const metadata = recordOf(fields.metadata);
  const init = recordOf(fields.initializationParameters);
  const shaping = recordOf(fields.powerShapingParameters);
  const denoms = recordOf(fields.allowlistedRewardDenoms);
  const infraction = recordOf(fields.infractionParameters);
  return [
    ...(metadata ? METADATA.map((name) => ({ field: `metadata.${name}`, ...after(metadata[name]) })) : []),
    ...(shaping ? shapingFields(shaping, POWER_SHAPING) : []),
    ...(init ? INIT_PARAMS.map((name) => initField(name, init)) : []),
    ...(denoms ? [{ field: "allowlistedRewardDenoms", after: textsOf(denoms.denoms) }] : []),
    ...(infraction ? INFRACTION.flatMap((kind) => infractionFields(kind, recordOf(infraction[kind]) ?? {})) : []),
  ];
}

function shapingFields(fields: Fields, names: readonly string[]): SetField[] {
  return names.map((name) => ({ field: `powerShaping.${name}`, ...after(fields[name]) }));
}

function initField(name: string, fields: Fields): SetField {
  const value = fields[name];
  const height = name === "initialHeight" ? recordOf(value) : undefined;
  if (height) return { field: `initParams.${name}`, after: `${height.revisionNumber}-${height.revisionHeight}` };
  if (value === undefined && name.endsWith("Ns")) return { field: `initParams.${name}`, after: "0" };
  return { field: `initParams.${name}`, ...after(value) };
}

function infractionFields(kind: string, fields: Fields): SetField[] {
  return SLASH_JAIL.map((name) => ({
    field: `infraction.${kind}.${name}`,
    after: fields[name] ?? (name === "tombstone" ? false : "0"),
  }));
}

function after(value: MessageValue | undefined): { readonly after?: MessageValue } {
  return value === undefined ? {} : { after: value };
}

function isText(value: MessageValue | undefined): value is string {
  return typeof value === "string" && value !== "";
}

function textsOf(value: MessageValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string" && one !== "") : [];
}

function recordOf(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/**
 * Consumers a message speaks of: by id since v6, by chain id before. A chain id that several consumers have names none of
 * them for sure (product.md §2.4).
 */
export function consumerOf({ type, fields }: DecodedMessage, state: GovernedState | undefined): ConsumerId | undefined {
  if (fields === undefined || !type.startsWith("/interchain_security.ccv.")) return undefined;
  const id = isText(fields.consumerId) ? parseConsumerId(fields.consumerId) : undefined;
  if (id !== undefined) return id;
  const name = messageName(type);
  if (!isText(fields.chainId) || name === "MsgCreateConsumer") return undefined;
  const same = state?.consumers.filter(({ chainId }) => chainId === fields.chainId) ?? [];
  return same.length === 1 ? same[0]?.consumerId : undefined;
}

/**
 * What the state says under a field's path; `undefined`: it is unset there, or the consumer does not exist. `"unknown"`: we
 * do not follow that field. Lists of validators are consensus addresses with the provider's prefix.
 */
export function valueAt(
  state: GovernedState,
  consumerId: ConsumerId | undefined,
  field: string,
  prefix: string | undefined,
): MessageValue | undefined | { readonly unknown: true } {
  if (field === "registeredRewardDenoms") return state.params ? asValue(state.params[field]) : UNKNOWN;
  if (field.startsWith("params.")) {
    const value = asValue(state.params?.[field.slice("params.".length)]);
    return value === undefined ? UNKNOWN : String(value);
  }
  const consumer = state.consumers.find((one) => one.consumerId === consumerId);
  if (!consumer || field === "stopTime") return undefined;
  let value: unknown = consumer;
  for (const part of field.split(".")) value = (value as Record<string, unknown> | undefined)?.[part];
  if (field === "initParams.initialHeight") {
    const height = recordOf(value);
    return height && `${height.revisionNumber}-${height.revisionHeight}`;
  }
  if (Array.isArray(value) && /list$/.test(field)) return value.map((one) => writeAddress(String(one), prefix));
  return asValue(value);
}

const UNKNOWN = { unknown: true } as const;

export function isUnknownValue(value: unknown): value is { readonly unknown: true } {
  return value === UNKNOWN;
}

function asValue(value: unknown): MessageValue | undefined {
  return value === undefined || value === null ? undefined : (value as MessageValue);
}

function writeAddress(hex: string, prefix: string | undefined): string {
  return prefix === undefined ? hex : formatConsAddress(hex as ConsHex, prefix);
}

/** The value a field has once a message has been carried out on a state. */
export function valueAfter(
  set: SetField,
  before: MessageValue | undefined,
  prefix: string | undefined,
): MessageValue | undefined {
  if (set.add || set.remove) {
    const kept = textsOf(before).filter((one) => !set.remove?.includes(one));
    return [...kept, ...(set.add ?? []).filter((one) => !kept.includes(one))];
  }
  if (set.field.startsWith("params.") && set.after !== undefined && typeof set.after !== "object")
    return String(set.after);
  if (!/list$/.test(set.field)) return set.after;
  // Entries are taken by their bytes; what is no address is skipped on the chain (§6.3) and kept here, to be seen.
  return textsOf(set.after).map((text) => {
    const hex = parseConsAddress(text);
    return hex === undefined ? text : writeAddress(hex, prefix);
  });
}

/** Whether two values say the same; the order of a list does not count. */
export function isSameValue(a: MessageValue | undefined, b: MessageValue | undefined): boolean {
  const plain = (value: MessageValue | undefined) =>
    JSON.stringify(Array.isArray(value) ? [...value].map((one) => JSON.stringify(one)).sort() : (value ?? ""));
  return plain(a) === plain(b);
}
