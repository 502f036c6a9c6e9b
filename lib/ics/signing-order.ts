import type { CometValidator } from "./types";

type Member = Pick<CometValidator, "address" | "power">;

/** CometBFT's order of a validator set, in which the signatures of a commit stand: power descending, then address ascending. */
export function bySigningOrder(a: Member, b: Member): number {
  if (a.power !== b.power) return a.power < b.power ? 1 : -1;
  return a.address < b.address ? -1 : a.address > b.address ? 1 : 0;
}
