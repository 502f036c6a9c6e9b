import "server-only";
import type { Unread } from "@/lib/api/contracts/unread";
import type { UnknownReason } from "@/lib/ics/types";
import type { SubjectRow } from "@/lib/store/subject-rows";
import type { NetworkIndex } from "./network-index";

/** Subjects of the indexer (`BlockFollower.name`) in words. One we do not know keeps its name. */
const WORDS: Readonly<Record<string, string>> = {
  core: "Sets, packets and life of the consumers",
  signing: "Who signed",
  punishments: "Punishments",
  proposals: "Proposals",
  rewards: "Rewards",
  "block-limits": "What blocks may hold",
  "queued-infraction": "Infraction parameters that wait",
};

const WHY = {
  "not-read": "an earlier build read those blocks without them",
  "older-rules": "an earlier build read them by rules that have changed since",
  unversioned: "an earlier build read those blocks without noting what it read",
} as const;

/** A subject that a chain's rows do not tell of before some block, though its blocks are in our record. */
interface UnreadRow extends SubjectRow {
  readonly isProvider: boolean;
}

/** What is not read of all chains of a network since the beginning of its record. */
export function unreadSubjects({ chains, subjects }: Pick<NetworkIndex, "chains" | "subjects">): UnreadRow[] {
  return subjects.flatMap((row) => {
    const chain = chains.find(({ chainId }) => chainId === row.chainId);
    const first = chain?.firstHeight;
    if (!chain || first === undefined || row.fromHeight <= first) return [];
    return [{ ...row, isProvider: chain.role === "provider" }];
  });
}

/** Changes when a subject is read again or a gap is closed, and answers made before are no longer right. */
export function unreadStamp(index: Pick<NetworkIndex, "chains" | "subjects" | "gaps">): string {
  const subjects = unreadSubjects(index).map(
    ({ chainId, subject, fromHeight, reread }) => `${chainId}/${subject}:${fromHeight}${reread ? `(${reread})` : ""}`,
  );
  const gaps = index.gaps.map(({ chainId, fromHeight, toHeight }) => `${chainId}!${fromHeight}-${toHeight}`);
  return [...subjects, ...gaps].join(",");
}

/** Of the subjects a view is about, those it cannot tell all of at a provider height; of the core every view is. */
export function unreadOf(index: NetworkIndex, about: readonly string[], providerHeight: number): Unread[] {
  return unreadSubjects(index)
    .filter(({ subject }) => subject === "core" || about.includes(subject))
    .map((row) => unreadView(row, row.isProvider && providerHeight < row.fromHeight));
}

/** One of them in words. `isUnknownHere`: nothing at all is known of it at the moment that is shown. */
export function unreadView(row: SubjectRow, isUnknownHere = false): Unread {
  const { chainId, subject, fromHeight, because = "unversioned", reread } = row;
  return {
    chainId,
    subject,
    before: fromHeight,
    state: isUnknownHere ? "unknown" : "partial",
    because: reasonOf(reread),
    says: `${WORDS[subject] ?? subject} on ${chainId} before block ${fromHeight} may be missing: ${WHY[because]}. ${nextOf(reread)}`,
  };
}

function reasonOf(reread: SubjectRow["reread"]): UnknownReason {
  if (!reread?.startsWith("not-possible")) return "not-indexed-yet";
  return reread.includes("keep blocks from") ? "pruned" : "not-recorded";
}

function nextOf(reread: SubjectRow["reread"]): string {
  if (reread === undefined || reread === "waiting") return "They are read again once the head is reached.";
  if (reread === "under-way") return "They are being read again now.";
  return `They cannot be read again: ${reread.replace(/^not-possible: /, "")}; what is kept of them stays.`;
}
