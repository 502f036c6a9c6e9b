import type { LightCrypto } from "@/lib/light/light-crypto";
import { LightError } from "@/lib/light/light-error";
import { type ChainRow, listChains } from "@/lib/store/chain-rows";
import { keepCheckedTime, listStagedHeights, listStagedResults, type StagedResult } from "@/lib/store/import-rows";
import type { Store } from "@/lib/store/open-store";
import { findTrustingPeriod, findTrustRoot, findVerifiedBlock } from "@/lib/store/read-verification";
import type { RecordSummary } from "@/lib/store/record-rows";
import { saveTrustRoot, saveVerifications, type VerificationResult } from "@/lib/store/verification-rows";
import { type CheckedChain, isNodeFault, lightClientOf } from "@/lib/verifier/chain-checker";
import { checkChainAt } from "@/lib/verifier/check-chain";
import { RecordError } from "./record-error";
import { openRecordNode } from "./record-node";

/** A header that whoever imports knows to be right. */
export interface TrustedHeader {
  readonly chainId: string;
  readonly height: number;
  readonly hash: string;
}

interface Verified {
  readonly summary: Pick<RecordSummary, "headers" | "proven" | "unproven" | "roots">;
  /** What a reader of the summary should know, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Verifies an imported network within its transaction: headers and commits of each chain from its root, then every figure that
 * the record calls proven, from its proofs against the imported rows. What is in `staged` was written by the record; what holds
 * is written anew under the network's own name. Throws `RecordError` where the record contradicts itself.
 */
export async function verifyRecord(
  db: Store["db"],
  {
    network,
    staged,
    crypto,
    trusted,
  }: {
    readonly network: string;
    readonly staged: string;
    readonly crypto: LightCrypto;
    readonly trusted: readonly TrustedHeader[];
  },
): Promise<Verified> {
  const chains = await listChains(db, network);
  const trustingPeriodNs = await findTrustingPeriod(db, network);
  const checked = new Map<string, CheckedChain>();
  const notes: string[] = [];
  const roots: RecordSummary["roots"][number][] = [];
  let headers = 0;
  for (const { chainId } of chains) {
    const chain: CheckedChain = {
      network,
      chainId,
      db,
      crypto,
      nodes: [openRecordNode(db, staged, chainId)],
      trustingPeriodNs,
      spend: async () => undefined,
    };
    const walked = await walk(
      chain,
      staged,
      trusted.filter((header) => header.chainId === chainId),
    );
    if (!walked) continue;
    checked.set(chainId, chain);
    headers += walked.headers;
    roots.push({ chainId, height: walked.root.height, hash: walked.root.hash });
    notes.push(...walked.notes);
  }
  const strange = trusted.find(({ chainId }) => !checked.has(chainId));
  if (strange)
    throw new RecordError(`the record carries no header of ${strange.chainId}, of which one is to be trusted`);
  const counts = { proven: 0, unproven: 0 };
  // The provider last: its stored sets are shown to be complete by headers of the consumers.
  for (const chain of chains.toReversed()) {
    await recheck(db, { network, staged, chain, chains, checked, counts });
  }
  return { summary: { headers, ...counts, roots }, notes };
}

/** Every header of a chain that the record carries, from the root on. */
async function walk(
  chain: CheckedChain,
  staged: string,
  trusted: readonly TrustedHeader[],
): Promise<{ headers: number; root: { height: number; hash: string }; notes: string[] } | undefined> {
  const { db, chainId } = chain;
  const root = await findTrustRoot(db, { network: staged, chainId });
  const heights = await listStagedHeights(db, staged, chainId, "light_block");
  if (!root || heights.length === 0) return undefined;
  if (heights[0] !== root.height)
    throw new RecordError(`the root of trust of ${chainId}, block ${root.height}, is missing`);
  const [node] = chain.nodes;
  if (!node) return undefined;
  const client = lightClientOf(chain);
  const notes: string[] = [];
  let begin: { height: number; hash: string } = root;
  const beginAt = async (height: number, hash: string, method: "configured" | "first-use") => {
    await client.begin(node, height, hash, undefined, () => saveTrustRoot(db, chain, { height, hash, method }));
    begin = { height, hash };
  };
  try {
    // Who made the record may have vouched for its root; here only who imports it can.
    const isVouched = trusted.some(({ height, hash }) => height === root.height && hash === root.hash);
    await beginAt(root.height, root.hash, isVouched ? "configured" : "first-use");
    for (const height of heights.slice(1)) {
      try {
        await client.walkTo(node, height);
      } catch (error) {
        const isUnreached =
          isNodeFault(error) || (error instanceof LightError && error.code !== "invalid" && error.code !== "malformed");
        if (!isUnreached) throw error;
        const block = await findVerifiedBlock(db, { network: staged, chainId }, height);
        if (!block) throw error;
        notes.push(
          `No header leads from block ${begin.height} of ${chainId} to block ${height}: trust begins anew there.`,
        );
        await beginAt(height, block.hash, "first-use");
      }
    }
  } catch (error) {
    if (!(error instanceof LightError)) throw error;
    throw new RecordError(`a header of ${chainId} in the record is false: ${error.message}`);
  }
  for (const height of heights) {
    const [ours, said] = [
      await findVerifiedBlock(db, chain, height),
      await findVerifiedBlock(db, { network: staged, chainId }, height),
    ];
    // Those before a new beginning are not kept.
    if (ours?.height !== height) continue;
    if (ours.hash !== said?.hash || ours.appHash !== said.appHash || ours.timeNs !== said.timeNs)
      throw new RecordError(
        `header ${height} of ${chainId} in the record is false: it is not what the record says of it`,
      );
  }
  for (const { height, hash } of trusted) {
    const found = await findVerifiedBlock(db, chain, height);
    if (found?.height !== height)
      throw new RecordError(`the record carries no header ${height} of ${chainId}, which is to be trusted`);
    if (found.hash !== hash)
      throw new RecordError(
        `header ${height} of ${chainId} in the record is ${found.hash}, not ${hash}, which you trust`,
      );
  }
  return { headers: heights.filter((height) => height >= begin.height).length, root: begin, notes };
}

interface Recheck {
  readonly network: string;
  readonly staged: string;
  readonly chain: ChainRow;
  readonly chains: readonly ChainRow[];
  readonly checked: ReadonlyMap<string, CheckedChain>;
  readonly counts: { proven: number; unproven: number };
}

async function recheck(db: Store["db"], { network, staged, chain, chains, checked, counts }: Recheck): Promise<void> {
  const { chainId } = chain;
  const own = checked.get(chainId);
  for (const height of await listStagedHeights(db, staged, chainId, "verification")) {
    const said = await listStagedResults(db, staged, chainId, height);
    const found =
      own && said.some(({ evidence }) => evidence !== undefined)
        ? await checkAgain(own, chain, chains, checked, height)
        : [];
    const results = said.map((one) =>
      judge(
        chainId,
        height,
        one,
        found.find((result) => isSame(result, one)),
      ),
    );
    await saveVerifications(db, { network, chainId }, results);
    for (const one of said) await keepCheckedTime(db, network, chainId, height, one);
    counts.proven += results.filter(({ outcome }) => outcome === "proven").length;
    counts.unproven += results.filter(({ outcome }) => outcome !== "proven").length;
  }
}

async function checkAgain(
  own: CheckedChain,
  chain: ChainRow,
  chains: readonly ChainRow[],
  checked: ReadonlyMap<string, CheckedChain>,
  height: number,
): Promise<readonly VerificationResult[]> {
  try {
    return await checkChainAt(own, chain, chains, checked, height);
  } catch (error) {
    if (error instanceof LightError && (error.code === "invalid" || error.code === "malformed"))
      throw new RecordError(`block ${height} of ${chain.chainId} in the record does not hold: ${error.message}`);
    if (error instanceof LightError || isNodeFault(error)) return [];
    throw error;
  }
}

function isSame({ consumerId = "", subject }: VerificationResult, said: StagedResult): boolean {
  return consumerId === said.consumerId && subject === said.subject;
}

/** What is kept of one figure: what we proved again, else what the record says, but never that it is proven. */
function judge(
  chainId: string,
  height: number,
  said: StagedResult,
  found: VerificationResult | undefined,
): VerificationResult {
  const { consumerId, subject, says, rowCount } = said;
  const base = { ...(consumerId === "" ? {} : { consumerId }), subject, height, says: says.slice(0, 1_000), rowCount };
  if (said.outcome !== "proven") {
    const outcome = said.outcome === "contradicted" ? "contradicted" : "unproven";
    return { ...base, outcome, because: (said.because ?? "the record does not say why").slice(0, 500) };
  }
  if (found?.outcome === "contradicted") {
    const of = consumerId === "" ? subject : `${subject} of consumer ${consumerId}`;
    throw new RecordError(`${of} after block ${height} of ${chainId} is not what its proof says: ${found.because}`);
  }
  if (found?.outcome !== "proven") {
    const because = found?.because ?? "the record does not carry the proof";
    return { ...base, outcome: "unproven", because };
  }
  if (subject !== "header") return found;
  // How many nodes agreed is the word of who made the record; the hash is ours.
  const isSaid = says.startsWith(`${found.says.split(";")[0]};`) && says.length < 300;
  const nodes = (said.evidence as { nodes?: { asked?: unknown; agree?: unknown } } | undefined)?.nodes;
  const isCounted = typeof nodes?.asked === "number" && typeof nodes.agree === "number";
  return isSaid && isCounted
    ? { ...found, says, evidence: { nodes: { asked: nodes.asked, agree: nodes.agree } } }
    : found;
}
