/** Runs `work` for each item with at most `limit` at a time, and yields the results in order of the items. */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  limit: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = [];
  for (const item of items) {
    const started = work(item);
    started.catch(() => undefined); // Whoever awaits it below gets the error; until then it must not count as unhandled.
    running.push(started);
    if (running.length >= limit) yield (await running.shift()) as Result;
  }
  while (running.length > 0) yield (await running.shift()) as Result;
}
