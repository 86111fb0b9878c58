// Deepgram documents \{"word":"…","pronounce":"…"\}; the backslashes are often lost on the way here.
const BRACES = /\\?\{[^{}]*\}/g;

/**
 * Puts one long grapheme, as long as they are, in the place of all inline pronunciations, so that no rule of
 * Unicode finds a break inside.
 *
 * @param limit - Longer ones, in UTF-16 code units, stay as they are.
 */
export function maskPronunciations(text: string, limit: number): string {
  return text.replace(BRACES, (braces) =>
    braces.length <= limit && isPronunciation(braces) ? `A${'\u0301'.repeat(braces.length - 1)}` : braces,
  );
}

function isPronunciation(braces: string): boolean {
  return /"word\\?"\s*:/.test(braces) && /"pronounce\\?"\s*:/.test(braces);
}
