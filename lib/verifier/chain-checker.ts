import type { ProofNode } from "@/lib/chain/proof-node";
import { headerHash } from "@/lib/light/header-hash";
import type { LightCrypto } from "@/lib/light/light-crypto";
import { LightError } from "@/lib/light/light-error";
import { parseSignedHeader } from "@/lib/light/parse-light-block";
import { bytesToHex } from "@/lib/shared/bytes";
import type { Store } from "@/lib/store/open-store";
import { findVerifiedBlock } from "@/lib/store/read-verification";
import { type EndpointVerdict, saveLightBlock, saveVerdict, type VerifiedBlock } from "@/lib/store/verification-rows";
import type { Claim } from "./claims";
import { judgeClaim } from "./judge-claim";
import { LightClient } from "./light-client";
import { compareValues, type ProveContext, proveRows, type RowOutcome } from "./prove-rows";

/** One chain of one network as the verifier works on it. */
export interface CheckedChain {
  readonly network: string;
  readonly chainId: string;
  readonly db: Store["db"];
  readonly crypto: LightCrypto;
  /** At least one. */
  readonly nodes: readonly ProofNode[];
  readonly trustingPeriodNs: bigint;
  readonly spend: (calls: number) => Promise<void>;
  readonly signal?: AbortSignal;
}

/** A node that would not answer; asking later may help. */
export function isNodeFault(error: unknown): boolean {
  return error instanceof Error && error.name === "ChainError";
}

export function lightClientOf({ network, chainId, db, crypto, trustingPeriodNs }: CheckedChain): LightClient {
  const store = {
    findAtMost: (height: number) => findVerifiedBlock(db, { network, chainId }, height),
    save: (block: VerifiedBlock) => saveLightBlock(db, { network, chainId }, block),
  };
  return new LightClient({ chainId, store, crypto, trustingPeriodNs });
}

/**
 * The verified header of a height, through the first node that leads there; nodes that lead elsewhere are named. Throws the
 * last node's `LightError` or `ChainError` when none does.
 */
export async function verifiedHeader(chain: CheckedChain, height: number): Promise<VerifiedBlock> {
  const client = lightClientOf(chain);
  let last: unknown;
  for (const node of chain.nodes) {
    try {
      await chain.spend(3);
      return await client.walkTo(node, height, chain.signal);
    } catch (error) {
      if (chain.signal?.aborted || !(error instanceof LightError || isNodeFault(error))) throw error;
      last = error;
    }
  }
  throw last;
}

/** What each node says the header of a height is, held against the verified one. Counts those that agree. */
export async function compareHeaders(
  chain: CheckedChain,
  verified: VerifiedBlock,
): Promise<{ readonly asked: number; readonly agree: number }> {
  let asked = 0;
  let agree = 0;
  for (const node of chain.nodes) {
    await chain.spend(1);
    const verdicts = await headerVerdicts(chain, node, verified);
    if (verdicts === undefined) continue;
    asked += 1;
    if (verdicts.length === 0) agree += 1;
    for (const verdict of verdicts) await saveVerdict(chain.db, chain, verdict);
  }
  return { asked, agree };
}

/** `undefined` when the node did not answer. */
async function headerVerdicts(
  { crypto, signal }: CheckedChain,
  node: ProofNode,
  { height, hash, appHash }: VerifiedBlock,
): Promise<EndpointVerdict[] | undefined> {
  let json: unknown;
  try {
    json = await node.fetchSignedHeader(height, signal);
  } catch (error) {
    if (signal?.aborted || !isNodeFault(error)) throw error;
    return undefined;
  }
  const base = { url: node.url, height, isProven: true };
  try {
    const { header } = parseSignedHeader(json);
    const said = { hash: bytesToHex(headerHash(header, crypto)), appHash: bytesToHex(header.appHash) };
    if (said.appHash !== appHash) return [{ ...base, field: "app hash", expected: appHash, answered: said.appHash }];
    return said.hash === hash ? [] : [{ ...base, field: "header hash", expected: hash, answered: said.hash }];
  } catch (error) {
    if (!(error instanceof LightError)) throw error;
    return [{ ...base, field: "header", expected: hash, answered: error.message.slice(0, 200) }];
  }
}

/** Proves the rows of all claims at a height, compares what the nodes say of them unasked, and judges each claim. */
export async function checkClaims(chain: CheckedChain, height: number, claims: readonly Claim[], root: VerifiedBlock) {
  const context: ProveContext = {
    nodes: chain.nodes,
    crypto: chain.crypto,
    height,
    appHash: Buffer.from(root.appHash, "hex"),
    spend: chain.spend,
    ...(chain.signal === undefined ? {} : { signal: chain.signal }),
  };
  const rows = [...new Map(claims.flatMap((claim) => claim.rows.map((row) => [row, row]))).values()];
  const { outcomes, verdicts } = await proveRows(rows, context);
  for (const verdict of [...verdicts, ...(await sampledVerdicts(context, outcomes))]) {
    await saveVerdict(chain.db, chain, verdict);
  }
  return claims.map((claim) => judgeClaim(claim, height, outcomes));
}

/** Nobody needs a second opinion where there is one node. */
async function sampledVerdicts(
  context: ProveContext,
  outcomes: ReadonlyMap<Claim["rows"][number], RowOutcome>,
): Promise<EndpointVerdict[]> {
  if (context.nodes.length < 2) return [];
  const proven = [...outcomes].flatMap(([row, outcome]) =>
    outcome.state === "proven" ? [[row, outcome.value] as const] : [],
  );
  const verdicts: EndpointVerdict[] = [];
  for (const node of context.nodes) {
    try {
      verdicts.push(...(await compareValues(node, proven, context)));
    } catch (error) {
      if (context.signal?.aborted || !isNodeFault(error)) throw error;
    }
  }
  return verdicts;
}
