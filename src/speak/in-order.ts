/**
 * Starts `start` on the items ahead of their turn, at most `ahead` at once, and yields the results in order.
 * A failure comes out at its turn; what was started after it is left to the caller to stop.
 */
export async function* inOrder<Item, Result>(
  items: readonly Item[],
  start: (item: Item, index: number) => Promise<Result>,
  ahead: number,
): AsyncGenerator<Result> {
  const started: Promise<Result>[] = [];
  for (const [index, item] of items.entries()) {
    const result = start(item, index);
    // It may fail before its turn; the failure is told then, and must not count as unhandled until then.
    result.catch(() => undefined);
    started.push(result);
    if (started.length < ahead) continue;
    const [next] = started.splice(0, 1);
    if (next) yield await next;
  }
  for (const result of started) yield await result;
}
