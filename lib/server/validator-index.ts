import "server-only";
import { createHash } from "node:crypto";
import { foldText } from "@/lib/format/fold-text";
import { formatOperatorAddress, type ParsedAddress } from "@/lib/ics/address";
import type { ConsHex, ConsumerId, Ed25519Hex } from "@/lib/ics/ids";
import { addressOfKey } from "@/lib/ics/valset-hash";
import { listKeyOwners } from "@/lib/store/read-duties";
import type { KeyHistoryRow, ValidatorAt } from "@/lib/store/read-provider";
import type { ServerDeps } from "./deps";
import type { ProviderSnapshot } from "./provider-snapshot";

/** The validators of one provider block by the names they can be asked by. */
export interface ValidatorIndex {
  readonly byOperator: ReadonlyMap<string, ValidatorAt>;
  readonly byPubKey: ReadonlyMap<string, ValidatorAt>;
  /** Monikers as they are compared, in the order of the validators. */
  readonly names: readonly string[];
  readonly rank: ReadonlyMap<ConsHex, number>;
  readonly validates: ReadonlyMap<ConsHex, readonly ConsumerId[]>;
  readonly optedIn: ReadonlyMap<ConsHex, readonly ConsumerId[]>;
}

const indexes = new WeakMap<ProviderSnapshot, ValidatorIndex>();

/** The index of a snapshot, made when first asked for: a snapshot never changes. */
export function validatorIndex(snapshot: ProviderSnapshot): ValidatorIndex {
  const known = indexes.get(snapshot);
  if (known) return known;
  const living = snapshot.consumers.filter(({ phase }) => phase !== "deleted").map(({ consumerId }) => consumerId);
  const made: ValidatorIndex = {
    byOperator: new Map(snapshot.validators.map((validator) => [validator.operator, validator])),
    byPubKey: new Map(snapshot.validators.map((validator) => [validator.pubKey, validator])),
    names: snapshot.validators.map(({ moniker }) => nameOf(moniker)),
    rank: new Map(snapshot.validators.map(({ consAddress }, i) => [consAddress, i + 1])),
    validates: membership(living, (id) => (snapshot.stored.get(id) ?? []).map(({ consAddress }) => consAddress)),
    optedIn: membership(living, (id) => snapshot.optedIn.get(id) ?? []),
  };
  indexes.set(snapshot, made);
  return made;
}

function membership(ids: readonly ConsumerId[], membersOf: (id: ConsumerId) => Iterable<ConsHex>) {
  const found = new Map<ConsHex, ConsumerId[]>();
  for (const id of ids) {
    for (const address of membersOf(id)) {
      const list = found.get(address);
      if (list) list.push(id);
      else found.set(address, [id]);
    }
  }
  return found;
}

/** Validators keep their names for months, so folding them is done once, not once a block. */
const folded = new Map<string, string>();
const FOLDED_LIMIT = 50_000;

function nameOf(moniker: string): string {
  const known = folded.get(moniker);
  if (known !== undefined) return known;
  if (folded.size >= FOLDED_LIMIT) folded.clear();
  const made = foldText(moniker);
  folded.set(moniker, made);
  return made;
}

/** How an address led to a validator. */
export interface AddressMatch {
  readonly validator: ValidatorAt;
  readonly by: "operator" | "account" | "consensus" | "provider-key" | "consumer-key";
  /** Of a consumer key: for which consumer, and in which blocks it was assigned. */
  readonly key?: KeyHistoryRow;
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();

/**
 * Every validator an address or key leads to, at one provider block. Joined by bytes (ics-protocol.md §9.1–2): twenty
 * bytes of hex may be an account or a consensus address, and a key may have had several owners over time. One match a
 * validator; all of them are given, so that nobody is led to a wrong one.
 */
export async function findByAddress(
  deps: ServerDeps,
  snapshot: ProviderSnapshot,
  { kind, hex }: ParsedAddress,
): Promise<AddressMatch[]> {
  const index = validatorIndex(snapshot);
  const found = new Map<ConsHex, AddressMatch>();
  const note = (match: AddressMatch) => {
    if (!found.has(match.validator.consAddress)) found.set(match.validator.consAddress, match);
  };
  if (kind === "operator" || kind === "account" || kind === "hex") {
    const operator = snapshot.prefix === undefined ? undefined : formatOperatorAddress(hex, snapshot.prefix);
    const validator = operator === undefined ? undefined : index.byOperator.get(operator);
    if (validator) note({ validator, by: kind === "account" ? "account" : "operator" });
    if (kind !== "hex") return [...found.values()];
  }
  const address = kind === "pubkey" ? addressOfKey(hex as Ed25519Hex, sha256) : (hex as ConsHex);
  const owner = kind === "pubkey" ? index.byPubKey.get(hex) : snapshot.byConsAddress.get(address);
  if (owner) note({ validator: owner, by: kind === "pubkey" ? "provider-key" : "consensus" });
  for (const key of await listKeyOwners(deps.store.db, snapshot, address)) {
    const validator = snapshot.byConsAddress.get(key.consAddress);
    if (validator) note({ validator, by: "consumer-key", key });
  }
  return [...found.values()];
}
