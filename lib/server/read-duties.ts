import "server-only";
import { createHash } from "node:crypto";
import type { DutyRow } from "@/lib/api/contracts/duty";
import { multiplyRounded } from "@/lib/ics/decimal";
import { deriveDuty } from "@/lib/ics/duty";
import type { DutyView, Moment } from "@/lib/ics/duty-view";
import type { ConsHex } from "@/lib/ics/ids";
import { formatIsoNanos } from "@/lib/ics/time";
import type { ConsumerFacts } from "@/lib/ics/types";
import { addressOfKey } from "@/lib/ics/valset-hash";
import { listBlockTimes, listLeftSets } from "@/lib/store/read-duties";
import type { ValidatorAt } from "@/lib/store/read-provider";
import { atOf } from "./consumer-item";
import { keyText } from "./consumer-row";
import type { ServerDeps } from "./deps";
import { type DeskConsumer, type DutyDesk, readDesk } from "./duty-desk";
import type { Frame } from "./frame";
import type { ProviderSnapshot } from "./provider-snapshot";

interface Pair {
  readonly validator: ValidatorAt;
  readonly at: DeskConsumer;
}

/** So many pairs of validator and consumer a list answers in full; beyond, only those that have to do with each other. */
const FULL_LIST_PAIRS = 20_000;

/** Duties of some validators on all consumers, by consumer id. A deleted consumer is named to those alone who were in its set. */
export async function readDuties(
  deps: ServerDeps,
  frame: Frame,
  validators: readonly ValidatorAt[],
): Promise<Map<ConsHex, DutyRow[]>> {
  const { snapshot } = frame;
  const desk = await readDesk(deps, frame);
  const isFull = validators.length === 1 || validators.length * desk.consumers.length <= FULL_LIST_PAIRS;
  const pairs = validators.flatMap((validator) =>
    desk.consumers.filter((at) => isFull || isRelated(snapshot, validator, at)).map((at): Pair => ({ validator, at })),
  );
  const left = await readLeft(deps, snapshot, pairs);
  const times = await listBlockTimes(deps.store.db, snapshot.network, snapshot.chainId, [
    ...left.values(),
    ...pairs.flatMap(({ validator, at }) => at.stored.get(validator.consAddress)?.joinHeight ?? []),
  ]);
  const rows = new Map<ConsHex, DutyRow[]>(validators.map(({ consAddress }) => [consAddress, []]));
  for (const { validator, at } of pairs) {
    const leftHeight = left.get(pairName(at, validator.consAddress));
    if (at.consumer.phase === "deleted" && leftHeight === undefined) continue;
    const view = dutyView(snapshot, desk, at, validator, leftHeight, times);
    rows.get(validator.consAddress)?.push({
      ...dutyRow(snapshot, at.consumer, validator, view),
      ...(await uptimeOf(at, view)),
    });
  }
  return rows;
}

function isRelated(
  { optedIn, totalPower }: ProviderSnapshot,
  { consAddress, power, active }: ValidatorAt,
  at: DeskConsumer,
) {
  const { consumer, stored } = at;
  const set = at.setOf(consAddress);
  const isMember = (set.state === "known" || set.state === "proven") && set.member !== undefined;
  const isDrawnIn = at.rules?.minPower !== undefined && active && power >= at.rules.minPower && totalPower > 0n;
  return (
    isMember || isDrawnIn || stored.has(consAddress) || (optedIn.get(consumer.consumerId)?.has(consAddress) ?? false)
  );
}

const pairName = (at: DeskConsumer, address: ConsHex) => `${at.consumer.consumerId} ${address}`;

async function readLeft(
  deps: ServerDeps,
  snapshot: ProviderSnapshot,
  pairs: readonly Pair[],
): Promise<Map<string, number>> {
  const absent = pairs.filter(
    ({ validator, at }) =>
      !at.stored.has(validator.consAddress) &&
      at.consumer.phase !== "registered" &&
      at.consumer.phase !== "initialized",
  );
  const rows = await listLeftSets(
    deps.store.db,
    snapshot,
    absent.map(({ validator, at }) => ({ consumerId: at.consumer.consumerId, consAddress: validator.consAddress })),
  );
  return new Map(rows.map((row) => [`${row.consumerId} ${row.consAddress}`, row.height]));
}

function dutyView(
  snapshot: ProviderSnapshot,
  desk: DutyDesk,
  at: DeskConsumer,
  validator: ValidatorAt,
  leftHeight: number | undefined,
  times: ReadonlyMap<number, bigint>,
): DutyView {
  const { consumer, rules } = at;
  const { consumerId, initParams } = consumer;
  const { consAddress } = validator;
  const stored = at.stored.get(consAddress);
  const marks = snapshot.marks.get(consumerId);
  const [launchedAt, stoppedAt, deletedAt] = [
    atOf(marks?.get("launched")),
    atOf(marks?.get("stopped")),
    atOf(marks?.get("deleted")),
  ];
  const timeOf = (height: number) => {
    const ns = times.get(height);
    return ns === undefined ? undefined : formatIsoNanos(ns);
  };
  const joinTime = stored && timeOf(stored.joinHeight);
  const leftTime = leftHeight === undefined ? undefined : timeOf(leftHeight);
  const assigned = snapshot.assignedKeys.get(consumerId)?.get(consAddress);
  return {
    phase: consumer.phase,
    topN: consumer.powerShaping.topN,
    minStake: consumer.powerShaping.minStake,
    validator,
    optedIn: snapshot.optedIn.get(consumerId)?.has(consAddress) ?? false,
    set: at.setOf(consAddress),
    pending: at.pending,
    currentKey: assigned?.pubKey ?? validator.pubKey,
    ...(desk.field && rules ? { next: desk.field.standing(validator, rules) } : {}),
    ...(stored ? { stored: { ...stored, ...(joinTime === undefined ? {} : { joinTime }) } } : {}),
    ...(leftHeight === undefined
      ? {}
      : { leftAt: { height: leftHeight, ...(leftTime === undefined ? {} : { time: leftTime }) } }),
    ...(desk.nextEpoch ? { nextEpoch: desk.nextEpoch } : {}),
    ...(initParams?.spawnTime === undefined ? {} : { spawnTime: initParams.spawnTime }),
    ...(launchedAt ? { launchedAt } : {}),
    ...(stoppedAt ? { stoppedAt } : {}),
    ...(deletedAt ? { deletedAt } : {}),
    ...(consumer.removalTime === undefined ? {} : { removalTime: consumer.removalTime }),
    ...(at.usualMs === undefined ? {} : { usualMs: at.usualMs }),
    ...(at.lostClient === undefined ? {} : { lostClient: at.lostClient }),
    ...(at.changeover ? { changeover: at.changeover } : {}),
    ...(at.alone ? { alone: { ...at.alone, isMember: at.alone.members.has(consAddress) } } : {}),
  };
}

function dutyRow(snapshot: ProviderSnapshot, consumer: ConsumerFacts, validator: ValidatorAt, view: DutyView): DutyRow {
  const { consumerId, infraction } = consumer;
  const { duty, case: code, reason, since, until, key, nextKey } = deriveDuty(view);
  const line = view.next?.minPower;
  return {
    consumerId,
    duty,
    case: code,
    reason,
    ...(since ? { since: momentView(since) } : {}),
    ...(until ? { until: momentView(until) } : {}),
    key: keyText(key),
    ...(nextKey === undefined ? {} : { nextKey: keyText(nextKey) }),
    keyAssigned: key !== validator.pubKey,
    commission: snapshot.commissions.get(consumerId)?.get(validator.consAddress) ?? validator.commissionRate,
    ...(infraction
      ? {
          slash: {
            downtime: String(multiplyRounded(validator.tokens, infraction.downtime.slashFraction, "floor")),
            doubleSign: String(multiplyRounded(validator.tokens, infraction.doubleSign.slashFraction, "floor")),
          },
        }
      : {}),
    ...(line === undefined
      ? {}
      : {
          topN: {
            percent: consumer.powerShaping.topN,
            line: String(line),
            distance: String(validator.power - line),
            isClose: isClose(validator, line),
          },
        }),
  };
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
