import "server-only";
import type { ConsumerValidatorView } from "@/lib/api/contracts/consumer";
import { formatConsAddress } from "@/lib/ics/address";
import type { ConsHex, Ed25519Hex } from "@/lib/ics/ids";
import type { CometValidator, ConsumerFacts, UnknownReason } from "@/lib/ics/types";
import type { ProviderSnapshot } from "./provider-snapshot";

/** The consumer's own set at the moment: by provider validator, or why it is not known; `undefined` before it has any. */
export type SigningAt =
  | ReadonlyMap<ConsHex, CometValidator>
  | { readonly state: "unknown"; readonly because: UnknownReason }
  | undefined;

/** Where one validator stands on one consumer: opted in, eligible now, stored on the provider, really signing. */
export type Standing = Pick<
  ConsumerValidatorView,
  "optedIn" | "eligible" | "excludedBecause" | "stored" | "signing" | "keyAssigned" | "commission"
>;

/** A public key as chains write it: base64. */
export function keyText(pubKey: Ed25519Hex): string {
  return Buffer.from(pubKey, "hex").toString("base64");
}

/** A consensus address with the provider's prefix. */
export function consText({ prefix }: ProviderSnapshot, address: ConsHex): string {
  return prefix === undefined ? address : formatConsAddress(address, prefix);
}

export function signingText(snapshot: ProviderSnapshot, { address, pubKey, power }: CometValidator) {
  return { power: String(power), key: keyText(pubKey), address: consText(snapshot, address) };
}

export function standingOf(
  snapshot: ProviderSnapshot,
  consumer: ConsumerFacts,
  address: ConsHex,
  signing: SigningAt,
): Standing {
  const { consumerId } = consumer;
  const stored = snapshot.stored.get(consumerId)?.find(({ consAddress }) => consAddress === address);
  const eligibility = snapshot.nextSet(consumer)?.eligibility.find(({ consAddress }) => consAddress === address);
  const member = signing === undefined || "state" in signing ? undefined : signing.get(address);
  return {
    optedIn: snapshot.optedIn.get(consumerId)?.has(address) ?? false,
    ...(eligibility
      ? {
          eligible: eligibility.eligible,
          ...(eligibility.excludedBecause === undefined ? {} : { excludedBecause: eligibility.excludedBecause }),
        }
      : {}),
    ...(stored
      ? { stored: { power: String(stored.power), key: keyText(stored.pubKey), joinHeight: stored.joinHeight } }
      : {}),
    ...(signing !== undefined && "state" in signing
      ? { signing: { state: "unknown" as const, because: signing.because } }
      : member
        ? { signing: signingText(snapshot, member) }
        : {}),
    keyAssigned: snapshot.assignedKeys.get(consumerId)?.has(address) ?? false,
    commission:
      snapshot.commissions.get(consumerId)?.get(address) ?? snapshot.byConsAddress.get(address)?.commissionRate ?? "0",
  };
}
