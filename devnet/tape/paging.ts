import { internalError } from "./rpc-error";

/** CometBFT's own rules: 30 unless told, 100 at most. */
export function pageSize(asked: number | undefined): number {
  if (asked === undefined || asked < 1) return 30;
  return Math.min(asked, 100);
}

/** Throws for a page beyond the last, as the node does; an empty list has one page. */
export function pageNumber(asked: number | undefined, perPage: number, total: number): number {
  const pages = Math.max(1, Math.ceil(total / perPage));
  if (asked === undefined) return 1;
  if (asked < 1 || asked > pages) throw internalError(`page should be within [1, ${pages}] range, given ${asked}`);
  return asked;
}
