import "server-only";
import type { RoadView } from "@/lib/api/contracts/pipeline";
import { deriveHandshake, jointState } from "@/lib/ics/handshake";
import type { ConsumerFacts } from "@/lib/ics/types";
import { type HandshakeAsked, type HandshakeStep, listHandshakes } from "@/lib/store/read-handshakes";
import type { ConsumerSide } from "./consumer-sides";
import type { ServerDeps } from "./deps";
import type { Frame } from "./frame";
import { packetAtOf } from "./packet-view";

/** How a consumer and its provider are joined: connection, channel, and the steps by which they came about. */
export async function readRoad(
  deps: ServerDeps,
  { snapshot, index }: Frame,
  consumer: ConsumerFacts,
  { position, lanes }: ConsumerSide,
): Promise<RoadView> {
  const { db } = deps.store;
  const { network } = snapshot;
  const ever = snapshot.flows.get(consumer.consumerId)?.channelId;
  const ends = {
    provider: {
      of: 0,
      chainId: snapshot.chainId,
      height: snapshot.height,
      port: "provider" as const,
      ...(consumer.clientId === undefined ? {} : { clientId: consumer.clientId }),
      ...(ever === undefined ? {} : { channelId: ever }),
    },
    consumer: position.state === "known" ? consumerEnd(index, position, ever) : undefined,
  };
  const first = await listHandshakes(db, network, [ends.provider, ...(ends.consumer ? [ends.consumer] : [])]);
  // Channels name their connection, not their client: found once the connections are.
  const steps = [...first, ...(await listHandshakes(db, network, overConnections(ends, first, consumer)))];
  const kindsOn = (of: number) => new Set(steps.filter((step) => step.of === of).map(({ kind }) => kind));
  const reusesConnection = (consumer.initParams?.connectionId ?? "") !== "";
  const isUnread = position.state === "unknown";
  const states = deriveHandshake({
    onProvider: kindsOn(0),
    hasChannel: ever !== undefined,
    reusesConnection,
    ...(isUnread ? {} : { onConsumer: kindsOn(1) }),
  });
  const closed = steps.find(({ kind }) => kind.startsWith("channel_close"));
  const closedAt = closed && packetAtOf(closed.chainId, closed);
  const channel = jointState(states, "channel");
  const connectionId =
    steps.findLast(({ of, connectionId: id }) => of === 0 && id !== undefined)?.connectionId ??
    (reusesConnection ? consumer.initParams?.connectionId : undefined);
  const consumerChannelId =
    steps.find(({ of, channelId }) => of === 1 && channelId !== undefined)?.channelId ??
    steps.find(({ of, counterpartyChannel }) => of === 0 && counterpartyChannel !== undefined)?.counterpartyChannel;
  return {
    connection: { state: jointState(states, "connection"), ...(connectionId ? { connectionId } : {}) },
    channel: {
      state: lanes?.vsc.progress.isClosed ? "closed" : channel,
      ...(ever === undefined ? {} : { channelId: ever }),
      ...(consumerChannelId === undefined ? {} : { consumerChannelId }),
      ...(closedAt ? { closedAt } : {}),
    },
    steps: states.map((step) => {
      const seen = steps.find(({ of, kind }) => kind === step.kind && of === (step.on === "provider" ? 0 : 1));
      const at = seen && packetAtOf(seen.chainId, seen);
      return { ...step, ...(at ? { at } : {}) };
    }),
  };
}

function consumerEnd(
  index: Frame["index"],
  { chain, block }: Extract<ConsumerSide["position"], { state: "known" }>,
  providerChannel: string | undefined,
): HandshakeAsked {
  const clientId = index.providerClientOf.get(chain.chainId);
  return {
    of: 1,
    chainId: chain.chainId,
    height: block.height,
    port: "consumer",
    ...(clientId === undefined ? {} : { clientId }),
    ...(providerChannel === undefined ? {} : { counterpartyChannel: providerChannel }),
  };
}

function overConnections(
  ends: { readonly provider: HandshakeAsked; readonly consumer: HandshakeAsked | undefined },
  found: readonly HandshakeStep[],
  { initParams }: ConsumerFacts,
): HandshakeAsked[] {
  return [ends.provider, ends.consumer].flatMap((end, of) => {
    if (!end) return [];
    const { chainId, height, port } = end;
    const ids = found.flatMap((step) => (step.of === of ? (step.connectionId ?? []) : []));
    const reused = of === 0 ? initParams?.connectionId : undefined;
    return [...new Set([...ids, ...(reused ? [reused] : [])])].map((connectionId) => ({
      of,
      chainId,
      height,
      port,
      connectionId,
    }));
  });
}
