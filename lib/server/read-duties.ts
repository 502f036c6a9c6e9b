import "server-only";
import { createHash } from "node:crypto";
import type { DutyRow } from "@/lib/api/contracts/duty";
import { multiplyRounded } from "@/lib/ics/decimal";
import { deriveDuty } from "@/lib/ics/duty";
import type { DutyView, Moment } from "@/lib/ics/duty-view";
import type { ConsHex } from "@/lib/ics/ids";
import { formatIsoNanos } from "@/lib/ics/time";
import type { IsoTime } from "@/lib/ics/types";
import { addressOfKey } from "@/lib/ics/valset-hash";
import { listBlockTimes } from "@/lib/store/read-duties";
import type { ValidatorAt } from "@/lib/store/read-provider";
import { keyText } from "./consumer-row";
import type { ServerDeps } from "./deps";
import { type DeskConsumer, type DutyDesk, readDesk } from "./duty-desk";
import type { Frame } from "./frame";
import { readLeftSets } from "./left-sets";
import type { ProviderSnapshot } from "./provider-snapshot";
import { mapValues } from "./provider-tables";

interface Pair {
  readonly validator: ValidatorAt;
  readonly at: DeskConsumer;
}

/** So many pairs of validator and consumer a list answers in full; beyond, only those that have to do with each other. */
const FULL_LIST_PAIRS = 20_000;

/** A validator on one consumer: all that its duty was derived from, and the duty. */
export interface DutySheetEntry {
  readonly at: DeskConsumer;
  readonly view: DutyView;
  /** Whether the consumer has anything of the validator (`DutyDesk.consumersOf`). */
  readonly isRelatedTo: boolean;
  /** Absent on a deleted consumer in whose set it never was. */
  readonly row?: DutyRow;
}

/** Duties of some validators on all consumers, by consumer id. A deleted consumer is named to those alone who were in its set. */
export async function readDuties(
  deps: ServerDeps,
  frame: Frame,
  validators: readonly ValidatorAt[],
): Promise<Map<ConsHex, DutyRow[]>> {
  const entries = await readDutyEntries(deps, frame, validators);
  return mapValues(entries, (list) => list.flatMap(({ row }) => row ?? []));
}

/** The same with what each duty was derived from. */
export async function readDutyEntries(
  deps: ServerDeps,
  frame: Frame,
  validators: readonly ValidatorAt[],
): Promise<Map<ConsHex, DutySheetEntry[]>> {
  const { snapshot } = frame;
  const desk = await readDesk(deps, frame);
  const isFull = validators.length === 1 || validators.length * desk.consumers.length <= FULL_LIST_PAIRS;
  const pairs = validators.flatMap((validator) =>
    (isFull ? desk.consumers : desk.consumers.filter((at) => isRelated(snapshot, validator, at))).map(
      (at): Pair => ({ validator, at }),
    ),
  );
  const left = await readLeftSets(
    deps,
    snapshot,
    validators.map(({ consAddress }) => consAddress),
  );
  const times = await listBlockTimes(deps.store.db, snapshot.network, snapshot.chainId, [
    ...[...left.values()].flatMap((heights) => [...heights.values()]),
    ...validators.flatMap(({ consAddress }) =>
      [...desk.consumersOf(consAddress)].flatMap((at) => at.stored.get(consAddress)?.joinHeight ?? []),
    ),
  ]);
  const found = new Map<ConsHex, DutySheetEntry[]>(validators.map(({ consAddress }) => [consAddress, []]));
  const related = new Map(validators.map(({ consAddress }) => [consAddress, desk.consumersOf(consAddress)]));
  const costs = new Map(validators.map((validator) => [validator.consAddress, slashCosts(validator)]));
  for (const { validator, at } of pairs) {
    const { consAddress } = validator;
    const leftHeight = left.get(consAddress)?.get(at.consumer.consumerId);
    const isRelatedTo = related.get(consAddress)?.has(at) ?? false;
    const view = dutyView(desk, at, isRelatedTo, validator, leftHeight, times);
    const entries = found.get(consAddress);
    if (at.consumer.phase === "deleted" && leftHeight === undefined) {
      entries?.push({ at, view, isRelatedTo });
      continue;
    }
    const rate = (isRelatedTo ? at.commissions.get(consAddress) : undefined) ?? validator.commissionRate;
    const row = dutyRow(at, validator, view, rate, costs.get(consAddress) ?? slashCosts(validator));
    // Most validators are in few sets: nothing is waited for where there is nothing to read.
    entries?.push({ at, view, isRelatedTo, row: isMember(view) ? { ...row, ...(await uptimeOf(at, view)) } : row });
  }
  return found;
}

function isMember({ set }: DutyView): boolean {
  return (set.state === "known" || set.state === "proven") && set.member !== undefined;
}

function isRelated(
  { optedIn, totalPower }: ProviderSnapshot,
  { consAddress, power, active }: ValidatorAt,
  at: DeskConsumer,
) {
  const { consumer, stored } = at;
  const set = at.setOf(consAddress);
  const isInSet = (set.state === "known" || set.state === "proven") && set.member !== undefined;
  const isDrawnIn = at.rules?.minPower !== undefined && active && power >= at.rules.minPower && totalPower > 0n;
  return (
    isInSet || isDrawnIn || stored.has(consAddress) || (optedIn.get(consumer.consumerId)?.has(consAddress) ?? false)
  );
}

/**
 * What all validators share of a consumer is inherited, not copied, and the rest is assigned: a thousand of these are made for
 * one sheet, which would spend a fifth of its time on copies. So a view must not be spread.
 */
function dutyView(
  { field }: DutyDesk,
  at: DeskConsumer,
  isRelatedTo: boolean,
  validator: ValidatorAt,
  leftHeight: number | undefined,
  times: ReadonlyMap<number, bigint>,
): DutyView {
  const { consAddress } = validator;
  const optedIn = isRelatedTo && at.optedIn.has(consAddress);
  const view: { -readonly [Key in keyof DutyView]: DutyView[Key] } = Object.create(at.facts);
  view.validator = validator;
  view.optedIn = optedIn;
  view.set = isRelatedTo ? at.setOf(consAddress) : at.setWithout;
  view.currentKey = (isRelatedTo ? at.assignedKeys.get(consAddress)?.pubKey : undefined) ?? validator.pubKey;
  if (field && at.rules) view.next = field.standing(validator, at.rules, optedIn);
  const stored = isRelatedTo ? at.stored.get(consAddress) : undefined;
  if (stored) {
    const joinTime = timeOf(times, stored.joinHeight);
    view.stored = joinTime === undefined ? stored : { ...stored, joinTime };
  }
  if (leftHeight !== undefined) {
    const time = timeOf(times, leftHeight);
    view.leftAt = { height: leftHeight, ...(time === undefined ? {} : { time }) };
  }
  if (at.alone) view.alone = { ...at.alone, isMember: at.alone.members.has(consAddress) };
  return view;
}

function timeOf(times: ReadonlyMap<number, bigint>, height: number): IsoTime | undefined {
  const ns = times.get(height);
  return ns === undefined ? undefined : formatIsoNanos(ns);
}

/** What fractions of a validator's stake are. Consumers share a few fractions, so each is computed once. */
function slashCosts({ tokens }: ValidatorAt): (fraction: string) => string {
  const known = new Map<string, string>();
  return (fraction) => {
    const cost = known.get(fraction) ?? String(multiplyRounded(tokens, fraction, "floor"));
    known.set(fraction, cost);
    return cost;
  };
}

function dutyRow(
  { consumer }: DeskConsumer,
  validator: ValidatorAt,
  view: DutyView,
  commission: string,
  costOf: (fraction: string) => string,
): DutyRow {
  const { consumerId, infraction } = consumer;
  const { duty, case: code, reason, since, until, key, nextKey } = deriveDuty(view);
  const row: DutyRow = {
    consumerId,
    duty,
    case: code,
    reason,
    key: keyText(key),
    keyAssigned: key !== validator.pubKey,
    commission,
  };
  if (since) row.since = momentView(since);
  if (until) row.until = momentView(until);
  if (nextKey !== undefined) row.nextKey = keyText(nextKey);
  if (infraction) {
    row.slash = {
      downtime: costOf(infraction.downtime.slashFraction),
      doubleSign: costOf(infraction.doubleSign.slashFraction),
    };
  }
  const line = view.next?.minPower;
  if (line !== undefined) {
    row.topN = {
      percent: consumer.powerShaping.topN,
      line: String(line),
      distance: String(validator.power - line),
      isClose: isClose(validator, line),
    };
  }
  return row;
}

/** How it signs on the chain, where its own node tells; unknown where it is known to be in the set and no node is read. */
async function uptimeOf(
  at: DeskConsumer,
  { set }: DutyView,
): Promise<Pick<DutyRow, "uptime" | "missesLeft" | "downtime">> {
  if (set.state === "proven" && set.member) {
    const unknown = { state: "unknown", because: set.because } as const;
    return { uptime: unknown, missesLeft: unknown };
  }
  if (set.state !== "known" || !set.member) return {};
  const book = await at.readUptime();
  if (book.state === "none") return {};
  const uptime = book.state === "known" ? book.byAddress.get(addressOfKey(set.member.pubKey, sha256)) : undefined;
  if (!uptime) {
    // Its first votes count only with the next block.
    const because = book.state === "unknown" ? book.because : "not-indexed-yet";
    const unknown = { state: "unknown", because } as const;
    return { uptime: unknown, missesLeft: unknown };
  }
  const { window, watched, missed, maxMissed, missesLeft, jailAtEarliest, isReported, signedShare } = uptime;
  return {
    ...(signedShare === undefined ? {} : { uptime: signedShare }),
    missesLeft,
    downtime: {
      window,
      watched,
      missed,
      maxMissed,
      jailAtEarliest,
      isReported,
      ...(at.blockIntervalMs === undefined ? {} : { leftMs: missesLeft * at.blockIntervalMs }),
    },
  };
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();

/** Within a tenth of the line, on either side, and able to cross it: only active validators are drawn in (§6.3). */
function isClose({ power, active }: ValidatorAt, line: bigint): boolean {
  const distance = power > line ? power - line : line - power;
  return active && distance * 10n <= line;
}

function momentView({ height, time, update, isEstimate }: Moment): NonNullable<DutyRow["since"]> {
  return {
    ...(height === undefined ? {} : { height }),
    ...(time === undefined ? {} : { time }),
    ...(update === undefined ? {} : { update: String(update) }),
    ...(isEstimate ? { isEstimate } : {}),
  };
}
