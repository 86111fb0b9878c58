import type { Voice } from '../models/voice.js';
import type { Utterance } from './utterance.js';

/** How eSpeak NG is to speak. */
export interface Prosody {
  /** Language and variant, e.g. `en-us+f3`. */
  readonly name: string;
  /** Words a minute. */
  readonly rate: number;
  /** 0 to 99. */
  readonly pitch: number;
  /** 0 to 99. */
  readonly range: number;
}

const WORDS_PER_MINUTE = 175;

/** eSpeak's nearest voice; other regions speak as their language does. */
const languages: Readonly<Record<string, string>> = {
  en: 'en-us',
  'en-GB': 'en',
  'en-AU': 'en-gb-x-gbcwmd',
  'en-IE': 'en-gb-scotland',
  'en-IN': 'en-gb-x-rp',
  'en-SG': 'en-029',
  es: 'es-419',
  'es-ES': 'es',
  de: 'de',
  nl: 'nl',
  fr: 'fr',
  it: 'it',
  ja: 'ja',
};

/** Settings that are the same for a voice every time, and differ from voice to voice. */
export function prosodyOf({ voice, speed, expressivity }: Utterance): Prosody {
  const language = languages[voice.language] ?? languages[voice.language.slice(0, 2)] ?? 'en-us';
  const seed = hash(voice.model);
  const variant = voice.gender === 'feminine' ? `f${1 + (seed % 5)}` : `m${1 + (seed % 8)}`;
  return {
    name: `${language}+${variant}`,
    rate: Math.round(WORDS_PER_MINUTE * speed),
    pitch: pitchOf(voice) + (seed % 31) - 15,
    range: 50 + 20 * expressivity,
  };
}

function pitchOf(voice: Voice): number {
  if (voice.age.startsWith('Young')) return 60;
  return voice.age === 'Mature' ? 40 : 50;
}

function hash(text: string): number {
  let value = 0;
  for (const letter of text) value = (value * 31 + letter.charCodeAt(0)) >>> 0;
  return value;
}
