import { hashOfKeysAndPowers } from "@/lib/ics/valset-hash";
import { type EvidenceBlock, parseEvidenceBlock } from "@/lib/light/evidence";
import { bytesToHex } from "@/lib/shared/bytes";
import { findBlock, listCometSetAt } from "@/lib/store/read-chain";
import { findChannelCounts, findConsumerEnd } from "@/lib/store/read-verification";
import type { VerificationResult, VerifiedBlock } from "@/lib/store/verification-rows";
import { type CheckedChain, checkClaims, compareHeaders, verifiedHeader } from "./chain-checker";
import { type Claim, receivedClaim } from "./claims";

/** Checks a consumer on its own chain: who signs, and how many updates it has received. */
export async function checkConsumer(
  chain: CheckedChain,
  height: number,
  of: { readonly consumerId: string; readonly providerChannel?: string },
): Promise<VerificationResult[]> {
  const { db, network, chainId } = chain;
  const [signing, next] = [await verifiedHeader(chain, height), await verifiedHeader(chain, height + 1)];
  const agreement = await compareHeaders(chain, next);
  const claims: Claim[] = [];
  const first = await findBlock(db, network, chainId, 2);
  const channel = of.providerChannel && (await findConsumerEnd(db, chain, of.providerChannel));
  if (channel && first) {
    const counts = await findChannelCounts(db, chain, { port: "consumer", channelId: channel, height });
    claims.push(receivedClaim(of.consumerId, channel, counts.received));
  }
  const results = await checkClaims(chain, height, claims, next);
  return [
    await headerResult(chain, height, next, agreement),
    await signingResult(chain, height, of.consumerId, signing),
    ...results,
  ];
}

async function signingResult(
  { db, network, chainId, crypto }: CheckedChain,
  height: number,
  consumerId: string,
  verified: VerifiedBlock,
): Promise<VerificationResult> {
  const set = await listCometSetAt(db, network, chainId, height);
  const hash = hashOfKeysAndPowers(set, crypto.sha256);
  const { header } = parseEvidenceBlock(verified.block as EvidenceBlock);
  const proven = bytesToHex(header.validatorsHash);
  const base = {
    consumerId,
    subject: "signing-set",
    height,
    rowCount: set.length,
    evidence: { rows: [], set: { hash } },
  };
  const says = `${set.length} validators sign`;
  return proven === hash
    ? { ...base, says, outcome: "proven" }
    : { ...base, says, outcome: "contradicted", because: `the set we show is not the one in header ${height}` };
}

/** The header itself: what we stored of it, and how many nodes say the same. */
export async function headerResult(
  { db, network, chainId }: CheckedChain,
  height: number,
  verified: VerifiedBlock,
  { asked, agree }: { readonly asked: number; readonly agree: number },
): Promise<VerificationResult> {
  const stored = await findBlock(db, network, chainId, verified.height);
  const isSame = stored === undefined || stored.hash.toLowerCase() === verified.hash;
  return {
    subject: "header",
    height,
    outcome: isSame ? "proven" : "contradicted",
    ...(isSame ? {} : { because: `we show block ${verified.height} as ${stored?.hash}; proven is ${verified.hash}` }),
    says: `block ${verified.height} is ${verified.hash}; ${agree} of ${asked} nodes say so`,
    rowCount: 0,
    evidence: { nodes: { asked, agree } },
  };
}
