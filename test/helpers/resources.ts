/** What keeps this process alive; only once a test has waited for something, the runner's own timer is among it. */
export async function activeResources(): Promise<string[]> {
  await new Promise(setImmediate);
  return process.getActiveResourcesInfo().sort();
}

/** Waits until nothing more keeps this process alive than did before. */
export async function untilResources(before: readonly string[]): Promise<void> {
  while (String(await activeResources()) !== String(before));
}
