import "server-only";
import type { AsOf } from "@/lib/api/contracts/common";
import type { LaunchItem } from "@/lib/api/contracts/launch";
import type { At } from "@/lib/ics/finding";
import type { ConsumerId } from "@/lib/ics/ids";
import type { ConsumerFacts } from "@/lib/ics/types";
import { findBlock } from "@/lib/store/read-chain";
import { type LifeEvent, listFirstClientUpdates, listLifeEvents } from "@/lib/store/read-launches";
import { atOf } from "./consumer-item";
import type { ServerDeps } from "./deps";
import type { Frame, ViewAt } from "./frame";
import { lifeSteps } from "./life-steps";
import type { ReadResult } from "./outcome";
import type { ProviderSnapshot } from "./provider-snapshot";
import { viewAt } from "./view";

/** Newest steps of each life that are shown. */
const STEPS_LIMIT = 100;

/** All consumers as launches: what is to come, what failed, what happened, what ended. */
export function readLaunches(deps: ServerDeps, network: string, at: ViewAt): Promise<ReadResult<LaunchItem[]>> {
  return viewAt(deps, network, at, async (frame) => {
    const { consumers } = frame.snapshot;
    const [lives, started] = await Promise.all([readLives(deps, frame, consumers), readStarts(deps, frame, consumers)]);
    return {
      data: consumers.map((consumer) => {
        const { consumerId } = consumer;
        return launchItem(frame, consumer, lives.get(consumerId) ?? [], started.get(consumerId));
      }),
    };
  });
}

/** Steps of the lives of some consumers, oldest first. */
export async function readLives(
  { store: { db } }: ServerDeps,
  { snapshot }: Pick<Frame, "snapshot">,
  consumers: readonly ConsumerFacts[],
): Promise<Map<ConsumerId, LifeEvent[]>> {
  const ids = consumers.map(({ consumerId }) => consumerId);
  const events = await listLifeEvents(db, { ...at(snapshot) }, ids, STEPS_LIMIT);
  const lives = new Map<ConsumerId, LifeEvent[]>(ids.map((id) => [id, []]));
  for (const event of events) lives.get(event.consumerId)?.push(event);
  return lives;
}

const at = ({ network, height, chainId }: ProviderSnapshot) => ({ network, height, providerChainId: chainId });

/**
 * When consumers first showed life (ics-protocol.md §6.1): the first block of their own chain where its node keeps it, else the
 * first update of the provider's light client. A chain that was there before it became a consumer does not start: left out.
 */
export async function readStarts(
  { store: { db } }: ServerDeps,
  frame: Pick<Frame, "snapshot" | "sides">,
  consumers: readonly ConsumerFacts[],
): Promise<Map<ConsumerId, AsOf>> {
  const { snapshot } = frame;
  const fresh = consumers.filter(({ initParams }) => !initParams?.connectionId);
  const clientIds = [...new Set(fresh.flatMap(({ clientId }) => clientId ?? []))];
  const updates = await listFirstClientUpdates(db, at(snapshot), clientIds);
  const found = await Promise.all(
    fresh.map(async (consumer): Promise<[ConsumerId, AsOf | undefined]> => {
      const { consumerId, clientId } = consumer;
      const own = await findFirstBlock(db, frame, consumer);
      const update = atOf(updates.find((one) => one.clientId === clientId));
      return [consumerId, own ?? (update && { chainId: snapshot.chainId, ...update })];
    }),
  );
  return new Map(found.flatMap(([id, start]) => (start ? [[id, start]] : [])));
}

/** First block of a consumer's own chain; `undefined` where its node no longer keeps it, or before it is made. */
async function findFirstBlock(
  db: ServerDeps["store"]["db"],
  { snapshot, sides }: Pick<Frame, "snapshot" | "sides">,
  { consumerId, initParams }: ConsumerFacts,
): Promise<AsOf | undefined> {
  const position = sides.byConsumer.get(consumerId)?.position;
  if (position?.state !== "known") return undefined;
  const initial = Math.max(1, Number(initParams?.initialHeight.revisionHeight ?? 1));
  const { chainId, firstHeight } = position.chain;
  if (firstHeight === undefined || firstHeight > initial) return undefined;
  const first = atOf(await findBlock(db, snapshot.network, chainId, Math.max(initial, firstHeight)));
  return first && { chainId, ...first };
}

/** The first sign of its chain; unknown while the chain's own blocks, which would tell it, are still to be read. */
export function firstSign(
  { sides }: Pick<Frame, "sides">,
  { consumerId }: ConsumerFacts,
  startedAt: AsOf | undefined,
): Pick<LaunchItem, "startedAt"> {
  const position = sides.byConsumer.get(consumerId)?.position;
  if (position?.state === "unknown" && position.because !== "no-endpoint")
    return { startedAt: { state: "unknown", because: position.because } };
  return startedAt ? { startedAt } : {};
}

function launchItem(frame: Frame, consumer: ConsumerFacts, life: readonly LifeEvent[], startedAt?: AsOf): LaunchItem {
  const { snapshot } = frame;
  const { consumerId, initParams, phase } = consumer;
  const marks = snapshot.marks.get(consumerId);
  const createdAt = atOf(life.find(({ kind }) => kind === "created"));
  const markAt = (mark: Parameters<NonNullable<typeof marks>["get"]>[0]) => atOf(marks?.get(mark));
  const isAhead = phase === "registered" || phase === "initialized";
  const members = isAhead ? snapshot.nextSet(consumer)?.set.length : snapshot.stored.get(consumerId)?.length;
  const failed = failedLaunchOf(snapshot, consumer);
  const steps = lifeSteps(life);
  return {
    consumerId,
    chainId: consumer.chainId,
    name: consumer.metadata.name,
    phase,
    kind: consumer.powerShaping.topN > 0 ? "top-n" : "opt-in",
    topN: consumer.powerShaping.topN,
    ...(initParams?.spawnTime === undefined ? {} : { spawnTime: initParams.spawnTime }),
    ...(consumer.removalTime === undefined ? {} : { removalTime: consumer.removalTime }),
    optedInCount: snapshot.optedIn.get(consumerId)?.size ?? 0,
    validatorCount: members ?? 0,
    ...given("createdAt", createdAt),
    ...given("launchedAt", markAt("launched")),
    ...firstSign(frame, consumer, startedAt),
    ...given("channelAt", markAt("channel")),
    ...given("stoppedAt", markAt("stopped")),
    ...given("deletedAt", markAt("deleted")),
    ...(failed ? { failedLaunch: failed } : {}),
    steps,
  };
}

function given<Key extends string>(key: Key, value: At | undefined): { [K in Key]?: At } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]: At });
}

/** The last launch that failed, while no later one has succeeded. */
export function failedLaunchOf(snapshot: ProviderSnapshot, { consumerId, phase }: ConsumerFacts) {
  const failed = snapshot.failedLaunches.get(consumerId);
  if (!failed || (phase !== "registered" && phase !== "initialized")) return undefined;
  const when = atOf(failed);
  return {
    ...(failed.spawnTime === undefined ? {} : { spawnTime: failed.spawnTime }),
    ...(when ? { at: when } : {}),
  };
}
