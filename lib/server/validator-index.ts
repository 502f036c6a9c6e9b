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
  /** Numbers of the validators whose folded name has a text in it, in order. */
  namesWith(folded: string): number[];
  readonly validates: ReadonlyMap<ConsHex, readonly ConsumerId[]>;
  readonly optedIn: ReadonlyMap<ConsHex, readonly ConsumerId[]>;
}

const indexes = new WeakMap<ProviderSnapshot, ValidatorIndex>();

/** The index of a snapshot, made when first asked for: a snapshot never changes. */
export function validatorIndex(snapshot: ProviderSnapshot): ValidatorIndex {
  const known = indexes.get(snapshot);
  if (known) return known;
  const living = snapshot.consumers.filter(({ phase }) => phase !== "deleted").map(({ consumerId }) => consumerId);
  const names = namesOf(snapshot.validators);
  const made: ValidatorIndex = {
    ...names,
    validates: membership(living, (id) => (snapshot.stored.get(id) ?? []).map(({ consAddress }) => consAddress)),
    optedIn: membership(living, (id) => snapshot.optedIn.get(id) ?? []),
  };
  indexes.set(snapshot, made);
  return made;
}

type Names = Pick<ValidatorIndex, "byOperator" | "byPubKey" | "names" | "rank" | "namesWith">;

/** A list of validators is the same object from block to block while none of them changes. */
const nameIndexes = new WeakMap<readonly ValidatorAt[], Names>();

function namesOf(validators: readonly ValidatorAt[]): Names {
  const known = nameIndexes.get(validators);
  if (known) return known;
  const names = validators.map(({ moniker }) => nameOf(moniker));
  const made: Names = {
    byOperator: new Map(validators.map((validator) => [validator.operator, validator])),
    byPubKey: new Map(validators.map((validator) => [validator.pubKey, validator])),
    names,
    rank: new Map(validators.map(({ consAddress }, i) => [consAddress, i + 1])),
    namesWith: finderIn(names),
  };
  nameIndexes.set(validators, made);
  return made;
}

/**
 * Finds the names that a text is part of. They are laid out in one text with line breaks between, which no folded name
 * holds, so that ten thousand of them are gone through by one search.
 */
function finderIn(names: readonly string[]): (folded: string) => number[] {
  const all = names.join("\n");
  const starts: number[] = [];
  let next = 0;
  for (const name of names) {
    starts.push(next);
    next += name.length + 1;
  }
  return (folded) => {
    const found: number[] = [];
    let number = 0;
    for (let at = all.indexOf(folded); at !== -1 && number < names.length; ) {
      number = lastAtOrBefore(starts, at, number);
      found.push(number);
      number += 1;
      const start = starts[number];
      at = start === undefined ? -1 : all.indexOf(folded, start);
    }
    return found;
  };
}

/** Number of the last start at or before a place, from a number on that is known to be. */
function lastAtOrBefore(starts: readonly number[], place: number, from: number): number {
  let [low, high] = [from, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
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
