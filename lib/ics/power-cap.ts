/**
 * Caps every power at `percent` of the sum and gives what was cut to the smaller ones (ics-protocol.md §6.3, capPower;
 * ICS `NoMoreThanPercentOfTheSum`). All divisions are whole-number divisions, as on chain.
 *
 * Where the cap cannot be met (`percent` × count < 100) everybody ends at the cap and the sum shrinks. Members of equal
 * power may come out one apart, and which of them gets more depends on the order of equals, which Go's sort leaves open.
 *
 * @param members in any order; equals keep their order
 * @param percent 1 to 100
 * @returns the members by power before capping, descending, with `power` replaced
 */
export function capPower<T extends { readonly power: bigint }>(members: readonly T[], percent: number): T[] {
  if (!Number.isInteger(percent) || percent < 1 || percent > 100) {
    throw new RangeError(`a power cap is 1 to 100 percent, not ${percent}`);
  }
  const descending = members.toSorted((a, b) => (a.power < b.power ? 1 : a.power > b.power ? -1 : 0));
  const sum = descending.reduce((total, { power }) => total + power, 0n);
  const wanted = (sum * BigInt(percent)) / 100n;
  const max = wanted === 0n ? 1n : wanted;

  let extra = 0n;
  let below = 0n;
  for (const { power } of descending) {
    if (power >= max) extra += power - max;
    else below += 1n;
  }
  let share = below > 0n ? extra / below : 0n;

  return descending.map((member) => {
    let power = max;
    if (member.power < max) {
      power = member.power + share >= max ? max : member.power + share;
      extra -= power - member.power;
      below -= 1n;
    }
    if (below > 0n) share = extra / below;
    return { ...member, power };
  });
}
