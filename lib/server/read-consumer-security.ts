import "server-only";
import type { CapView, ConsumerSecurityView, SecurityItem } from "@/lib/api/contracts/security";
import { type CapArithmetic, explainCap } from "@/lib/ics/cap-arithmetic";
import { lastEpochHeight } from "@/lib/ics/epoch";
import type { ConsHex } from "@/lib/ics/ids";
import type { ConsumerFacts, StoredValidator } from "@/lib/ics/types";
import type { ServerDeps } from "./deps";
import type { ViewAt } from "./frame";
import type { ReadResult } from "./outcome";
import { type ProviderSnapshot, readSnapshot } from "./provider-snapshot";
import { findConsumer } from "./read-consumer";
import { securityOf } from "./read-security";
import { viewAt } from "./view";

/** Security of one consumer beside the provider's, and how the powers of its set came about. */
export function readConsumerSecurity(
  deps: ServerDeps,
  network: string,
  consumerId: string,
  at: ViewAt,
): Promise<ReadResult<ConsumerSecurityView>> {
  return viewAt<ConsumerSecurityView>(deps, network, at, async (frame) => {
    const consumer = findConsumer(frame, consumerId);
    if ("status" in consumer) return consumer;
    const { snapshot } = frame;
    const items = await securityOf(deps, snapshot);
    const figures = items.find(({ scope }) => scope === consumer.consumerId);
    const cap = figures ? await readCap(deps, snapshot, consumer) : undefined;
    return {
      data: { provider: items[0] as SecurityItem, ...(figures ? { figures } : {}), ...(cap ? { cap } : {}) },
    };
  });
}

/**
 * The arithmetic is that of the block in which the set was computed: the last epoch, or the block before the launch when no
 * epoch came since (a launch takes the powers of the block before it, §6.1). Left out where that block is not stored.
 */
async function readCap(
  deps: ServerDeps,
  snapshot: ProviderSnapshot,
  { consumerId }: ConsumerFacts,
): Promise<CapView | undefined> {
  const { network, chainId: providerChainId, params } = snapshot;
  const stored = snapshot.stored.get(consumerId) ?? [];
  if (params === undefined || stored.length === 0) return undefined;
  const epoch = lastEpochHeight(snapshot.height, params.blocksPerEpoch);
  const launched = snapshot.marks.get(consumerId)?.get("launched")?.height ?? 0;
  const height = epoch >= launched ? epoch : launched - 1;
  const then = await readSnapshot(deps, { network, height, providerChainId });
  const consumer = then?.consumers.find((entry) => entry.consumerId === consumerId);
  if (!then || !consumer) return undefined;
  const eligibility = then.nextSet(consumer)?.eligibility;
  if (!eligibility) return undefined;
  const { powerShaping } = consumer;
  const priority = new Set(powerShaping.prioritylist);
  const candidates = eligibility
    .filter(({ eligible, excludedBecause }) => eligible || excludedBecause === "beyond-set-cap")
    .map(({ consAddress }) => ({
      key: consAddress,
      power: then.byConsAddress.get(consAddress)?.power ?? 0n,
      isPriority: priority.has(consAddress),
    }));
  const setCap = powerShaping.topN === 0 ? powerShaping.validatorSetCap : 0;
  const explained = explainCap(candidates, setCap, powerShaping.validatorsPowerCap);
  const places = new Map(explained.places.map((place) => [place.key, place]));
  const nameOf = (address: string) => {
    const validator = then.byConsAddress.get(address as ConsHex);
    return validator ? { operator: validator.operator, moniker: validator.moniker } : {};
  };
  return {
    computedAt: height,
    setCap,
    powerCap: powerShaping.validatorsPowerCap,
    priority: powerShaping.prioritylist.map((address) => ({ ...nameOf(address), hasPlace: places.has(address) })),
    beyond: candidates.length - explained.places.length,
    sum: String(explained.sum),
    ...(explained.cap
      ? {
          cap: {
            max: String(explained.cap.max),
            extra: String(explained.cap.extra),
            below: explained.cap.below,
            each: String(explained.cap.each),
            isImpossible: explained.cap.isImpossible,
          },
        }
      : {}),
    members: explained.members.map(({ key, before, after }) => ({
      ...nameOf(key),
      place: places.get(key)?.place ?? 0,
      isPriority: priority.has(key as ConsHex),
      before: String(before),
      after: String(after),
    })),
    equalsStored: isStored(explained, stored),
  };
}

function isStored({ members }: CapArithmetic, stored: readonly StoredValidator[]): boolean {
  const powers = new Map<string, bigint>(stored.map(({ consAddress, power }) => [consAddress, power]));
  return members.length === stored.length && members.every(({ key, after }) => powers.get(key) === after);
}
