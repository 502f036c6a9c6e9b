import "server-only";
import { createHash } from "node:crypto";
import type { ConsHex } from "@/lib/ics/ids";
import type { CometValidator, ConsumerFacts } from "@/lib/ics/types";
import { addressOfKey } from "@/lib/ics/valset-hash";
import type { KeyHistoryRow } from "@/lib/store/read-provider";
import type { ProviderSnapshot } from "./provider-snapshot";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();

export interface SigningMap {
  /** Members of the consumer's set by the provider validator they belong to. */
  readonly byValidator: ReadonlyMap<ConsHex, CometValidator>;
  /** Keys that belong to no validator we know, or to one that signs with another key already. */
  readonly others: readonly { readonly member: CometValidator; readonly owner?: ConsHex }[];
}

/**
 * Whose key is it? Joined by the bytes of the address (ics-protocol.md §9.1–2), in this order: the key assigned now, the key
 * of the stored set, keys assigned before (the latest first; a consumer may still run an old one), the provider key.
 */
export function mapSigningKeys(
  snapshot: ProviderSnapshot,
  { consumerId }: ConsumerFacts,
  history: readonly KeyHistoryRow[],
  set: readonly CometValidator[],
): SigningMap {
  const owners = new Map<ConsHex, ConsHex>();
  const note = (address: ConsHex, owner: ConsHex) => {
    if (!owners.has(address)) owners.set(address, owner);
  };
  for (const key of snapshot.assignedKeys.get(consumerId)?.values() ?? []) note(key.consumerAddress, key.consAddress);
  for (const { pubKey, consAddress } of snapshot.stored.get(consumerId) ?? [])
    note(addressOfKey(pubKey, sha256), consAddress);
  for (const key of history.toReversed()) note(key.consumerAddress, key.consAddress);
  for (const { consAddress } of snapshot.validators) note(consAddress, consAddress);

  const byValidator = new Map<ConsHex, CometValidator>();
  const others: { member: CometValidator; owner?: ConsHex }[] = [];
  for (const member of set) {
    const owner = owners.get(member.address);
    if (owner !== undefined && !byValidator.has(owner)) byValidator.set(owner, member);
    else others.push({ member, ...(owner === undefined ? {} : { owner }) });
  }
  return { byValidator, others };
}
