import "server-only";
import { createHash } from "node:crypto";
import { KeptSet } from "@/lib/ics/kept-set";
import { Slots } from "@/lib/ics/stake-table";
import type { ConsumerFacts, StoredValidator } from "@/lib/ics/types";
import type { ServerDeps } from "./deps";
import type { ProviderSnapshot } from "./provider-snapshot";

/** A stored set with what hangs on nothing but itself. */
export interface KeptStored {
  readonly stored: readonly StoredValidator[];
  readonly set: KeptSet;
  /** Of each member, 1 where its key on the consumer is the one it signs the provider with. */
  readonly hasProviderKey: Uint8Array;
  readonly withProviderKey: number;
}

/** A set is the same object until an epoch stores another one. */
const kept = new WeakMap<readonly StoredValidator[], KeptStored>();

const NOBODY: readonly StoredValidator[] = [];

/** Consumers that are secured: launched ones. A stopped consumer's rows stay, but its set owes nothing any more (§9.46). */
export function securedConsumers({ consumers }: Pick<ProviderSnapshot, "consumers">): ConsumerFacts[] {
  return consumers.filter(({ phase }) => phase === "launched");
}

/** The stored sets of consumers, in their order. */
export function keptSetsOf(
  deps: ServerDeps,
  snapshot: ProviderSnapshot,
  consumers: readonly ConsumerFacts[],
): KeptStored[] {
  const slots = slotsOf(deps, snapshot);
  return consumers.map(({ consumerId }) => keptSet(snapshot, snapshot.stored.get(consumerId) ?? NOBODY, slots));
}

/** The numbers by which the sets of one provider know its validators. */
export function slotsOf({ cache }: ServerDeps, { network, chainId }: ProviderSnapshot): Slots {
  const name = `${network} ${chainId}`;
  const slots = cache.slots.get(name) ?? new Slots();
  cache.slots.set(name, slots);
  return slots;
}

function keptSet(snapshot: ProviderSnapshot, stored: readonly StoredValidator[], slots: Slots): KeptStored {
  const known = kept.get(stored);
  if (known) return known;
  const hasProviderKey = Uint8Array.from(stored.map((member) => (isProviderKey(snapshot, member) ? 1 : 0)));
  const made: KeptStored = {
    stored,
    set: new KeptSet(
      stored.map(({ consAddress, power }) => ({ key: consAddress, power })),
      slots,
    ),
    hasProviderKey,
    withProviderKey: hasProviderKey.reduce((sum, one) => sum + one, 0),
  };
  // Nobody belongs to no network: it is not kept.
  if (stored.length > 0) kept.set(stored, made);
  return made;
}

/** A validator's address on the provider is that of its key there, also when staking has forgotten the validator. */
function isProviderKey({ byConsAddress }: ProviderSnapshot, { consAddress, pubKey }: StoredValidator): boolean {
  const validator = byConsAddress.get(consAddress);
  return pubKey === validator?.pubKey || (validator === undefined && consAddressOf(pubKey) === consAddress);
}

function consAddressOf(pubKey: string): string {
  return createHash("sha256").update(Buffer.from(pubKey, "hex")).digest("hex").slice(0, 40);
}
