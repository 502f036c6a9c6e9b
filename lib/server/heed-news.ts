import "server-only";
import type { BlockNews } from "@/lib/store/block-news";
import type { FrontDoor } from "./front/front-door";
import type { KeepWarm } from "./keep-warm";
import { tellBlock, tellHub } from "./stream/hubs";

/** Everybody of a process who is to know of blocks that were stored, by its own indexer or (on PostgreSQL) by another process's. */
export function heedNews(
  warm: Pick<KeepWarm, "onCommitted">,
  door: Pick<FrontDoor, "beat">,
): (news: BlockNews) => void {
  return (news) => {
    const { network, head } = news;
    if (head) tellBlock(network, head);
    warm.onCommitted(news);
    door.beat(news);
    tellHub(network);
  };
}
