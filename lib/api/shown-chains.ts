import type { SecurityItem } from "./contracts/security";

/** So many consumers a page compares; of more, those that are weakest. */
const SHOWN = 50;

/**
 * The rows a page shows: all of them while they are few, else the provider and the consumers that least stake can halt, the
 * weakest first. A page of a thousand rows is neither read nor quick.
 */
export function shownChains(items: readonly SecurityItem[]): SecurityItem[] {
  const consumers = items.filter(({ scope }) => scope !== "provider");
  if (consumers.length <= SHOWN) return [...items];
  const toHalt = consumers.map((item) => ({
    item,
    stake: item.stakeToHalt === undefined ? undefined : BigInt(item.stakeToHalt),
  }));
  // Chains without a set come last: nothing can be said of them.
  toHalt.sort((a, b) => {
    if (a.stake === undefined || b.stake === undefined)
      return Number(a.stake === undefined) - Number(b.stake === undefined);
    return a.stake < b.stake ? -1 : a.stake > b.stake ? 1 : 0;
  });
  return [...items.filter(({ scope }) => scope === "provider"), ...toHalt.slice(0, SHOWN).map(({ item }) => item)];
}

/** A body with its rows cut to those, and of how many consumers they are. */
export function withShownChains<Body extends { readonly data: SecurityItem[] }>(body: Body): Body & { of: number } {
  const of = body.data.filter(({ scope }) => scope !== "provider").length;
  return { ...body, data: shownChains(body.data), of };
}
