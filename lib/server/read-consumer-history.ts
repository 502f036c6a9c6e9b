import "server-only";
import type { ConsumerHistoryView } from "@/lib/api/contracts/history";
import { diffConsumerRecords } from "@/lib/ics/consumer-changes";
import type { ConsHex } from "@/lib/ics/ids";
import { formatIsoNanos } from "@/lib/ics/time";
import { type ConsumerVersion, listConsumerVersions } from "@/lib/store/read-launches";
import { consText } from "./consumer-row";
import type { ServerDeps } from "./deps";
import type { ViewAt } from "./frame";
import type { ReadResult } from "./outcome";
import type { ProviderSnapshot } from "./provider-snapshot";
import { findConsumer } from "./read-consumer";
import { readLives } from "./read-launches";
import { readSetSizes } from "./set-history";
import { viewAt } from "./view";

/** Newest versions of a record that are compared. */
const VERSIONS_LIMIT = 500;

/** How a consumer's set and its parameters changed. */
export function readConsumerHistory(
  deps: ServerDeps,
  network: string,
  consumerId: string,
  at: ViewAt,
): Promise<ReadResult<ConsumerHistoryView>> {
  return viewAt<ConsumerHistoryView>(deps, network, at, async (frame) => {
    const consumer = findConsumer(frame, consumerId);
    if ("status" in consumer) return consumer;
    const { snapshot } = frame;
    const { db } = deps.store;
    const chain = { network, height: snapshot.height, providerChainId: snapshot.chainId };
    const [sizes, versions, lives] = await Promise.all([
      readSetSizes(deps, snapshot, consumer.consumerId),
      listConsumerVersions(db, chain, consumer.consumerId, VERSIONS_LIMIT),
      readLives(deps, frame, [consumer]),
    ]);
    const txAt = new Map((lives.get(consumer.consumerId) ?? []).map(({ height, txHash }) => [height, txHash]));
    return {
      data: {
        consumerId: consumer.consumerId,
        setSizes: sizes.map(({ power, ...size }) => ({ ...size, power: String(power) })),
        changes: changesOf(snapshot, versions, txAt),
        ...(snapshot.params === undefined ? {} : { bondDenom: snapshot.params.bondDenom }),
      },
    };
  });
}

/** Each version beside the one before it; newest first. What is not in the record (a client, a channel) is no change here. */
function changesOf(
  snapshot: ProviderSnapshot,
  versions: readonly ConsumerVersion[],
  txAt: ReadonlyMap<number, string | undefined>,
): ConsumerHistoryView["changes"] {
  const written = (field: string, entry: string) =>
    field.endsWith("list") ? consText(snapshot, entry as ConsHex) : entry;
  return versions.slice(0, -1).flatMap((after, i) => {
    const before = versions[i + 1] as ConsumerVersion;
    const fields = diffConsumerRecords(before, after).map(({ added, removed, ...change }) => ({
      ...change,
      ...(added ? { added: added.map((entry) => written(change.field, entry)) } : {}),
      ...(removed ? { removed: removed.map((entry) => written(change.field, entry)) } : {}),
    }));
    const txHash = txAt.get(after.fromHeight);
    if (fields.length === 0) return [];
    return [
      {
        height: after.fromHeight,
        time:
          after.timeNs === undefined
            ? ({ state: "unknown", because: "not-recorded" } as const)
            : formatIsoNanos(after.timeNs),
        ...(txHash === undefined ? {} : { txHash }),
        fields,
      },
    ];
  });
}
