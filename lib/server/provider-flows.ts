import "server-only";
import type { ConsumerId } from "@/lib/ics/ids";
import { listBlockTimes } from "@/lib/store/read-duties";
import type { ProviderAtChain } from "@/lib/store/read-life";
import { listLastPackets, listRecentHops, listSends, listTimeouts, type PacketHead } from "@/lib/store/read-packets";
import type { ChainHistory } from "./chain-history";
import type { ServerDeps } from "./deps";
import { ackedOf, hopsByChannel, type RecentHops, sentOf } from "./recent-hops";
import { readUsualMs } from "./usual-time";

/** Packets from the provider to one consumer, as the provider alone tells. */
export interface ProviderFlow {
  readonly channelId: string;
  readonly sent: bigint;
  readonly acked: bigint;
  readonly oldestUnacked?: PacketHead;
  readonly timedOut?: PacketHead;
  readonly usualMs?: number;
}

/** The sendings of this epoch, and the acknowledgements and sendings of the one before. */
const EVENTS_PER_CHANNEL = 3;
const EVENTS_MORE = 100;

/**
 * How far the packets of all channels are. Most channels are told by the last events of the chain, read in one piece; only
 * those that have been silent for long are looked up by name.
 */
export async function readFlows(
  deps: ServerDeps,
  at: ProviderAtChain,
  channels: ReadonlyMap<ConsumerId, string>,
  history: ChainHistory,
): Promise<Map<ConsumerId, ProviderFlow>> {
  const { db } = deps.store;
  const onChain = { network: at.network, chainId: at.providerChainId, height: at.height };
  const ids = [...new Set(channels.values())];
  const limit = EVENTS_PER_CHANNEL * ids.length + EVENTS_MORE;
  const [events, timeouts] = await Promise.all([listRecentHops(db, onChain, limit), listTimeouts(db, onChain)]);
  const recent = hopsByChannel(events);
  const isWhole = events.length < limit;
  const ends = ids.map((channelId) => ({ chainId: onChain.chainId, channelId, height: at.height }));
  const [sent, acked] = await Promise.all([
    countsOf(deps, onChain.network, "send", ends, (channelId) => sentOf(recent.get(channelId), isWhole)),
    countsOf(deps, onChain.network, "ack", ends, (channelId) => ackedOf(recent.get(channelId), isWhole)),
  ]);
  const unacked = ends.flatMap((end) => {
    const sequence = (acked.get(end.channelId) ?? 0n) + 1n;
    return (sent.get(end.channelId) ?? 0n) >= sequence ? [{ ...end, sequence }] : [];
  });
  const [oldest, usual] = await Promise.all([
    oldestUnacked(deps, onChain, unacked, recent),
    readUsualMs(deps, onChain, acked, recent, history),
  ]);
  const timedOut = new Map(timeouts.map((packet) => [packet.channelId, packet]));
  return new Map(
    [...channels].map(([consumerId, channelId]): [ConsumerId, ProviderFlow] => {
      const [waiting, lost, usualMs] = [oldest.get(channelId), timedOut.get(channelId), usual.get(channelId)];
      return [
        consumerId,
        {
          channelId,
          sent: sent.get(channelId) ?? 0n,
          acked: acked.get(channelId) ?? 0n,
          ...(waiting ? { oldestUnacked: waiting } : {}),
          ...(lost ? { timedOut: lost } : {}),
          ...(usualMs === undefined ? {} : { usualMs }),
        },
      ];
    }),
  );
}

type End = Parameters<typeof listLastPackets>[3][number];

/** Packets that took a hop on each channel: known from the last events, else looked up. */
async function countsOf(
  { store: { db } }: ServerDeps,
  network: string,
  hop: "send" | "ack",
  ends: readonly End[],
  known: (channelId: string) => bigint | undefined,
): Promise<ReadonlyMap<string, bigint>> {
  const counts = new Map<string, bigint>();
  const silent: End[] = [];
  for (const end of ends) {
    const count = known(end.channelId);
    if (count === undefined) silent.push(end);
    else counts.set(end.channelId, count);
  }
  for (const { channelId, sequence } of await listLastPackets(db, network, hop, silent))
    counts.set(channelId, sequence);
  return counts;
}

/** The first packet of each channel that was not acknowledged. */
async function oldestUnacked(
  { store: { db } }: ServerDeps,
  { network, chainId }: { readonly network: string; readonly chainId: string },
  unacked: readonly (End & { readonly sequence: bigint })[],
  recent: ReadonlyMap<string, RecentHops>,
): Promise<ReadonlyMap<string, PacketHead>> {
  const here = unacked.flatMap(({ channelId, sequence }) => recent.get(channelId)?.sends.get(sequence) ?? []);
  const gone = unacked.filter(({ channelId, sequence }) => !recent.get(channelId)?.sends.has(sequence));
  const [times, sends] = await Promise.all([
    listBlockTimes(
      db,
      network,
      chainId,
      here.map(({ height }) => height),
    ),
    listSends(db, network, gone),
  ]);
  const heads = here.map(({ srcChannel, dstChannel, sequence, height, timeoutNs }): PacketHead => {
    const timeNs = times.get(height);
    return {
      channelId: srcChannel,
      sequence,
      height,
      counterpartyChannel: dstChannel,
      ...(timeNs === undefined ? {} : { timeNs }),
      ...(timeoutNs === undefined ? {} : { timeoutNs }),
    };
  });
  return new Map([...heads, ...sends].map((head) => [head.channelId, head]));
}
