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

/**
 * Those of some items that have every word that was typed. Where words of theirs begin with what was typed, only these:
 * who types `man` means no `German`. Elsewhere, and in languages without blanks, any place in a word will do.
 *
 * @param textsOf - all that an item can be found by
 */
export function found<Item>(
  typed: string,
  items: readonly Item[],
  textsOf: (item: Item) => readonly string[],
): Item[] {
  const parts = plain(typed).split(/\s+/);
  const beginning = items.filter((item) => {
    const words = plain(textsOf(item).join(' ')).split(/[^\p{L}\p{N}\p{M}]+/u);
    const description = ` ${words.join(' ')}`;
    return parts.every((part) =>
      description.includes(` ${part.replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ').trim()}`),
    );
  });
  return beginning.length > 0 ? beginning : items.filter((item) => isFound(typed, ...textsOf(item)));
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll('_', ' ').trim();
}
