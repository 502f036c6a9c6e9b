import "server-only";
import { createHash } from "node:crypto";
import type { AssignedKeyView, ValidatorListItem, ValidatorView } from "@/lib/api/contracts/validator";
import { accountOfOperator } from "@/lib/ics/address";
import type { Ed25519Hex } from "@/lib/ics/ids";
import { formatIsoNanos } from "@/lib/ics/time";
import { addressOfKey } from "@/lib/ics/valset-hash";
import { listBlockTimes, listKeysOf, listOptInMessages, listOptInsOf, type OptInSpan } from "@/lib/store/read-duties";
import type { KeyHistoryRow, ValidatorAt } from "@/lib/store/read-provider";
import { consText, keyText } from "./consumer-row";
import type { ServerDeps } from "./deps";
import { type DeskConsumer, type DutyDesk, readDesk } from "./duty-desk";
import { findValidator } from "./find-validator";
import type { Frame, ViewAt } from "./frame";
import type { ReadResult } from "./outcome";
import type { ProviderSnapshot } from "./provider-snapshot";
import { type DutySheetEntry, readDutyEntries } from "./read-duties";
import { readPunishments, validatorItem } from "./read-validators";
import { viewAt } from "./view";

/** One validator, by any of its names (`find-validator.ts`): duties, standing on each consumer, keys, opt-ins. */
export function readValidator(
  deps: ServerDeps,
  network: string,
  any: string,
  at: ViewAt,
): Promise<ReadResult<ValidatorView>> {
  return viewAt<ValidatorView>(
    deps,
    network,
    at,
    async (frame) => {
      const validator = await findValidator(deps, frame.snapshot, any);
      return "code" in validator ? validator : { data: await validatorView(deps, frame, validator) };
    },
    ["signing", "punishments", "rewards", "queued-infraction"],
  );
}

/** What a list says of one validator, by any of its names: enough for a line about it, and much less to read. */
export function readValidatorLine(
  deps: ServerDeps,
  network: string,
  any: string,
  at: ViewAt,
): Promise<ReadResult<ValidatorListItem>> {
  return viewAt<ValidatorListItem>(deps, network, at, async ({ snapshot }) => {
    const validator = await findValidator(deps, snapshot, any);
    return "code" in validator ? validator : { data: validatorItem(snapshot, validator) };
  });
}

async function validatorView(deps: ServerDeps, frame: Frame, validator: ValidatorAt): Promise<ValidatorView> {
  const { snapshot } = frame;
  const { db } = deps.store;
  const { consAddress } = validator;
  const [desk, sheets, punishments, keys, spans] = await Promise.all([
    readDesk(deps, frame),
    readDutyEntries(deps, frame, [validator]),
    readPunishments(deps, frame),
    listKeysOf(db, snapshot, consAddress),
    listOptInsOf(db, snapshot, consAddress),
  ]);
  const heights = [...keys, ...spans].flatMap(({ fromHeight, untilHeight }) =>
    untilHeight === undefined ? [fromHeight] : [fromHeight, untilHeight],
  );
  const [times, messages] = await Promise.all([
    listBlockTimes(db, snapshot.network, snapshot.chainId, heights),
    listOptInMessages(db, snapshot.network, validator.operator, spans),
  ]);
  const sheet = sheets.get(consAddress) ?? [];
  return {
    ...validatorItem(snapshot, validator),
    duties: sheet.flatMap(({ row }) => row ?? []),
    punishments: punishments.get(consText(snapshot, consAddress)) ?? [],
    account: accountOfOperator(validator.operator),
    consHex: consAddress,
    pubKey: keyText(validator.pubKey),
    identity: validator.identity,
    website: validator.website,
    details: validator.details,
    consumers: sheet
      .filter(({ at: { consumer } }) => consumer.phase !== "deleted")
      .map((entry) => standingView(snapshot, entry, validator)),
    keys: keys.map((row) => keyView(snapshot, desk, row, times)),
    reusesProviderKey: sheet
      .filter(({ view }) => memberOf(view)?.pubKey === validator.pubKey)
      .map(({ at: { consumer } }) => consumer.consumerId),
    optIns: spans.map((span) => optInView(span, times, messages)),
    ...(desk.nextEpoch ? { nextEpoch: desk.nextEpoch } : {}),
  };
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();
const addressOf = (key: Ed25519Hex) => addressOfKey(key, sha256);

function memberOf({ set }: DutySheetEntry["view"]) {
  return set.state === "known" || set.state === "proven" ? set.member : undefined;
}

function standingView(
  snapshot: ProviderSnapshot,
  { at: { consumer, assignedKeys, commissions }, view, isRelatedTo }: DutySheetEntry,
  validator: ValidatorAt,
): ValidatorView["consumers"][number] {
  const { consAddress } = validator;
  const { stored, next } = view;
  const standing: ValidatorView["consumers"][number] = {
    consumerId: consumer.consumerId,
    chainId: consumer.chainId,
    name: consumer.metadata.name,
    phase: consumer.phase,
    optedIn: view.optedIn,
    ...signingOf(snapshot, view),
    keyAssigned: isRelatedTo && assignedKeys.has(consAddress),
    commission: (isRelatedTo ? commissions.get(consAddress) : undefined) ?? validator.commissionRate,
  };
  if (next) standing.eligible = next.eligible;
  if (next?.excludedBecause !== undefined) standing.excludedBecause = next.excludedBecause;
  if (stored)
    standing.stored = { power: String(stored.power), key: keyText(stored.pubKey), joinHeight: stored.joinHeight };
  return standing;
}

function signingOf(snapshot: ProviderSnapshot, { set }: DutySheetEntry["view"]) {
  if (set.state === "none") return {};
  if (set.state !== "known") return { signing: { state: "unknown" as const, because: set.because } };
  const { member } = set;
  return member
    ? {
        signing: {
          power: String(member.power),
          key: keyText(member.pubKey),
          address: consText(snapshot, addressOf(member.pubKey)),
        },
      }
    : {};
}

function keyView(
  snapshot: ProviderSnapshot,
  desk: DutyDesk,
  row: KeyHistoryRow,
  times: ReadonlyMap<number, bigint>,
): AssignedKeyView {
  const { consumerId, fromHeight, untilHeight } = row;
  const at = desk.consumers.find(({ consumer }) => consumer.consumerId === consumerId);
  const from = times.get(fromHeight);
  const until = untilHeight === undefined ? undefined : times.get(untilHeight);
  const pruned = prunedAtNs(snapshot, row, until);
  return {
    consumerId,
    key: keyText(row.pubKey),
    consumerAddress: consText(snapshot, row.consumerAddress),
    fromHeight,
    ...(from === undefined ? {} : { fromTime: formatIsoNanos(from) }),
    ...(untilHeight === undefined ? {} : { untilHeight }),
    ...(until === undefined ? {} : { untilTime: formatIsoNanos(until) }),
    ...(pruned === undefined ? {} : { prunedAt: formatIsoNanos(pruned) }),
    ...(at ? inUseOf(at, row) : {}),
  };
}

function inUseOf(at: DeskConsumer, { consAddress, pubKey }: KeyHistoryRow): Pick<AssignedKeyView, "inUse"> {
  const set = at.setOf(consAddress);
  if (set.state === "none") return {};
  if (set.state === "unknown") return { inUse: { state: "unknown", because: set.because } };
  return { inUse: set.member?.pubKey === pubKey };
}

/**
 * When the provider forgets an address whose key was replaced: an unbonding time after the block of the new assignment
 * (ics-protocol.md §6.4). Before launch it is forgotten at once, and with the consumer's deletion all are.
 */
function prunedAtNs(
  { marks, params }: ProviderSnapshot,
  { consumerId, untilHeight }: KeyHistoryRow,
  untilNs: bigint | undefined,
): bigint | undefined {
  const life = marks.get(consumerId);
  const launched = life?.get("launched")?.height;
  const deleted = life?.get("deleted")?.height;
  if (untilHeight === undefined || untilNs === undefined || params === undefined) return undefined;
  if (launched === undefined || untilHeight <= launched || (deleted !== undefined && untilHeight >= deleted))
    return untilNs;
  return untilNs + BigInt(params.unbondingPeriodNs);
}

function optInView(
  { consumerId, fromHeight, untilHeight }: OptInSpan,
  times: ReadonlyMap<number, bigint>,
  messages: Awaited<ReturnType<typeof listOptInMessages>>,
): ValidatorView["optIns"][number] {
  const mark = (height: number) => {
    const ns = times.get(height);
    return { height, ...(ns === undefined ? {} : { time: formatIsoNanos(ns) }) };
  };
  const message = messages.find((row) => row.consumerId === consumerId && row.height === fromHeight);
  return {
    consumerId,
    from: mark(fromHeight),
    ...(untilHeight === undefined ? {} : { until: mark(untilHeight) }),
    how: message ? "message" : "top-n",
    ...(message?.txHash === undefined ? {} : { txHash: message.txHash }),
  };
}
