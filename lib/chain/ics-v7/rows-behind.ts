import { bytesToHex, hexToBytes } from "@/lib/shared/bytes";
import * as provider from "../proto/interchain_security/ccv/provider/v1/provider";
import * as query from "../proto/interchain_security/ccv/provider/v1/query";
import { bareKey, PROVIDER_PREFIX, prefixedKey, validatorKey } from "../raw-store/keys";
import { decodeProviderRow } from "../raw-store/provider-table";
import { decodePairs } from "../raw-store/read-rows";
import type { AbciQuery } from "../types";
import * as decode from "./decode";

/** What an answer says of rows of a store, so that it can be held to proofs of them. */
export interface RowClaims {
  readonly store: string;
  /** By key in hex: what the answer says the row says. */
  readonly says: ReadonlyMap<string, string>;
  /** A row of the question that is not in `says` is said to be absent. */
  readonly isComplete: boolean;
  /** What bytes under a key say, in the same words; `undefined`: nothing that an answer would tell. */
  readonly read: (keyHex: string, value: Uint8Array | undefined) => string | undefined;
  /** The answer tells of the rows only where this holds of another row. */
  readonly given?: { readonly keyHex: string; readonly says: string };
}

const KEY_OR_SUBSPACE = /^\/store\/([a-z0-9_-]{1,40})\/(key|subspace)$/i;
const SERVICE = "/interchain_security.ccv.provider.v1.Query/";
type Claims = Pick<RowClaims, "says" | "isComplete" | "given">;

/**
 * The rows that an answer tells of: the row itself, rows under a prefix, or what a query of the provider module is made of
 * (ics-protocol.md §1.3, §2.2). `undefined` where no row is known to stand for the answer. Throws on bytes that are no such
 * answer.
 */
export function rowsBehind({ path, data }: AbciQuery, value: Uint8Array): RowClaims | undefined {
  const [, store, kind] = KEY_OR_SUBSPACE.exec(path) ?? [];
  if (store !== undefined) {
    const pairs = kind === "key" ? [{ key: data, value }] : decodePairs(value);
    const prefix = bytesToHex(data);
    const rows = pairs.map((row) => [bytesToHex(row.key), bytesToHex(row.value)] as const);
    const says = new Map(rows.filter(([keyHex]) => keyHex.startsWith(prefix)));
    const isMarkerKept = kind === "subspace";
    // An empty value and an absent row look alike to whoever asks for a key (§3.1); a list of rows tells them apart.
    const read = (_: string, bytes: Uint8Array | undefined) =>
      bytes === undefined ? (isMarkerKept ? undefined : "") : bytesToHex(bytes);
    return { store, says, isComplete: isMarkerKept, read };
  }
  const claims = QUERIES[path.startsWith(SERVICE) ? path.slice(SERVICE.length) : ""]?.(data, value);
  return claims && { store: "provider", read: readProviderRow, ...claims };
}

const QUERIES: Readonly<Record<string, (request: Uint8Array, answer: Uint8Array) => Claims | undefined>> = {
  QueryParams: (_, answer) => {
    const { params } = query.QueryParamsResponse.decode(answer);
    return complete(params ? [[Uint8Array.of(255), params]] : []);
  },
  QueryThrottleState: (_, answer) => {
    const { slashMeter } = query.QueryThrottleStateResponse.decode(answer);
    return complete([[Uint8Array.of(PROVIDER_PREFIX.slashMeter), slashMeter]]);
  },
  QueryConsumerChains: (request, answer) => {
    const { phase, pagination } = query.QueryConsumerChainsRequest.decode(request);
    const { chains, pagination: page } = query.QueryConsumerChainsResponse.decode(answer);
    const isWhole = phase === provider.ConsumerPhase.CONSUMER_PHASE_UNSPECIFIED && !pagination?.key.length;
    const claims = complete(chains.flatMap((chain) => rowsOfConsumer(chain.consumerId, chain)));
    return { ...claims, isComplete: isWhole && !page?.nextKey.length };
  },
  QueryConsumerChain: (request, answer) => {
    const { consumerId } = query.QueryConsumerChainRequest.decode(request);
    const chain = query.QueryConsumerChainResponse.decode(answer);
    const owner: Claimed = [prefixedKey(PROVIDER_PREFIX.owner, consumerId), decode.withoutNul(chain.ownerAddress)];
    return complete([...rowsOfConsumer(consumerId, chain), owner]);
  },
  QueryConsumerChainOptedInValidators: (request, answer) => {
    const { consumerId } = query.QueryConsumerChainOptedInValidatorsRequest.decode(request);
    const { validatorsProviderAddresses: members } = query.QueryConsumerChainOptedInValidatorsResponse.decode(answer);
    return complete(
      members.map((member) => [validatorKey(PROVIDER_PREFIX.optedIn, consumerId, decode.consHexOf(member)), true]),
    );
  },
  QueryConsumerValidators: (request, answer) => {
    const { consumerId } = query.QueryConsumerValidatorsRequest.decode(request);
    const { validators } = query.QueryConsumerValidatorsResponse.decode(answer);
    const claims = complete(
      validators.map(({ providerAddress, consumerKey, consumerPower }) => {
        const address = decode.consHexOf(providerAddress);
        const key = validatorKey(PROVIDER_PREFIX.storedValidator, consumerId, address);
        return [key, [String(consumerPower), decode.ed25519Of(consumerKey)]];
      }),
    );
    // Before the launch the query tells the set that would be, of which no row is stored.
    const keyHex = bytesToHex(prefixedKey(PROVIDER_PREFIX.phase, consumerId));
    return { ...claims, given: { keyHex, says: wordsOf("launched") } };
  },
  QueryAllPairsValConsAddrByConsumer: (request, answer) => {
    const { consumerId } = query.QueryAllPairsValConsAddrByConsumerRequest.decode(request);
    const { pairValConAddr } = query.QueryAllPairsValConsAddrByConsumerResponse.decode(answer);
    const claims = complete(
      pairValConAddr.map(({ providerAddress, consumerKey }) => {
        const key = validatorKey(PROVIDER_PREFIX.assignedKey, consumerId, decode.consHexOf(providerAddress));
        return [key, decode.ed25519Of(consumerKey)];
      }),
    );
    // A key can be stored and its address no longer mapped: what is left out says nothing of the row.
    return { ...claims, isComplete: false };
  },
};

/** A row's key and what it says; an empty text stands for a row that is not there. */
type Claimed = readonly [key: Uint8Array, says: unknown];

function rowsOfConsumer(
  consumerId: string,
  { phase, chainId, clientId }: { readonly phase: string; readonly chainId: string; readonly clientId: string },
): Claimed[] {
  return [
    [prefixedKey(PROVIDER_PREFIX.phase, consumerId), decode.phaseOf(phase)],
    [prefixedKey(PROVIDER_PREFIX.chainId, consumerId), decode.chainIdOf(chainId)],
    [bareKey(PROVIDER_PREFIX.consumerToClient, consumerId), decode.withoutNul(clientId)],
  ];
}

function complete(rows: readonly Claimed[]): Claims {
  const said = rows.filter(([, says]) => says !== "");
  return { says: new Map(said.map(([key, says]) => [bytesToHex(key), wordsOf(says)])), isComplete: true };
}

function readProviderRow(keyHex: string, value: Uint8Array | undefined): string | undefined {
  const row = value && decodeProviderRow(hexToBytes(keyHex), value);
  if (!row || row.value === "") return undefined;
  if (row.name === "storedValidator") return wordsOf([String(row.value.power), row.value.pubKey]);
  return wordsOf(row.value);
}

/** One text for one value, whatever numbers and bytes are in it. */
function wordsOf(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "bigint" ? String(inner) : inner instanceof Uint8Array ? bytesToHex(inner) : inner,
  );
}
