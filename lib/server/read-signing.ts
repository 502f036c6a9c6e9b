import "server-only";
import { ratioText } from "@/lib/ics/decimal";
import { type DowntimeWindow, downtimeWindow, type HeightRange, lastOf, without } from "@/lib/ics/downtime-window";
import type { ConsHex } from "@/lib/ics/ids";
import type { ConsumerFacts, UnknownReason } from "@/lib/ics/types";
import {
  type AddressRange,
  findSlashingParamsAt,
  listLastDowntime,
  listMembership,
  listMissedBlocks,
} from "@/lib/store/read-signing";
import { sideOf } from "./consumer-item";
import type { ServerDeps } from "./deps";
import type { Frame } from "./frame";

/** How a validator has signed one chain, and how far it is from a jail there. */
export interface Uptime extends DowntimeWindow {
  /** Part of the watched blocks of the window that it signed, exact decimal; absent while none was watched. */
  readonly signedShare?: string;
  /** The consumer has reported it and waits for the provider's word: it does not count its misses meanwhile. */
  readonly isReported: boolean;
}

export type UptimeBook =
  | { readonly state: "known"; readonly height: number; readonly byAddress: ReadonlyMap<ConsHex, Uptime> }
  /** The chain has no block yet, or is no chain we could read: nothing applies. */
  | { readonly state: "none" }
  | { readonly state: "unknown"; readonly because: UnknownReason };

/**
 * How all members of a consumer's set stand in its downtime window, by their address *on the consumer* (ask
 * `mapSigningKeys` whose it is), at the block the frame sees the consumer at.
 */
export async function readUptime(deps: ServerDeps, frame: Frame, consumer: ConsumerFacts): Promise<UptimeBook> {
  const { position } = sideOf(frame, consumer);
  if (position.state === "not-started") return { state: "none" };
  if (position.state === "unknown") return { state: "unknown", because: position.because };
  const { chain, block } = position;
  return readUptimeOf(deps, { network: frame.snapshot.network, chainId: chain.chainId, height: block.height });
}

/** The same for any chain, the provider's own included, after one of its blocks. */
export async function readUptimeOf(
  { store: { db } }: ServerDeps,
  at: { readonly network: string; readonly chainId: string; readonly height: number },
): Promise<UptimeBook> {
  const params = await findSlashingParamsAt(db, at);
  if (!params) return { state: "unknown", because: "not-recorded" };
  const end = at.height;
  const members = [...groupByAddress(await listMembership(db, at))].flatMap(([address, ranges]) => {
    const now = ranges.at(-1);
    return now === undefined || now.until !== undefined ? [] : [{ address, ranges, now }];
  });
  // A flag set in block h holds from h + 1 on, so that of the next block is what this block left.
  const reports = await listLastDowntime(
    db,
    { ...at, height: end + 1 },
    members.map(({ address }) => address),
  );
  const reportOf = new Map(reports.map((report) => [report.address, report]));
  const histories = members.map(({ address, ranges, now }) => {
    const last = reportOf.get(address);
    // Reported in the block before the flag, which began the counter anew: votes up to the block before that are forgotten.
    const resetAt = last === undefined ? 0 : last.from - 1;
    const holes = last === undefined ? [] : [shifted(last, end)];
    const watched = lastOf(without(clip(ranges, resetAt, end), holes), params.signedBlocksWindow);
    const isReported = last !== undefined && last.until === undefined;
    return { address, watched, startHeight: now.from - 2, isReported };
  });
  const since = Math.min(end, ...histories.map(({ watched }) => watched[0]?.from ?? end));
  const missed = await listMissedBlocks(
    db,
    at,
    since,
    histories.map(({ address }) => address),
  );
  const missedOf = groupByAddress(missed);
  const byAddress = new Map(
    histories.map(({ address, watched, startHeight, isReported }): [ConsHex, Uptime] => {
      const unsigned = clip(missedOf.get(address) ?? [], 0, end);
      const window = downtimeWindow(params, { watched, missed: unsigned, startHeight }, end);
      const signed = BigInt(window.watched - window.missed);
      const share = window.watched === 0 ? {} : { signedShare: ratioText(signed, BigInt(window.watched), 6) };
      return [address, { ...window, isReported, ...share }];
    }),
  );
  return { state: "known", height: at.height, byAddress };
}

/** Blocks that count votes, as heights of the blocks voted on. */
function shifted({ from, until }: AddressRange, end: number): HeightRange {
  return { from: from - 1, until: until === undefined ? end : until - 1 };
}

function clip(ranges: readonly AddressRange[], from: number, until: number): HeightRange[] {
  return ranges
    .map((range) => ({ from: Math.max(range.from, from), until: Math.min(range.until ?? until, until) }))
    .filter((range) => range.from < range.until);
}

function groupByAddress(ranges: readonly AddressRange[]): Map<ConsHex, AddressRange[]> {
  const groups = new Map<ConsHex, AddressRange[]>();
  for (const range of ranges) {
    const group = groups.get(range.address);
    if (group) group.push(range);
    else groups.set(range.address, [range]);
  }
  return groups;
}
