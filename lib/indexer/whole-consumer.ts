import type { ProviderDialect, StoredMember } from "@/lib/chain/dialect";
import type { ConsHex, ConsumerId } from "@/lib/ics/ids";
import type { AssignedKey, ConsumerFacts, VscPacketData } from "@/lib/ics/types";

/** Everything the provider's state tells of one consumer. */
export interface WholeConsumer {
  readonly consumer: ConsumerFacts;
  /** Absent once deleted: nothing of it is kept (ics-protocol.md §6.1). */
  readonly members?: ConsumerMembers;
}

export interface ConsumerMembers {
  /** Absent where the query does not answer: once stopped (§1.3). */
  readonly optedIn?: readonly ConsHex[];
  readonly assignedKeys: readonly AssignedKey[];
  readonly rates: ReadonlyMap<ConsHex, string>;
  /** Absent unless launched. */
  readonly stored?: readonly StoredMember[];
  readonly joinHeights?: ReadonlyMap<ConsHex, number>;
  /** Absent unless launched or stopped. */
  readonly queued?: readonly VscPacketData[];
}

/** Reads one consumer at a height of which nothing is known yet. `undefined`: there is no such consumer. */
export async function readWholeConsumer(
  dialect: ProviderDialect,
  consumerId: ConsumerId,
  height: number,
  signal?: AbortSignal,
): Promise<WholeConsumer | undefined> {
  const consumer = await dialect.fetchConsumer(consumerId, height, signal);
  if (!consumer || consumer.phase === "deleted") return consumer && { consumer };
  const isLaunched = consumer.phase === "launched";
  const isStopped = consumer.phase === "stopped";
  const [optedIn, assignedKeys, stored, queued] = await Promise.all([
    isStopped ? undefined : dialect.fetchOptedIn(consumerId, height, signal),
    dialect.fetchAssignedKeys(consumerId, height, signal),
    isLaunched ? dialect.fetchStoredSet(consumerId, height, signal) : undefined,
    isLaunched || isStopped ? dialect.fetchQueuedPackets(consumerId, height, signal) : undefined,
  ]);
  const [rates, joinHeights] = await Promise.all([
    dialect.fetchCommissionRates(consumerId, optedIn ?? [], height, signal),
    stored && dialect.fetchStoredJoinHeights(consumerId, addressesOf(stored), height, signal),
  ]);
  const members = {
    assignedKeys,
    rates,
    ...(optedIn ? { optedIn } : {}),
    ...(stored ? { stored } : {}),
    ...(joinHeights ? { joinHeights } : {}),
    ...(queued ? { queued } : {}),
  };
  return { consumer, members };
}

function addressesOf(members: readonly StoredMember[]): ConsHex[] {
  return members.map((member) => member.consAddress);
}
