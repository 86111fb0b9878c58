/** `\{"word":"dupilumab","pronounce":"duːˈpɪljuːmæb"\}` inside a text; developers.deepgram.com/docs/tts-voice-controls. */
const CONTROL = /\\\{\s*"word"\s*:\s*"([^"]*)"\s*,\s*"pronounce"\s*:\s*"[^"]*"\s*\\\}/g;

/** A text without its inline controls. */
export interface PlainText {
  readonly text: string;
  /** How many pronunciations it had. */
  readonly pronunciations: number;
}

/** Puts the word in place of each pronunciation, which is also how Deepgram counts characters. */
export function applyPronunciations(text: string): PlainText {
  const pronunciations = text.match(CONTROL)?.length ?? 0;
  return { text: text.replace(CONTROL, (_control, word: string) => word), pronunciations };
}
