/** So many moves for each member are cheaper than sorting anew. */
const MOVES = 12;

/**
 * Brings members into order by their key, the least first; `ofEquals` says which of two with one key comes first. Made for orders
 * that were right a moment ago: one that still is costs a look at each neighbour.
 */
export function settle(order: Int32Array, key: Float64Array, ofEquals: (a: number, b: number) => number): void {
  let moves = order.length * MOVES;
  for (let i = 1; i < order.length; i += 1) {
    const member = order[i] as number;
    const own = key[member] as number;
    let at = i;
    for (; at > 0; at -= 1) {
      const other = order[at - 1] as number;
      const theirs = key[other] as number;
      if (theirs < own || (theirs === own && ofEquals(other, member) <= 0)) break;
      order[at] = other;
    }
    order[at] = member;
    moves -= i - at;
    if (moves >= 0) continue;
    order.sort((a, b) => (key[a] as number) - (key[b] as number) || ofEquals(a, b));
    return;
  }
}
