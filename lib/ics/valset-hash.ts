import { bytesToHex, concatBytes, hexToBytes } from "../shared/bytes";
import { type ConsHex, type Ed25519Hex, parseConsHex } from "./ids";
import { leafHash, merkleRoot, type Sha256 } from "./merkle";
import type { CometValidator } from "./types";

/** Address of an ed25519 consensus key: the first 20 bytes of the SHA-256 of its 32 bytes (ics-protocol.md §0.1). */
export function addressOfKey(pubKey: Ed25519Hex, sha256: Sha256): ConsHex {
  const address = parseConsHex(bytesToHex(sha256(hexToBytes(pubKey)).subarray(0, 20)));
  if (address === undefined) throw new Error("sha256 gave fewer than 20 bytes");
  return address;
}

/**
 * The `validators_hash` a CometBFT header carries for this set (§6.6.3): the RFC 6962 Merkle root over
 * `SimpleValidator` messages, ordered by power descending, then address ascending.
 *
 * @param validators in any order; powers above zero
 */
export function validatorSetHash(
  validators: readonly Pick<CometValidator, "address" | "pubKey" | "power">[],
  sha256: Sha256,
): Uint8Array {
  const ordered = validators.toSorted((a, b) => {
    if (a.power !== b.power) return a.power < b.power ? 1 : -1;
    return a.address < b.address ? -1 : a.address > b.address ? 1 : 0;
  });
  return merkleRoot(
    ordered.map((validator) => leafOf(validator, sha256)),
    sha256,
  );
}

/** Leaves by the validator object they were made of: from one set to the next nearly all members are the same objects. */
const leaves = new WeakMap<
  object,
  { readonly pubKey: Ed25519Hex; readonly power: bigint; readonly hash: Uint8Array }
>();

function leafOf(validator: Pick<CometValidator, "pubKey" | "power">, sha256: Sha256): Uint8Array {
  const { pubKey, power } = validator;
  const known = leaves.get(validator);
  if (known !== undefined && known.pubKey === pubKey && known.power === power) return known.hash;
  const hash = leafHash(encodeSimpleValidator(pubKey, power), sha256);
  leaves.set(validator, { pubKey, power, hash });
  return hash;
}

/** `validatorSetHash` for keys and powers alone, as prefix 31 and VSC packets give them. Lower-case hex. */
export function hashOfKeysAndPowers(
  members: readonly { readonly pubKey: Ed25519Hex; readonly power: bigint }[],
  sha256: Sha256,
): string {
  const validators = members.map(({ pubKey, power }) => ({ pubKey, power, address: addressOfKey(pubKey, sha256) }));
  return bytesToHex(validatorSetHash(validators, sha256));
}

/** `SimpleValidator{pub_key=1 PublicKey{ed25519=1 bytes}, voting_power=2 int64}` in protobuf. */
function encodeSimpleValidator(pubKey: Ed25519Hex, power: bigint): Uint8Array {
  const key = hexToBytes(pubKey);
  const publicKey = concatBytes(Uint8Array.of(0x0a, key.length), key);
  const votingPower = power === 0n ? new Uint8Array() : concatBytes(Uint8Array.of(0x10), encodeVarint(power));
  return concatBytes(Uint8Array.of(0x0a, publicKey.length), publicKey, votingPower);
}

function encodeVarint(value: bigint): Uint8Array {
  if (value < 0n) throw new RangeError(`a voting power is not negative: ${value}`);
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
