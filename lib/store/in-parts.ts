/** So many things are looked up by one query: on the one connection of an embedded database others get their turn in between. */
const AT_ONCE = 125;

/** What a query finds of many things, asked for a part of them at a time. */
export async function inParts<Asked, Found>(
  asked: readonly Asked[],
  ask: (part: readonly Asked[]) => Promise<readonly Found[]>,
): Promise<Found[]> {
  const found: Found[] = [];
  for (let i = 0; i < asked.length; i += AT_ONCE) found.push(...(await ask(asked.slice(i, i + AT_ONCE))));
  return found;
}
