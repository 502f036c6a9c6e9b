import type { ChainEvent } from "@/lib/chain/types";
import { type ConsumerId, parseConsumerId } from "@/lib/ics/ids";
import { nanosOf } from "@/lib/ics/time";
import type { ConsumerFacts } from "@/lib/ics/types";

/** What a provider block's events say must be read again (ics-protocol.md §5.2). */
export interface EventTouch {
  /** Consumers whose own record changed. */
  readonly consumers: ReadonlySet<ConsumerId>;
  /** Of those, the ones an owner updated: infraction parameters may be waiting since then (§6.5). */
  readonly updated: ReadonlySet<ConsumerId>;
  /** Provider-side CCV channels on which something happened that may have stopped their consumer. */
  readonly channels: ReadonlySet<string>;
  /** Of those, the ones that closed. */
  readonly closedChannels: ReadonlySet<string>;
  readonly optIns: ReadonlySet<ConsumerId>;
  readonly keys: ReadonlySet<ConsumerId>;
  /** Operators who set a commission, by consumer. */
  readonly commissions: ReadonlyMap<ConsumerId, readonly string[]>;
  readonly slashPacket: boolean;
  readonly punishment: boolean;
  readonly params: boolean;
}

const PUNISHMENTS = new Set([
  "slash",
  "execute_consumer_chain_slash",
  "submit_consumer_double_voting",
  "submit_consumer_misbehaviour",
]);
const CLOSINGS = new Set(["timeout_packet", "channel_close", "channel_close_init", "channel_close_confirm"]);

export function touchedByEvents(events: readonly ChainEvent[]): EventTouch {
  const consumers = new Set<ConsumerId>();
  const updated = new Set<ConsumerId>();
  const channels = new Set<string>();
  const closedChannels = new Set<string>();
  const optIns = new Set<ConsumerId>();
  const keys = new Set<ConsumerId>();
  const commissions = new Map<ConsumerId, string[]>();
  let slashPacket = false;
  let punishment = false;
  let params = false;

  for (const { type, attrs } of events) {
    const id = parseConsumerId(attrs.consumer_id ?? "");
    switch (type) {
      case "update_consumer":
        // The same type also reports a received reward (§9.28).
        if (id !== undefined && attrs.reward_denom === undefined) {
          consumers.add(id);
          updated.add(id);
        }
        break;
      case "create_consumer":
      case "remove_consumer":
      case "consumer_client_created":
      case "channel_established":
        if (id !== undefined) consumers.add(id);
        break;
      case "opt_in":
        if (id !== undefined) {
          optIns.add(id);
          if ((attrs.consumer_consensus_pub_key ?? "") !== "") keys.add(id);
        }
        break;
      case "opt_out":
        if (id !== undefined) optIns.add(id);
        break;
      case "assign_consumer_key":
        if (id !== undefined) keys.add(id);
        break;
      case "set_consumer_commission_rate":
        if (id !== undefined && attrs.provider_validator_address !== undefined) {
          commissions.set(id, [...(commissions.get(id) ?? []), attrs.provider_validator_address]);
        }
        break;
      case "recv_packet":
        if (attrs.packet_dst_port === "provider") slashPacket = true;
        break;
      case "acknowledge_packet":
        if (attrs.packet_src_port === "provider" && attrs.packet_src_channel)
          channels.add(`ack ${attrs.packet_src_channel}`);
        break;
      case "active_proposal":
      case "change_consumer_reward_denom":
        params = true;
        break;
      default:
        if (PUNISHMENTS.has(type)) punishment = true;
        else if (CLOSINGS.has(type)) {
          const channel = attrs.packet_src_channel ?? attrs.channel_id;
          if (channel !== undefined) {
            channels.add(channel);
            closedChannels.add(channel);
          }
        }
    }
  }
  if (!events.some(({ type, attrs }) => type === "ccv_packet" && attrs.error !== undefined)) {
    for (const channel of channels) if (channel.startsWith("ack ")) channels.delete(channel);
  }
  return {
    consumers,
    updated,
    channels: bare(channels),
    closedChannels,
    optIns,
    keys,
    commissions,
    slashPacket,
    punishment,
    params,
  };
}

function bare(channels: ReadonlySet<string>): Set<string> {
  return new Set([...channels].map((channel) => channel.replace(/^ack /, "")));
}

/**
 * Consumers whose record must be read at a block: those its events name, and those a clock has reached. A failed
 * launch, a deletion and the change of waiting infraction parameters leave no event (§5.2).
 */
export function consumersToReread(
  consumers: readonly ConsumerFacts[],
  touched: EventTouch,
  blockTimeNs: bigint,
  infractionDueNs: ReadonlyMap<string, bigint>,
): Set<ConsumerId> {
  const due = new Set(touched.consumers);
  for (const { consumerId, phase, initParams, removalTime, channelId } of consumers) {
    const spawnTime = initParams?.spawnTime;
    if (phase === "initialized" && spawnTime !== undefined && nanosOf(spawnTime) <= blockTimeNs) due.add(consumerId);
    if (phase === "stopped" && removalTime !== undefined && nanosOf(removalTime) <= blockTimeNs) due.add(consumerId);
    if (channelId !== undefined && touched.channels.has(channelId)) due.add(consumerId);
    const infractionDue = infractionDueNs.get(consumerId);
    if (infractionDue !== undefined && infractionDue <= blockTimeNs && phase !== "deleted") due.add(consumerId);
  }
  return due;
}
