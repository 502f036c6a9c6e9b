import type { AtomEntry } from "@/lib/format/atom";
import type { ServerDeps } from "@/lib/server/deps";
import type { ViewAt } from "@/lib/server/frame";
import type { ReadResult } from "@/lib/server/outcome";

/** Something a feed tells, before it is written: `key` is its own within the feed for ever, `path` is a page of ours. */
export interface FeedItem extends Omit<AtomEntry, "id" | "url"> {
  readonly key: string;
  readonly path: string;
}

/** One feed: its name in the address, what it is called, the page it stands for, and what it tells. */
export interface FeedKind {
  readonly name: string;
  readonly title: string;
  readonly path: string;
  readonly read: (deps: ServerDeps, network: string, at: ViewAt) => Promise<ReadResult<FeedItem[]>>;
}

/** The items of a view. */
export async function itemsOf<T>(
  result: Promise<ReadResult<T>>,
  items: (data: T, time: string) => FeedItem[],
): Promise<ReadResult<FeedItem[]>> {
  const view = await result;
  return view.state === "fault" ? view : { ...view, data: items(view.data, view.asOf.time) };
}
