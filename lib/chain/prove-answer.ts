import { LightError } from "@/lib/light/light-error";
import { readProven } from "@/lib/light/store-proof";
import { hexToBytes } from "@/lib/shared/bytes";
import { abciCall } from "./abci";
import type { Endpoint } from "./endpoint-health";
import { ChainError } from "./errors";
import { type RowClaims, rowsBehind } from "./ics-v7/rows-behind";
import type { RpcCall } from "./json-rpc";
import { decodeProof } from "./proof-node";
import { findSignedHeader, nodeLightCrypto } from "./signed-hash";
import type { AbciOutcome, AbciQuery } from "./types";

/** A dispute over more rows than this is not tried row by row: one false row is enough. */
const MOST_ROWS = 20;

export interface ProofDeps {
  readonly chainId: () => string | undefined;
  /** Asks one node, and no other. Throws `ChainError`. */
  readonly ask: (endpoint: Endpoint, calls: readonly RpcCall[], signal?: AbortSignal) => Promise<unknown[]>;
}

export interface Trial {
  /** Nodes whose answer a proof contradicts, with the row and what is proven of it. */
  readonly shownFalse: ReadonlyMap<Endpoint, string>;
  /** Nodes whose answer is one row, and proven as it is. */
  readonly shownTrue: ReadonlySet<Endpoint>;
}

const UNDECIDED: Trial = { shownFalse: new Map(), shownTrue: new Set() };

/**
 * Tries answers that differ by proof: the rows in which they differ are proven against the app hash of the next header, which at
 * least two nodes must show alike and signed. A proof is good whoever gives it. Nobody is shown false by rows that stand
 * for a query unless another's answer fits all of them: a query may tell of rows otherwise than we think.
 */
export async function tryByProof(
  query: AbciQuery & { readonly height: number },
  told: ReadonlyMap<Endpoint, AbciOutcome>,
  deps: ProofDeps,
  signal?: AbortSignal,
): Promise<Trial> {
  const claims = new Map<Endpoint, RowClaims>();
  for (const [endpoint, outcome] of told) {
    const found = outcome.ok ? claimsIn(query, outcome.value) : undefined;
    if (found) claims.set(endpoint, found);
  }
  const isOneRow = /^\/store\/[^/]+\/key$/.test(query.path);
  const [first] = claims.values();
  if (!first || (claims.size < 2 && !isOneRow)) return UNDECIDED;
  const keys = disputed([...claims.values()], isOneRow);
  if (keys.length === 0) return UNDECIDED;
  const appHash = await sharedAppHash([...told.keys()], query.height + 1, deps, signal);
  if (!appHash) return UNDECIDED;
  const prove = (keyHex: string) =>
    proveRow({ store: first.store, keyHex, height: query.height, appHash }, [...told.keys()], deps, signal);
  for (const { given } of claims.values()) {
    if (!given) continue;
    const row = await prove(given.keyHex);
    if (!row || first.read(given.keyHex, row.value) !== given.says) return UNDECIDED;
  }
  const shownFalse = new Map<Endpoint, string>();
  for (const keyHex of keys) {
    const row = await prove(keyHex);
    if (!row) continue;
    const proven = first.read(keyHex, row.value);
    for (const [endpoint, { says, isComplete }] of claims) {
      const isTold = isComplete || says.has(keyHex);
      if (isTold && says.get(keyHex) !== proven && !shownFalse.has(endpoint))
        shownFalse.set(endpoint, `${first.store} row ${keyHex}: ${proven || "nothing"}`);
    }
    if (isOneRow) return { shownFalse, shownTrue: new Set([...claims.keys()].filter((one) => !shownFalse.has(one))) };
  }
  return shownFalse.size === claims.size ? UNDECIDED : { shownFalse, shownTrue: new Set() };
}

function claimsIn(query: AbciQuery, value: Uint8Array): RowClaims | undefined {
  try {
    return rowsBehind(query, value);
  } catch {
    return undefined; // Bytes that are no such answer tell of no row.
  }
}

/** Keys of rows of which two answers say different things. */
function disputed(claims: readonly RowClaims[], isOneRow: boolean): string[] {
  const keys = new Set(claims.flatMap(({ says }) => [...says.keys()]));
  return [...keys]
    .filter((keyHex) => {
      const said = claims.filter(({ isComplete, says }) => isComplete || says.has(keyHex));
      return isOneRow || new Set(said.map(({ says }) => says.get(keyHex))).size > 1;
    })
    .slice(0, MOST_ROWS);
}

/** The root of the state before a header, where all nodes that show a signed one show the same, and at least two do. */
async function sharedAppHash(
  endpoints: readonly Endpoint[],
  height: number,
  { ask, chainId }: ProofDeps,
  signal?: AbortSignal,
): Promise<Uint8Array | undefined> {
  const id = chainId();
  if (id === undefined) return undefined;
  const headers = await Promise.all(
    endpoints.map((endpoint) => orNothing(findSignedHeader((calls) => ask(endpoint, calls, signal), id, height))),
  );
  const shown = headers.flatMap((header) => header ?? []);
  return shown.length >= 2 && new Set(shown.map(({ hash }) => hash)).size === 1 ? shown[0]?.appHash : undefined;
}

interface Row {
  readonly store: string;
  readonly keyHex: string;
  readonly height: number;
  readonly appHash: Uint8Array;
}

/** `undefined`: no node has a proof of it that holds. */
async function proveRow(
  { store, keyHex, height, appHash }: Row,
  endpoints: readonly Endpoint[],
  { ask }: ProofDeps,
  signal?: AbortSignal,
): Promise<{ readonly value: Uint8Array | undefined } | undefined> {
  const key = hexToBytes(keyHex);
  const call = abciCall({ path: `/store/${store}/key`, data: key, height }, true);
  for (const endpoint of endpoints) {
    const [result] = (await orNothing(ask(endpoint, [call], signal))) ?? [];
    try {
      const { ops, value } = decodeProof(result, { store, key });
      // The proof decides, not what is said beside it.
      for (const said of [value, undefined]) {
        const proven = provenBy({ store, ops }, key, said, appHash);
        if (proven) return proven;
      }
    } catch (error) {
      if (!(error instanceof ChainError)) throw error;
    }
  }
  return undefined;
}

function provenBy(
  proof: Parameters<typeof readProven>[0],
  key: Uint8Array,
  said: Uint8Array | undefined,
  appHash: Uint8Array,
): { readonly value: Uint8Array | undefined } | undefined {
  try {
    return { value: readProven(proof, key, said, appHash, nodeLightCrypto) };
  } catch (error) {
    if (error instanceof LightError) return undefined;
    throw error;
  }
}

async function orNothing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ChainError && error.code !== "aborted") return undefined;
    throw error;
  }
}
