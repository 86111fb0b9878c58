/**
 * Whether texts have every word that was typed, in any order. An underscore counts as a space, on both sides, so
 * that Deepgram's own spelling finds as well as a person's does; nothing typed finds everything.
 */
export function isFound(typed: string, ...texts: readonly string[]): boolean {
  const description = plain(texts.join(' '));
  return plain(typed)
    .split(/\s+/)
    .every((word) => description.includes(word));
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll('_', ' ').trim();
}
