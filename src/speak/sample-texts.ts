/**
 * What a voice says when a person wants to know how it sounds: one sentence in each language that Deepgram's voices
 * speak.
 */

const TEXTS: Readonly<Record<string, string>> = {
  en: 'Hello! This is how I sound when I read your messages aloud.',
  es: '¡Hola! Así sueno cuando leo tus mensajes en voz alta.',
  de: 'Hallo! So klinge ich, wenn ich Ihre Nachrichten vorlese.',
  fr: 'Bonjour ! Voici ma voix quand je lis vos messages.',
  it: 'Ciao! Ecco la mia voce quando leggo i tuoi messaggi.',
  ja: 'こんにちは。この声で、メッセージを読み上げます。',
  nl: 'Hallo! Zo klink ik als ik je berichten voorlees.',
};

/** The language at the end of a voice's name: `aura-2-thalia-en`. */
const LANGUAGE = /-([a-z]{2})$/i;

/** The sentence for a voice; in English where its language has none, or can't be told. */
export function sampleText(model: string): string {
  const [, language = 'en'] = LANGUAGE.exec(model) ?? [];
  const text = Object.entries(TEXTS).find(([name]) => name === language.toLowerCase())?.[1];
  return text ?? String(TEXTS.en);
}
