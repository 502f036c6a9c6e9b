import type { ConsumerId } from "@/lib/ics/ids";
import { hashOfKeysAndPowers } from "@/lib/ics/valset-hash";
import { type EvidenceBlock, parseEvidenceBlock } from "@/lib/light/evidence";
import { LightError } from "@/lib/light/light-error";
import { bytesToHex } from "@/lib/shared/bytes";
import { findBlock, findLastBlockAt } from "@/lib/store/read-chain";
import {
  findSlashMeterAt,
  listConsumersAt,
  listOptedInAt,
  listQueuedPacketsAt,
  listStoredAt,
} from "@/lib/store/read-provider";
import { findChannelCounts } from "@/lib/store/read-verification";
import type { VerificationResult } from "@/lib/store/verification-rows";
import { type CheckedChain, checkClaims, compareHeaders, isNodeFault, verifiedHeader } from "./chain-checker";
import { headerResult } from "./check-consumer";
import { type Claim, consumerClaims, meterClaim } from "./claims";

/**
 * Checks what the store says of every consumer after one provider block. `consumerChains` by consumer id: a stored set is
 * complete when the consumer's own verified header carries its hash (ics-protocol.md §6.6.3).
 */
export async function checkProvider(
  chain: CheckedChain,
  height: number,
  consumerChains: ReadonlyMap<string, CheckedChain>,
): Promise<VerificationResult[]> {
  const header = await verifiedHeader(chain, height + 1);
  const agreement = await compareHeaders(chain, header);
  const claims = await claimsAt(chain, height);
  const results = await checkClaims(chain, height, claims, header);
  const stored = await listStoredAt(chain.db, { network: chain.network, height });
  const complete: VerificationResult[] = [];
  for (const result of results) {
    const consumer = result.subject === "stored-set" ? consumerChains.get(result.consumerId ?? "") : undefined;
    if (result.outcome !== "proven" || consumer === undefined) {
      complete.push(result);
      continue;
    }
    const members = stored.filter(({ consumerId }) => consumerId === result.consumerId);
    complete.push({ ...result, says: `${result.says}; ${await completeness(chain, height, consumer, members)}` });
  }
  return [await headerResult(chain, height, header, agreement), ...complete];
}

async function claimsAt({ db, network, chainId }: CheckedChain, height: number): Promise<Claim[]> {
  const at = { network, height };
  const [consumers, stored, optedIn, queued, meter, first] = await Promise.all([
    listConsumersAt(db, at),
    listStoredAt(db, at),
    listOptedInAt(db, at),
    listQueuedPacketsAt(db, { ...at, providerChainId: chainId }),
    findSlashMeterAt(db, at),
    findBlock(db, network, chainId, 1),
  ]);
  const claims: Claim[] = meter === undefined ? [] : [meterClaim(meter.meter)];
  for (const consumer of consumers) {
    const { consumerId, channelId } = consumer;
    const of = <T extends { consumerId: ConsumerId }>(rows: readonly T[]) =>
      rows.filter((row) => row.consumerId === consumerId);
    // Counted from the first packet, or not at all.
    const isCounted = channelId !== undefined && first !== undefined;
    const channel = isCounted
      ? await findChannelCounts(db, { network, chainId }, { port: "provider", channelId, height })
      : undefined;
    claims.push(
      ...consumerClaims({
        consumer,
        stored: of(stored),
        optedIn: of(optedIn).map(({ consAddress }) => consAddress),
        queued: of(queued).map(({ valsetUpdateId }) => valsetUpdateId),
        ...(channel === undefined ? {} : { channel }),
      }),
    );
  }
  return claims;
}

/** Whether the consumer's headers show that the stored rows are all there are. In words. */
async function completeness(
  provider: CheckedChain,
  height: number,
  consumer: CheckedChain,
  members: Parameters<typeof hashOfKeysAndPowers>[0],
): Promise<string> {
  const { db, network, chainId } = provider;
  const block = await findBlock(db, network, chainId, height);
  const at = block && (await findLastBlockAt(db, network, consumer.chainId, block.timeNs));
  if (!at) return "not shown to be complete: no block of the consumer is on record";
  try {
    const verified = await verifiedHeader(consumer, at.height);
    const { header } = parseEvidenceBlock(verified.block as EvidenceBlock);
    const hash = hashOfKeysAndPowers(members, consumer.crypto.sha256);
    const signs = [header.validatorsHash, header.nextValidatorsHash].some((of) => bytesToHex(of) === hash);
    return signs
      ? `complete, for its hash is the one in block ${at.height} of ${consumer.chainId}`
      : `not the set of block ${at.height} of ${consumer.chainId}, so it is not shown to be complete`;
  } catch (error) {
    if (!(error instanceof LightError || isNodeFault(error))) throw error;
    return `not shown to be complete: ${(error as Error).message.slice(0, 160)}`;
  }
}
