import "server-only";
import { createHash } from "node:crypto";
import type { z } from "zod";
import type { PacketChangeView, PacketView, packetAt } from "@/lib/api/contracts/packet";
import type { ConsHex, ConsumerId, Ed25519Hex } from "@/lib/ics/ids";
import { derivePacketChanges, type KeyPower } from "@/lib/ics/packet-changes";
import { deriveStuck, type StuckReason } from "@/lib/ics/stuck-packet";
import { formatIsoNanos } from "@/lib/ics/time";
import type { UnknownReason } from "@/lib/ics/types";
import { addressOfKey } from "@/lib/ics/valset-hash";
import { type Hop, type HopAsked, type HopFound, type LaneEnd, listHops, type PacketHop } from "@/lib/store/read-lanes";
import { listKeyHistory } from "@/lib/store/read-provider";
import {
  type EpochAt,
  listEpochs,
  listRelays,
  listStoredChanges,
  type RelayAt,
  type StoredChange,
} from "@/lib/store/read-relays";
import { consText, keyText } from "./consumer-row";
import { isBeforeSwitch } from "./consumer-sides";
import type { ServerDeps } from "./deps";
import type { Frame } from "./frame";
import type { FoundPacket } from "./packet-page";

type At = z.infer<typeof packetAt>;
type Unknown = { readonly state: "unknown"; readonly because: UnknownReason };
type VscData = {
  readonly valsetUpdateId: string;
  readonly updates: readonly KeyPower[];
  readonly slashAcks: readonly ConsHex[];
};
type SlashData = {
  readonly validator: ConsHex;
  readonly power: string;
  readonly valsetUpdateId: string;
  readonly infraction: "downtime" | "double-sign" | "unspecified";
};

/** Everything beside the packets themselves that their views are made of, asked for at once. */
interface Around {
  readonly hops: ReadonlyMap<number, ReadonlyMap<Hop, HopFound>>;
  readonly relays: ReadonlyMap<string, RelayAt>;
  readonly epochs: ReadonlyMap<string, EpochAt>;
  readonly stored: readonly StoredChange[];
  readonly owners: ReadonlyMap<ConsHex, ConsHex>;
}

/** Found packets as the API shows them: hops, who relayed them, what they change. */
export async function packetViews(
  deps: ServerDeps,
  frame: Frame,
  found: readonly FoundPacket[],
): Promise<PacketView[]> {
  const around = await readAround(deps, frame, found);
  return found.map((one, i) => viewOf(frame, around, one, i));
}

async function readAround(deps: ServerDeps, frame: Frame, found: readonly FoundPacket[]): Promise<Around> {
  const { db } = deps.store;
  const { network, chainId: provider } = frame.snapshot;
  const ids = found.flatMap((one) => vscOf(one)?.valsetUpdateId ?? []);
  const [vsc, slash, epochs] = await Promise.all([
    listHops(db, network, "vsc", hopsAsked(found, "vsc")),
    listHops(db, network, "slash", hopsAsked(found, "slash")),
    listEpochs(db, network, provider, ids.map(BigInt)),
  ]);
  const hops = new Map<number, Map<Hop, HopFound>>();
  for (const hop of [...vsc, ...slash]) {
    const of = hops.get(hop.packet) ?? new Map<Hop, HopFound>();
    hops.set(hop.packet, of.set(hop.hop, hop));
  }
  const txs = found.flatMap(({ lane }, i) =>
    [...(hops.get(i)?.values() ?? [])].flatMap(({ hop, txHash }) => {
      const end = endOf(lane, hop);
      return txHash === undefined || !end || hop === "send" ? [] : [{ chainId: end.chainId, txHash }];
    }),
  );
  const byId = new Map(epochs.map((epoch) => [String(epoch.valsetUpdateId), epoch]));
  const changed = found.flatMap((one) => {
    const epoch = byId.get(vscOf(one)?.valsetUpdateId ?? "");
    return epoch ? [{ consumerId: one.consumerId, height: epoch.height }] : [];
  });
  const hasKeys = found.some(({ direction }) => direction === "slash") || changed.length < ids.length;
  const [relays, stored, owners] = await Promise.all([
    listRelays(db, network, txs),
    listStoredChanges(db, network, changed),
    hasKeys ? ownersOf(deps, frame) : new Map<ConsHex, ConsHex>(),
  ]);
  return {
    hops,
    relays: new Map(relays.map((relay) => [`${relay.chainId} ${relay.txHash}`, relay])),
    epochs: byId,
    stored,
    owners,
  };
}

/** Consumer address → provider validator. Several consumers may use one address, so the consumer stands in front of it. */
async function ownersOf(deps: ServerDeps, { snapshot }: Frame): Promise<ReadonlyMap<ConsHex, ConsHex>> {
  const owners = new Map<ConsHex, ConsHex>();
  for (const { consAddress } of snapshot.validators) owners.set(consAddress, consAddress);
  for (const key of await listKeyHistory(deps.store.db, snapshot))
    owners.set(ownerKey(key.consumerId, key.consumerAddress), key.consAddress);
  return owners;
}

const ownerKey = (consumerId: ConsumerId, address: ConsHex) => `${consumerId} ${address}` as ConsHex;

const ON_SENDER: ReadonlySet<Hop> = new Set(["send", "ack", "timeout"]);

function endOf(lane: FoundPacket["lane"], hop: Hop): LaneEnd | undefined {
  return ON_SENDER.has(hop) ? lane?.sender : lane?.receiver;
}

function hopsAsked(found: readonly FoundPacket[], direction: "vsc" | "slash"): HopAsked[] {
  return found.flatMap(({ direction: own, lane, packet }, i) => {
    if (own !== direction || !packet) return [];
    return (["recv", "write_ack", "ack", "timeout"] as const).flatMap((hop) => {
      const end = endOf(lane, hop);
      return end ? [{ ...end, packet: i, hop, sequence: packet.sequence }] : [];
    });
  });
}

function vscOf({ direction, packet, queued }: FoundPacket): VscData | undefined {
  if (queued) return { ...queued.data, valsetUpdateId: String(queued.valsetUpdateId) } as VscData;
  const data = packet?.data as VscData | null | undefined;
  return direction === "vsc" && data && "valsetUpdateId" in data ? data : undefined;
}

function viewOf(frame: Frame, around: Around, found: FoundPacket, number: number): PacketView {
  const { lane, packet, state, consumerId, direction } = found;
  const hops = around.hops.get(number);
  const vsc = vscOf(found);
  const data = packet?.data as
    | { kind?: string; slash?: SlashData; valsetUpdateId?: string; undecodable?: string }
    | undefined;
  const epoch = vsc && around.epochs.get(vsc.valsetUpdateId);
  const queuedAt = packetAtOf(frame.snapshot.chainId, epoch ?? found.queued);
  const result = hops?.get("write_ack")?.ack as PacketView["result"];
  const vscId = vsc?.valsetUpdateId ?? data?.slash?.valsetUpdateId ?? data?.valsetUpdateId;
  const channelId = lane?.channelId;
  const stuckBecause = stuckOf(frame, found, hops);
  return {
    consumerId,
    direction,
    ...(packet ? { sequence: String(packet.sequence) } : {}),
    ...(channelId === undefined ? {} : { channelId }),
    ...(vscId === undefined ? {} : { vscId }),
    state,
    ...(stuckBecause === undefined ? {} : { stuckBecause }),
    ...(direction === "vsc" && queuedAt ? { queuedAt } : {}),
    ...(packet ? hopTimes(found, packet, hops) : {}),
    ...(result === undefined ? {} : { result }),
    relayers: relayersOf(around, found, hops),
    ...(vsc
      ? {
          changes: changesOf(frame, around, found, vsc, epoch),
          ...(vsc.slashAcks.length === 0
            ? {}
            : { slashAcks: vsc.slashAcks.map((one) => consText(frame.snapshot, one)) }),
        }
      : {}),
    ...(data?.slash ? { slash: slashOf(frame, around, consumerId, data.slash) } : {}),
    ...(data?.kind === "vsc-matured" ? { matured: true } : {}),
    ...(data?.undecodable === undefined ? {} : { undecodable: data.undecodable }),
  };
}

function hopTimes(
  { lane, state, direction }: FoundPacket,
  packet: PacketHop & { readonly timeoutNs?: bigint },
  hops: ReadonlyMap<Hop, HopFound> | undefined,
): Partial<PacketView> {
  const sender = lane?.sender;
  const receiver = lane?.receiver;
  const unread: Unknown = { state: "unknown", because: lane?.because ?? "not-recorded" };
  const missing: Unknown = { state: "unknown", because: "not-recorded" };
  const seen = (hop: Hop, end: LaneEnd | undefined, isSo: boolean): At | Unknown | undefined => {
    const at = end && packetAtOf(end.chainId, hops?.get(hop));
    return at ?? (isSo ? (end ? missing : unread) : undefined);
  };
  const wasReceived = state === "received" || state === "acknowledged";
  const listedAt = packetAtOf((sender ?? receiver)?.chainId ?? "", packet);
  const sentAt = sender ? (listedAt ?? missing) : unread;
  const receivedAt = sender ? seen("recv", receiver, wasReceived) : (listedAt ?? missing);
  const isUntold = state === "unacknowledged";
  const isAckUntold = state === "received" && sender === undefined;
  const ackedAt = isAckUntold ? unread : seen("ack", sender, state === "acknowledged");
  const timedOutAt = sender && state === "timed-out" ? packetAtOf(sender.chainId, hops?.get("timeout")) : undefined;
  return {
    sentAt,
    ...(receivedAt ? { receivedAt } : isUntold ? { receivedAt: unread } : {}),
    ...(ackedAt ? { ackedAt } : {}),
    ...(timedOutAt ? { timedOutAt } : {}),
    timeoutAt: packet.timeoutNs === undefined ? missing : formatIsoNanos(packet.timeoutNs),
    direction,
  };
}

/** A hop as views name it: chain, block, transaction; `undefined` where its time is not in the store. */
export function packetAtOf(
  chainId: string,
  hop: { readonly height: number; readonly timeNs?: bigint; readonly txHash?: string } | undefined,
): At | undefined {
  if (hop?.timeNs === undefined) return undefined;
  const { height, timeNs, txHash } = hop;
  return { chainId, height, time: formatIsoNanos(timeNs), ...(txHash === undefined ? {} : { txHash }) };
}

const CARRIED = [
  { hop: "recv", word: "received" },
  { hop: "ack", word: "acknowledged" },
  { hop: "timeout", word: "timed-out" },
] as const;

function relayersOf(
  { relays }: Around,
  { lane }: FoundPacket,
  hops: ReadonlyMap<Hop, HopFound> | undefined,
): PacketView["relayers"] {
  return CARRIED.flatMap(({ hop, word }) => {
    const txHash = hops?.get(hop)?.txHash;
    const chainId = endOf(lane, hop)?.chainId;
    const relay = relays.get(`${chainId} ${txHash}`);
    if (txHash === undefined || chainId === undefined || relay?.relayer === undefined) return [];
    const { relayer, clientUpdates, fee } = relay;
    return [{ hop: word, chainId, address: relayer, txHash, clientUpdates, fee: fee.map((coin) => ({ ...coin })) }];
  });
}

function stuckOf(
  { snapshot, sides }: Frame,
  { lane, state, consumerId, direction, packet, queued }: FoundPacket,
  hops: ReadonlyMap<Hop, HopFound> | undefined,
): StuckReason | undefined {
  const consumer = snapshot.consumers.find((entry) => entry.consumerId === consumerId);
  const side = sides.byConsumer.get(consumerId);
  // What is queued for a chain that still runs on its own set waits for its upgrade, and nothing holds it up.
  if (side && isBeforeSwitch(side)) return undefined;
  const lastNs = state === "received" ? hops?.get("recv")?.timeNs : (packet ?? queued)?.timeNs;
  const ageMs = lastNs === undefined ? undefined : Number((snapshot.timeNs - lastNs) / 1_000_000n);
  const usualMs = snapshot.flows.get(consumerId)?.usualMs;
  const client = direction === "vsc" ? side?.clientOnProvider : side?.clientOnConsumer;
  return deriveStuck({
    state,
    hasChannel: consumer?.channelId !== undefined || lane !== undefined,
    isClosed: lane?.progress.isClosed ?? false,
    isStopped: consumer?.phase === "stopped" || consumer?.phase === "deleted",
    ...(ageMs === undefined ? {} : { ageMs }),
    // A slash packet takes the same road the other way, with the same relayer.
    ...(usualMs === undefined ? {} : { usualMs }),
    ...(client ? { senderClient: client.status } : {}),
  });
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();

function changesOf(
  frame: Frame,
  around: Around,
  { consumerId }: FoundPacket,
  vsc: VscData,
  epoch: EpochAt | undefined,
): PacketChangeView[] {
  const stored = around.stored.filter((row) => row.consumerId === consumerId && row.epochHeight === epoch?.height);
  const members = (side: StoredChange["side"]) =>
    stored.filter((row) => row.side === side).map(({ consAddress, power, pubKey }) => ({ consAddress, power, pubKey }));
  const changes = derivePacketChanges(vsc.updates, { before: members("before"), after: members("after") });
  return changes.map(({ kind, consAddress, before, after }) => {
    const key = (after ?? before)?.pubKey;
    const owner = consAddress ?? (key && ownerOf(around, consumerId, addressOfKey(key, sha256)));
    return {
      ...identityOf(frame, owner),
      kind,
      ...(before ? { before: powerKey(before) } : {}),
      ...(after ? { after: powerKey(after) } : {}),
    };
  });
}

const powerKey = ({ power, pubKey }: { power: bigint; pubKey: Ed25519Hex }) => ({
  power: String(power),
  key: keyText(pubKey),
});

function ownerOf({ owners }: Around, consumerId: ConsumerId, address: ConsHex): ConsHex | undefined {
  return owners.get(ownerKey(consumerId, address)) ?? owners.get(address);
}

function identityOf({ snapshot }: Frame, owner: ConsHex | undefined) {
  if (owner === undefined) return {};
  const validator = snapshot.byConsAddress.get(owner);
  return {
    ...(validator ? { operator: validator.operator, moniker: validator.moniker } : {}),
    providerConsAddress: consText(snapshot, owner),
  };
}

function slashOf(
  frame: Frame,
  around: Around,
  consumerId: ConsumerId,
  { validator, power, infraction }: SlashData,
): NonNullable<PacketView["slash"]> {
  return {
    ...identityOf(frame, ownerOf(around, consumerId, validator)),
    consumerAddress: consText(frame.snapshot, validator),
    power,
    infraction,
  };
}
