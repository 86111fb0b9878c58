/** cacache, loaded when the first audio is looked for on disk: it takes 50 ms. */
export async function loadCacache() {
  return await import('cacache');
}
