import { familyOf, type Gender, VOICES, type Voice } from './voices.js';

/** A voice as a catalog of Deepgram lists it: with more than this package knows by itself. */
export interface CatalogVoice extends Voice {
  /** Deepgram's word for the age: `Adult`, `Young Adult`. */
  readonly age?: string;
  /** How it sounds: `warm`, `clear`. */
  readonly tags?: readonly string[];
  /** What Deepgram recommends it for: `IVR`, `storytelling`. */
  readonly useCases?: readonly string[];
  /** Where a recording of it is: an http(s) URL. */
  readonly sample?: string;
}

/** More than a list for people can have. */
const LIMITS = { voices: 1000, name: 100, word: 60, words: 20, url: 500 } as const;

/** What nobody sees: control characters, and what turns the direction of the text beside it. */
const UNPRINTABLE = /[\p{Cc}\p{Bidi_Control}]/u;

const GENDERS: Readonly<Record<string, Gender>> = {
  feminine: 'feminine',
  female: 'feminine',
  masculine: 'masculine',
  male: 'masculine',
};

/**
 * Reads the voices of `GET /v1/models` or `/v2/models`. Whatever is not as documented is left out; the rest counts.
 *
 * The fields are those of `@deepgram/sdk` 5.13 (`ListModelsV1ResponseTtsModels`); the real answer has a
 * `display_name` besides, which may be null, and the gender among the `tags`.
 */
export function readVoices(answer: unknown): CatalogVoice[] {
  const entries = listOf(recordOf(answer).tts).slice(0, LIMITS.voices);
  const voices = new Map<string, CatalogVoice>();
  for (const entry of entries) {
    const voice = readVoice(recordOf(entry));
    // One that comes twice is there in several versions, which sound alike.
    if (voice && !voices.has(voice.model)) voices.set(voice.model, voice);
  }
  return [...voices.values()];
}

/**
 * The voices to offer: what is listed now, with the details that only this package knows. It also offers its own
 * Flux voices where none are listed (the catalog of v1 has none, and not every server has the one of v2), and all of
 * its others where none of these are.
 */
export function mergeVoices(listed: readonly CatalogVoice[]): CatalogVoice[] {
  const known = new Map<string, CatalogVoice>(VOICES.map((voice) => [voice.model, voice]));
  const isFlux = ({ model }: Voice) => familyOf(model) === 'flux';
  const counts = new Set(listed.map(isFlux));
  const live = new Map(listed.map((voice) => [voice.model, { ...known.get(voice.model), ...voice }]));
  const kept = VOICES.flatMap((voice) => {
    const current = live.get(voice.model);
    if (current) return [current];
    return counts.has(isFlux(voice)) ? [] : [voice];
  });
  return [...kept, ...[...live.values()].filter(({ model }) => !known.has(model))];
}

function readVoice(entry: Readonly<Record<string, unknown>>): CatalogVoice | undefined {
  const metadata = recordOf(entry.metadata);
  const model = wordOf(entry.canonical_name, LIMITS.name);
  if (!model || /\s/.test(model)) return undefined;
  const tags = wordsOf(metadata.tags ?? entry.tags);
  const gender = tags.map(genderOf).find((each) => each !== undefined);
  const accent = wordOf(metadata.accent);
  const age = wordOf(metadata.age);
  const sample = urlOf(metadata.sample);
  const sounds = tags.filter((tag) => !genderOf(tag));
  const useCases = wordsOf(metadata.use_cases);
  return {
    model,
    name: capital(wordOf(metadata.display_name) ?? wordOf(entry.name) ?? model),
    language: languageOf(wordsOf(entry.languages), model),
    ...(gender && { gender }),
    ...(accent && { accent }),
    ...(age && { age }),
    ...(sounds.length > 0 && { tags: sounds }),
    ...(useCases.length > 0 && { useCases }),
    ...(sample && { sample }),
  };
}

function genderOf(tag: string): Gender | undefined {
  const word = tag.toLowerCase();
  return Object.hasOwn(GENDERS, word) ? GENDERS[word] : undefined;
}

/** `["en", "en-AU"]` speaks Australian English. Where nothing is told, the name does: `aura-2-theia-en`. */
function languageOf(languages: readonly string[], model: string): string {
  const tags = [...languages, model.split('-').at(-1) ?? ''].flatMap(canonical);
  return tags.find((tag) => tag.includes('-')) ?? tags[0] ?? 'und';
}

/** A language tag as it is written, if it is one. */
function canonical(tag: string): string[] {
  try {
    return Intl.getCanonicalLocales(tag);
  } catch {
    return [];
  }
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function wordOf(value: unknown, limit: number = LIMITS.word): string | undefined {
  const word = typeof value === 'string' ? value.trim() : '';
  return word !== '' && word.length <= limit && !UNPRINTABLE.test(word) ? word : undefined;
}

function wordsOf(value: unknown): string[] {
  const words = listOf(value).flatMap((word) => wordOf(word) ?? []);
  return [...new Set(words)].slice(0, LIMITS.words);
}

function urlOf(value: unknown): string | undefined {
  const text = wordOf(value, LIMITS.url);
  if (!text || !URL.canParse(text)) return undefined;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && !username && !password ? text : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
