import "server-only";
import type { SlashItem, SlashReport, ThrottleView } from "@/lib/api/contracts/slash";
import type { ConsHex, ConsumerId } from "@/lib/ics/ids";
import { formatIsoNanos } from "@/lib/ics/time";
import type { SlashingParams } from "@/lib/ics/types";
import { type KeyHistoryRow, listKeyHistory } from "@/lib/store/read-provider";
import {
  listMeterHistory,
  listPunishments,
  listSlashPackets,
  listSlashRequests,
  listUnjailings,
  type PunishmentAt,
  type SlashPacketAt,
  type SlashRequestAt,
  type UnjailingAt,
} from "@/lib/store/read-punishments";
import { findSlashingParamsAt } from "@/lib/store/read-signing";
import { listLastUpdates } from "@/lib/store/read-updates";
import { sideOf } from "./consumer-item";
import { consText } from "./consumer-row";
import type { ServerDeps } from "./deps";
import type { Frame, ViewAt } from "./frame";
import type { ReadResult } from "./outcome";
import type { ProviderSnapshot } from "./provider-snapshot";
import { slashMeterOf } from "./slash-meter-view";
import { groupAttempts, resultOf, type SlashReportAttempts } from "./slash-reports";
import { viewAt } from "./view";

const METER_POINTS = 2_000;
/** x/evidence jails a double signer until the end of the year 9999 (SDK `DoubleSignJailEndTime`). */
const FOR_GOOD = "9999-12-31T23:59:59Z";

/** Everything known of punishments at a frame, joined. */
export interface Ledger {
  readonly items: readonly SlashItem[];
  readonly punishments: readonly PunishmentAt[];
  readonly reports: readonly SlashReport[];
  readonly attempts: readonly SlashReportAttempts[];
  /** Downtime reports by consumer, as its own chain tells. */
  readonly requests: ReadonlyMap<ConsumerId, readonly SlashRequestAt[]>;
}

/** The slash ledger: every jailing, slash and tombstone on the provider, with the chain that caused it; latest first. */
export function readSlashes(
  deps: ServerDeps,
  network: string,
  at: ViewAt,
): Promise<ReadResult<SlashItem[], { throttle: ThrottleView }>> {
  return viewAt<SlashItem[], { throttle: ThrottleView }>(
    deps,
    network,
    at,
    async (frame) => {
      const [{ items, reports }, history] = await Promise.all([
        readLedger(deps, frame),
        listMeterHistory(deps.store.db, frame.snapshot, METER_POINTS),
      ]);
      return {
        data: [...items],
        throttle: {
          meter: slashMeterOf(frame.snapshot),
          history: history.map(({ height, meter, allowance }) => ({
            height,
            meter: String(meter),
            allowance: String(allowance),
          })),
          reports: [...reports],
        },
      };
    },
    ["punishments", "signing"],
  );
}

/** Reads and joins everything once for whoever shows punishments. */
export async function readLedger(deps: ServerDeps, frame: Frame): Promise<Ledger> {
  const { db } = deps.store;
  const { snapshot } = frame;
  const at = { network: snapshot.network, providerChainId: snapshot.chainId, height: snapshot.height };
  const [punishments, unjailings, packets, keys, slashing] = await Promise.all([
    listPunishments(db, at),
    listUnjailings(db, at),
    listSlashPackets(db, at),
    listKeyHistory(db, snapshot),
    findSlashingParamsAt(db, { ...at, chainId: snapshot.chainId }),
  ]);
  const [requests, evidenceIds] = await Promise.all([
    readRequests(deps, frame, punishments),
    readEvidenceUpdates(deps, frame, punishments),
  ]);
  const attempts = groupAttempts(packets);
  const context: ItemContext = { frame, unjailings, attempts, requests, evidenceIds, slashing };
  return {
    punishments,
    attempts,
    requests,
    items: punishments.map((punishment) => itemOf(context, punishment)),
    reports: attempts.map((report) => reportOf(frame, report, punishments, keys)),
  };
}

/** The id under which a punishment has its page. */
export function slashIdOf({ height, ordinal }: Pick<PunishmentAt, "height" | "ordinal">): string {
  return `${height}-${ordinal}`;
}

async function readRequests(
  { store: { db } }: ServerDeps,
  frame: Frame,
  punishments: readonly PunishmentAt[],
): Promise<Map<ConsumerId, SlashRequestAt[]>> {
  const wanted = new Set(punishments.flatMap(({ consumerId }) => consumerId ?? []));
  const found = await Promise.all(
    frame.snapshot.consumers
      .filter(({ consumerId }) => wanted.has(consumerId))
      .map(async (consumer): Promise<[ConsumerId, SlashRequestAt[]]> => {
        const { position } = sideOf(frame, consumer);
        if (position.state !== "known") return [consumer.consumerId, []];
        const chainAt = {
          network: frame.snapshot.network,
          chainId: position.chain.chainId,
          height: position.block.height,
        };
        return [consumer.consumerId, await listSlashRequests(db, chainAt)];
      }),
  );
  return new Map(found);
}

interface EvidenceUpdate {
  readonly vscId: bigint;
  readonly infractionHeight?: number;
}

/**
 * Which set a consumer ran at the height evidence is about: the last update received two blocks before (ics-protocol.md
 * §6.6). The message names a height of the consumer only.
 */
async function readEvidenceUpdates(
  { store: { db } }: ServerDeps,
  { index, snapshot }: Frame,
  punishments: readonly PunishmentAt[],
): Promise<Map<string, EvidenceUpdate>> {
  const found = await Promise.all(
    punishments.map(async (punishment): Promise<[string, EvidenceUpdate][]> => {
      const { consumerId, sequence, detail } = punishment;
      const consumerHeight = Number(detail.consumerHeight);
      const chain = consumerId === undefined ? undefined : index.chainOf.get(consumerId);
      const channelId = consumerId === undefined ? undefined : snapshot.flows.get(consumerId)?.channelId;
      if (sequence !== undefined || !chain || channelId === undefined || !Number.isSafeInteger(consumerHeight))
        return [];
      if ((chain.nextHeight ?? 0) <= consumerHeight - 2) return [];
      const [update] = await listLastUpdates(db, snapshot.network, [
        { chainId: chain.chainId, channelId, height: consumerHeight - 2 },
      ]);
      const confirmed = snapshot.marks.get(consumerId as ConsumerId)?.get("channel")?.height;
      const height = update ? update.epochHeight && update.epochHeight + 1 : confirmed;
      const vscId = update?.valsetUpdateId ?? 0n;
      return [[slashIdOf(punishment), { vscId, ...(height === undefined ? {} : { infractionHeight: height }) }]];
    }),
  );
  return new Map(found.flat());
}

interface ItemContext {
  readonly frame: Frame;
  readonly unjailings: readonly UnjailingAt[];
  readonly attempts: readonly SlashReportAttempts[];
  readonly requests: ReadonlyMap<ConsumerId, readonly SlashRequestAt[]>;
  readonly evidenceIds: ReadonlyMap<string, EvidenceUpdate>;
  /** x/slashing of the provider. */
  readonly slashing: SlashingParams | undefined;
}

const NOT_RECORDED = { state: "unknown", because: "not-recorded" } as const;

function itemOf(context: ItemContext, punishment: PunishmentAt): SlashItem {
  const { snapshot } = context.frame;
  const { consAddress, amount, amountUnbonding, consumerAddress, submitter, kind } = punishment;
  const id = slashIdOf(punishment);
  const evidence = context.evidenceIds.get(id);
  const vscId = punishment.vscId ?? evidence?.vscId;
  const unjailed = unjailedAt(context, punishment);
  return {
    id,
    ...identityOf(snapshot, consAddress),
    kind,
    origin: originOf(snapshot, punishment),
    ...(punishment.because === undefined ? {} : { originBecause: punishment.because }),
    at: placeOf(punishment),
    infractionHeight: punishment.infractionHeight ?? evidence?.infractionHeight ?? NOT_RECORDED,
    ...(vscId === undefined ? {} : { vscId: String(vscId) }),
    amount: amount === undefined ? NOT_RECORDED : String(amount),
    ...(amountUnbonding ? { amountUnbonding: String(amountUnbonding) } : {}),
    ...(snapshot.params ? { denom: snapshot.params.bondDenom } : {}),
    fraction: fractionOf(context, punishment) ?? NOT_RECORDED,
    jailedUntil: jailedUntilOf(context, punishment) ?? NOT_RECORDED,
    ...(unjailed ? { unjailedAt: unjailed } : {}),
    tombstoned: punishment.tombstoned,
    throttle: throttleOf(context, punishment),
    ...(consumerAddress === undefined ? {} : { consumerAddress: consText(snapshot, consumerAddress) }),
    ...(submitter === undefined ? {} : { submitter }),
    ...onConsumerOf(context, punishment),
  };
}

function identityOf(
  snapshot: ProviderSnapshot,
  address: ConsHex,
): Pick<SlashItem, "validator" | "operator" | "moniker"> {
  const validator = snapshot.byConsAddress.get(address);
  return {
    validator: consText(snapshot, address),
    ...(validator ? { operator: validator.operator, moniker: validator.moniker } : {}),
  };
}

function originOf(snapshot: ProviderSnapshot, punishment: PunishmentAt): SlashItem["origin"] {
  const { cause, consumerId, consumerChainId, channelId, sequence } = punishment;
  if (cause === "provider") return { chainId: snapshot.chainId };
  const consumer = snapshot.consumers.find((one) => one.consumerId === consumerId);
  const chainId = consumerChainId ?? consumer?.chainId;
  if (consumerId === undefined || chainId === undefined) return "unknown";
  return {
    chainId,
    consumerId,
    ...(consumer ? { name: consumer.metadata.name } : {}),
    ...(channelId === undefined || sequence === undefined ? {} : { packet: { channelId, sequence: String(sequence) } }),
  };
}

interface Placed {
  readonly height: number;
  readonly timeNs?: bigint;
  readonly txHash?: string;
}

function placeOf({
  height,
  timeNs,
  txHash,
}: Placed): Exclude<SlashItem["at"], { state: "unknown" }> | typeof NOT_RECORDED {
  if (timeNs === undefined) return NOT_RECORDED;
  return { height, time: formatIsoNanos(timeNs), ...(txHash === undefined ? {} : { txHash }) };
}

function fractionOf({ slashing }: ItemContext, { cause, kind, fraction }: PunishmentAt): string | undefined {
  if (cause === "consumer") return fraction;
  return kind === "downtime" ? slashing?.slashFractionDowntime : slashing?.slashFractionDoubleSign;
}

function jailedUntilOf({ slashing }: ItemContext, punishment: PunishmentAt): string | undefined {
  const { cause, kind, jailedUntilNs, timeNs } = punishment;
  if (jailedUntilNs !== undefined) return formatIsoNanos(jailedUntilNs);
  if (cause === "consumer") return undefined;
  if (kind !== "downtime") return FOR_GOOD;
  if (!slashing || timeNs === undefined) return undefined;
  return formatIsoNanos(timeNs + BigInt(slashing.downtimeJailDurationNs));
}

/** The first release after it, unless another punishment came in between. */
function unjailedAt({ frame, unjailings }: ItemContext, { consAddress, height }: PunishmentAt) {
  const operator = frame.snapshot.byConsAddress.get(consAddress)?.operator;
  const release = unjailings.findLast((one) => one.operator === operator && one.height > height);
  const place = release && placeOf(release);
  return place && "height" in place ? place : undefined;
}

function throttleOf({ attempts }: ItemContext, { channelId, sequence }: PunishmentAt): SlashItem["throttle"] {
  const report = attempts.find((packets) =>
    packets.some((packet) => packet.channelId === channelId && packet.sequence === sequence),
  );
  return (report ?? []).map(attemptOf);
}

function attemptOf(packet: SlashPacketAt): SlashItem["throttle"][number] {
  return { at: placeOf(packet), result: resultOf(packet.ack), sequence: String(packet.sequence) };
}

function onConsumerOf({ requests, frame }: ItemContext, punishment: PunishmentAt): Pick<SlashItem, "onConsumer"> {
  const { consumerId, consumerChainId, detail } = punishment;
  if (consumerId === undefined) return {};
  const chainId = frame.index.chainOf.get(consumerId)?.chainId ?? consumerChainId;
  if (chainId === undefined) return {};
  const evidenceHeight = Number(detail.consumerHeight);
  if (Number.isSafeInteger(evidenceHeight)) return { onConsumer: { chainId, height: evidenceHeight } };
  const request = requestOf(requests.get(consumerId) ?? [], punishment);
  const position = frame.sides.byConsumer.get(consumerId)?.position;
  if (!request && position?.state === "unknown") return { onConsumer: { state: "unknown", because: position.because } };
  if (!request) return {};
  const { height, timeNs } = request;
  return { onConsumer: { chainId, height, ...(timeNs === undefined ? {} : { time: formatIsoNanos(timeNs) }) } };
}

/** The report on the consumer that a packet carried: the last one against that key under that set. */
function requestOf(
  requests: readonly SlashRequestAt[],
  { consumerAddress, vscId }: Pick<PunishmentAt, "consumerAddress" | "vscId">,
): SlashRequestAt | undefined {
  return requests.findLast((request) => request.consAddress === consumerAddress && request.vscId === vscId);
}

const OUTCOMES = {
  handled: "without-effect",
  bounced: "waiting",
  noted: "noted",
  refused: "refused",
  unknown: "unknown",
} as const;

function reportOf(
  { snapshot }: Frame,
  packets: SlashReportAttempts,
  punishments: readonly PunishmentAt[],
  keys: readonly KeyHistoryRow[],
): SlashReport {
  const last = packets.at(-1) ?? packets[0];
  const consumer = snapshot.consumers.find(
    ({ consumerId }) => snapshot.flows.get(consumerId)?.channelId === last.channelId,
  );
  const punishment = punishments.find(
    ({ channelId, sequence }) => channelId === last.channelId && sequence === last.sequence,
  );
  const key = keys.findLast((row) => row.consumerAddress === last.validator && row.consumerId === consumer?.consumerId);
  const owner = punishment?.consAddress ?? key?.consAddress ?? snapshot.byConsAddress.get(last.validator)?.consAddress;
  return {
    ...(consumer ? { consumerId: consumer.consumerId, chainId: consumer.chainId, name: consumer.metadata.name } : {}),
    channelId: last.channelId,
    ...(owner === undefined ? {} : identityOf(snapshot, owner)),
    consumerAddress: consText(snapshot, last.validator),
    infraction: last.infraction,
    vscId: String(last.valsetUpdateId),
    power: String(last.power),
    attempts: packets.map(attemptOf),
    outcome: punishment ? "punished" : OUTCOMES[resultOf(last.ack)],
    ...(punishment ? { slashId: slashIdOf(punishment) } : {}),
  };
}
