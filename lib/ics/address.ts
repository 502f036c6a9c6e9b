import { bytesToHex, hexToBytes, parseBase64 } from "../shared/bytes";
import { encodeBech32, parseBech32 } from "./bech32";
import { type ConsHex, type Ed25519Hex, type OperatorAddress, parseConsHex, parseEd25519Hex } from "./ids";

/**
 * What the text of an address turned out to be.
 * - `operator`: `…valoper1…`; same bytes as the validator's account
 * - `consensus`: `…valcons1…`; hash of a consensus key, on the provider or on a consumer
 * - `account`: any other bech32
 * - `hex`: 20 bytes of hex, which may be any of the three
 * - `pubkey`: an ed25519 public key, base64 or 32 bytes of hex
 */
export type AddressKind = "operator" | "consensus" | "account" | "hex" | "pubkey";

export interface ParsedAddress {
  readonly kind: AddressKind;
  /** Chain prefix without `valoper`/`valcons` ("cosmos"); absent for hex and keys, which do not say their chain. */
  readonly prefix?: string;
  /** Lower-case hex of the bytes: 20 or (module accounts, keys) 32. */
  readonly hex: string;
}

const OPERATOR = "valoper";
const CONSENSUS = "valcons";

/** Tells what an address typed or pasted by a person is; `undefined` when it is none. Outer blanks are ignored. */
export function parseAnyAddress(text: string): ParsedAddress | undefined {
  const trimmed = text.trim();
  if (trimmed.length > 90) return undefined;
  const cons = parseConsHex(trimmed);
  if (cons !== undefined) return { kind: "hex", hex: cons };
  const key = parseEd25519Hex(trimmed) ?? parseEd25519Base64(trimmed);
  if (key !== undefined) return { kind: "pubkey", hex: key };
  const decoded = parseBech32(trimmed);
  if (decoded === undefined) return undefined;
  const { prefix } = decoded;
  const hex = bytesToHex(decoded.bytes);
  if (decoded.bytes.length === 20) {
    for (const [kind, tail] of [["operator", OPERATOR] as const, ["consensus", CONSENSUS] as const]) {
      if (prefix.endsWith(tail) && prefix.length > tail.length)
        return { kind, prefix: prefix.slice(0, -tail.length), hex };
    }
  }
  return decoded.bytes.length === 20 || decoded.bytes.length === 32 ? { kind: "account", prefix, hex } : undefined;
}

/** A base64 ed25519 public key as the id we keep; `undefined` unless it is 32 bytes. */
export function parseEd25519Base64(text: string): Ed25519Hex | undefined {
  const bytes = parseBase64(text);
  return bytes?.length === 32 ? parseEd25519Hex(bytesToHex(bytes)) : undefined;
}

/** The bytes of `…valcons1…` with any chain's prefix: the same validator key has one per chain (§9.2). */
export function parseConsAddress(text: string): ConsHex | undefined {
  const parsed = parseAnyAddress(text);
  return parsed?.kind === "consensus" ? parseConsHex(parsed.hex) : undefined;
}

/** `…valoper1…` with this chain's prefix, as the id we keep. */
export function parseOperatorAddress(text: string, prefix: string): OperatorAddress | undefined {
  const parsed = parseAnyAddress(text);
  return parsed?.kind === "operator" && parsed.prefix === prefix
    ? (text.trim().toLowerCase() as OperatorAddress)
    : undefined;
}

/** Consensus address with a chain's prefix: `formatConsAddress("00…", "cosmos")` → `cosmosvalcons1…`. */
export function formatConsAddress(address: ConsHex, prefix: string): string {
  return encodeBech32(prefix + CONSENSUS, hexToBytes(address));
}

/** Operator address of an account or of raw bytes. */
export function formatOperatorAddress(hex: string, prefix: string): OperatorAddress {
  return encodeBech32(prefix + OPERATOR, hexToBytes(hex)) as OperatorAddress;
}

/** Account address of raw bytes. */
export function formatAccountAddress(hex: string, prefix: string): string {
  return encodeBech32(prefix, hexToBytes(hex));
}

/** The account that speaks for an operator: the same bytes under the plain prefix (§9.1). */
export function accountOfOperator(operator: OperatorAddress): string {
  const parsed = parseAnyAddress(operator);
  if (parsed?.kind !== "operator" || parsed.prefix === undefined)
    throw new Error(`not an operator address: ${operator}`);
  return formatAccountAddress(parsed.hex, parsed.prefix);
}
