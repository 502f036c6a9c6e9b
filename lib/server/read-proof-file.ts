import "server-only";
import {
  EVIDENCE_FORMAT,
  EVIDENCE_VERSION,
  type Evidence,
  type EvidenceBlock,
  parseEvidenceBlock,
} from "@/lib/light/evidence";
import { LightError } from "@/lib/light/light-error";
import type { FullLightBlock } from "@/lib/light/skipping";
import { checkTrustIn } from "@/lib/light/verify-commit";
import {
  findTrustingPeriod,
  findTrustRoot,
  findVerification,
  findVerifiedBlock,
  listVerifiedBlocks,
} from "@/lib/store/read-verification";
import type { VerifiedBlock } from "@/lib/store/verification-rows";
import type { ServerDeps } from "./deps";
import { readIndex } from "./network-index";
import { fault, type ReadFault } from "./outcome";

/** Latest headers that are looked at for the way from the root; each may have some 100 kB. */
const MOST_BLOCKS = 60;

export interface ProofAsked {
  /** Left out: the provider. */
  readonly chain?: string;
  readonly consumer?: string;
  readonly subject: string;
  /** The last check at or before it; left out: the last there is. */
  readonly height?: number;
}

/** The proof of one figure as a file that can be checked without us. */
export async function readProofFile(
  deps: ServerDeps,
  network: string,
  { chain, consumer = "", subject, height = Number.MAX_SAFE_INTEGER }: ProofAsked,
): Promise<Evidence | ReadFault> {
  const index = await readIndex(deps, network);
  if ("state" in index) return index;
  const chainId = chain ?? index.provider?.chainId;
  const { db } = deps.store;
  const at = { network, chainId: chainId ?? "" };
  const result = await findVerification(db, at, { consumerId: consumer, subject, atMost: height });
  const evidence = result?.evidence as Pick<Evidence, "rows" | "set"> | undefined;
  if (!result || evidence?.rows === undefined) {
    return fault(
      404,
      "no-proof",
      "There is no proof of this figure: it was not verified, or the proof is kept no more.",
    );
  }
  const last = evidence.set ? result.height : result.height + 1;
  const [root, trustingPeriodNs] = await Promise.all([findTrustRoot(db, at), findTrustingPeriod(db, network)]);
  const path = root && (await pathTo(deps, at, root.height, last, trustingPeriodNs));
  const first = path?.[0];
  if (!root || !path || !first) return fault(404, "no-proof", "The headers of this proof are kept no more.");
  const { consumerId, says } = result;
  return {
    format: EVIDENCE_FORMAT,
    version: EVIDENCE_VERSION,
    network,
    chainId: at.chainId,
    ...(consumerId === undefined ? {} : { consumerId }),
    subject,
    height: result.height,
    says,
    trust: {
      height: first.height,
      hash: first.hash,
      method: first.height === root.height ? root.method : "verified-by-us",
    },
    trustingPeriodNs: String(trustingPeriodNs),
    blocks: path.map(({ block }) => block as EvidenceBlock),
    rows: evidence.rows,
    ...(evidence.set ? { set: evidence.set } : {}),
  };
}

/**
 * The fewest of the verified headers that lead to a height, from the root where it reaches: backwards, each from the oldest one
 * that is still trusted for it.
 */
async function pathTo(
  deps: ServerDeps,
  at: { readonly network: string; readonly chainId: string },
  rootHeight: number,
  height: number,
  trustingPeriodNs: bigint,
): Promise<VerifiedBlock[] | undefined> {
  const { db } = deps.store;
  const recent = await listVerifiedBlocks(db, at, height, MOST_BLOCKS);
  const root = await findVerifiedBlock(db, at, rootHeight);
  const blocks = root && recent[0] && recent[0].height > root.height ? [root, ...recent] : recent;
  const target = blocks.at(-1);
  if (target?.height !== height) return undefined;
  const parsed = new Map(blocks.map((block) => [block, parseEvidenceBlock(block.block as EvidenceBlock)]));
  const path = [target];
  for (let to = target; ; ) {
    const from = blocks.find((block) => block.height < to.height && leadsTo(parsed, block, to, trustingPeriodNs));
    if (from === undefined) return path;
    path.unshift(from);
    to = from;
  }
}

function leadsTo(
  parsed: ReadonlyMap<VerifiedBlock, FullLightBlock>,
  from: VerifiedBlock,
  to: VerifiedBlock,
  trustingPeriodNs: bigint,
): boolean {
  if (to.timeNs >= from.timeNs + trustingPeriodNs) return false;
  if (to.height === from.height + 1) return true;
  const [trusted, next] = [parsed.get(from), parsed.get(to)];
  if (!trusted || !next) return false;
  try {
    checkTrustIn(next.commit, trusted.nextValidators);
    return true;
  } catch (error) {
    if (error instanceof LightError) return false;
    throw error;
  }
}
