import "server-only";
import type { ChainRow } from "@/lib/store/chain-rows";

/** Since when a chain speaks the dialect found, and since when its provider module is gone. */
export function dialectHeights({ dialectSince, absentModule }: ChainRow) {
  return {
    ...(dialectSince === undefined ? {} : { dialectSince }),
    ...(absentModule === undefined ? {} : { moduleAbsentSince: absentModule.since }),
  };
}
