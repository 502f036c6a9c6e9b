import type { ConsHex, Ed25519Hex } from "../ics/ids";
import { validatorSetHash } from "../ics/valset-hash";
import { bytesToHex } from "../shared/bytes";
import type { Commit, LightBlock, LightValidator } from "./light-block";
import type { LightCrypto } from "./light-crypto";
import { invalid, LightError } from "./light-error";
import { signBytesOf } from "./sign-bytes";

/** CometBFT refuses sets beyond this; so do we, before anything is added up. */
const MAX_TOTAL_POWER = 2n ** 60n - 1n;

export function totalPower(validators: readonly LightValidator[]): bigint {
  return validators.reduce((sum, { power }) => sum + power, 0n);
}

interface HexValidator {
  readonly address: ConsHex;
  readonly pubKey: Ed25519Hex;
  readonly power: bigint;
}

/** From one header to the next most validators are the same objects, and writing them as hex costs more than hashing them. */
const inHex = new WeakMap<LightValidator, HexValidator>();

function hexOf(validator: LightValidator): HexValidator {
  const known = inHex.get(validator);
  if (known !== undefined) return known;
  const made = {
    address: bytesToHex(validator.address) as ConsHex,
    pubKey: bytesToHex(validator.publicKey) as Ed25519Hex,
    power: validator.power,
  };
  inHex.set(validator, made);
  return made;
}

/** The hash a header carries of a set. Addresses are those of the keys, or the set is refused. */
export function hashOfSet(validators: readonly LightValidator[], crypto: LightCrypto): Uint8Array {
  return validatorSetHash(validators.map(hexOf), crypto.sha256);
}

/** Throws unless a set is one: keys with their own addresses, each once, powers above zero, not too many. */
export function checkSet(validators: readonly LightValidator[], crypto: LightCrypto): void {
  if (validators.length === 0) throw invalid("the validator set is empty");
  const seen = new Set<string>();
  for (const validator of validators) {
    const { address, publicKey, power } = validator;
    const name = hexOf(validator).address;
    if (seen.has(name)) throw invalid(`validator ${name} stands in the set twice`);
    seen.add(name);
    if (power <= 0n) throw invalid(`validator ${name} has no power`);
    if (!isEqual(crypto.sha256(publicKey).subarray(0, 20), address))
      throw invalid(`${name} is not the address of its key`);
  }
  if (totalPower(validators) > MAX_TOTAL_POWER) throw invalid("the set's power is beyond what CometBFT allows");
}

/**
 * Throws unless every signature in the commit is right and more than two thirds of the set's power signed the block. Votes for
 * nil are checked and do not count. `validators` in the order of the set, one signature for each.
 */
export function verifyCommit({ header, commit, validators }: LightBlock, crypto: LightCrypto): void {
  if (commit.signatures.length !== validators.length) {
    throw invalid(`${commit.signatures.length} signatures for a set of ${validators.length}`);
  }
  const bytes = signBytesOf(header.chainId, commit);
  let signed = 0n;
  for (const [i, entry] of commit.signatures.entries()) {
    const validator = validators[i];
    if (entry.flag === "absent" || validator === undefined) continue;
    if (!isEqual(entry.address, validator.address)) throw invalid(`signature ${i} names another validator`);
    const message = entry.flag === "commit" ? bytes.forBlock(entry.timeNs) : bytes.forNil(entry.timeNs);
    if (!crypto.verifyEd25519(validator.publicKey, message, entry.signature)) throw invalid(`signature ${i} is wrong`);
    if (entry.flag === "commit") signed += validator.power;
  }
  const total = totalPower(validators);
  if (signed * 3n <= total * 2n) throw invalid(`only ${signed} of ${total} signed`);
}

/**
 * Throws `not-enough-trust` unless members of a set we trust, with more than a third of its power, signed this commit. The
 * signatures themselves have been checked by `verifyCommit`; here they are looked up by address.
 */
export function checkTrustIn(commit: Commit, trusted: readonly LightValidator[]): void {
  const signers = new Set(
    commit.signatures.flatMap((entry) => (entry.flag === "commit" ? [bytesToHex(entry.address)] : [])),
  );
  const signed = totalPower(trusted.filter(({ address }) => signers.has(bytesToHex(address))));
  const total = totalPower(trusted);
  if (signed * 3n <= total) {
    throw new LightError("not-enough-trust", `only ${signed} of the ${total} we trust signed block ${commit.height}`);
  }
}

/** Whether two byte strings are the same. */
export function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
