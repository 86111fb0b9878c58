import type { CatalogVoice } from '../speak/voice-catalog.js';
import { familyOf } from '../speak/voices.js';
import { isOfferLive, offeredVoices } from './catalog.js';
import { isEnvironment } from './choices.js';
import { found } from './find.js';
import { languageName, namesOf } from './language-list.js';
import { named } from './named.js';
import type { PickHint } from './pick-hint.js';
import type { Item } from './suggestion-lines.js';
import { textsOf } from './texts.js';
import './red.js';

const text = textsOf('deepgram-speak');

/** Everyday words for how a voice sounds, beside Deepgram's own. */
const EVERYDAY = { feminine: 'search.feminine', masculine: 'search.masculine' } as const;

/** The voices that fit what was typed (a name, a language, an accent, an age, a use), as lines of a list. */
export function voiceItems(typed: string): Item[] {
  const lines = offeredVoices().map((voice) => ({ voice, item: itemOf(voice) }));
  return found(typed, lines, ({ voice, item }) => wordsFor(voice, item)).map(({ item }) => item);
}

/** What is known of a voice, or that nothing is. */
export function voiceHint(model: string): PickHint {
  if (isEnvironment(model)) return { words: '' };
  const voice = offeredVoices().find((candidate) => candidate.model === model);
  if (voice) return { words: [groupOf(voice), detailOf(voice)].filter(Boolean).join(', ') };
  if (voiceItems(model).length > 0)
    return { words: text('hint.wordVoice', { word: model }), isWarning: true };
  return { words: text(isOfferLive() ? 'hint.unlistedVoice' : 'hint.unknownVoice') };
}

/** All that a voice is found by: what its line shows, and the same in Deepgram's, everyday and its own language's words. */
function wordsFor(voice: CatalogVoice, { value, label, detail, more = '', group }: Item): string[] {
  const { language, gender = '', accent = '', age = '' } = voice;
  const everyday = gender && text(EVERYDAY[gender]);
  return [
    ...[value, label, language, group, detail, more, gender, accent, age, everyday],
    ...namesOf(language.split('-')[0] ?? language),
  ];
}

function itemOf(voice: CatalogVoice): Item {
  const more = characterOf(voice);
  return {
    value: voice.model,
    label: voice.name,
    detail: detailOf(voice),
    ...(more && { more }),
    group: groupOf(voice),
  };
}

function groupOf({ model, language }: CatalogVoice): string {
  const [tongue = language] = language.split('-');
  return [tongue === 'und' ? '' : languageName(tongue), familyName(model)].filter(Boolean).join(' · ');
}

/** The family's name; of one that will be called Aura-3, what its voices' names tell. */
function familyName(model: string): string {
  const family = familyOf(model);
  if (family !== 'aura' || /^aura-[a-z]/.test(model)) return text(`families.${family}`);
  const name = model.replace(/-[^-]+-[^-]+$/, '');
  return name === model ? '' : name.charAt(0).toUpperCase() + name.slice(1);
}

function detailOf({ gender, accent, age, language }: CatalogVoice): string {
  const isTold = accent && accent !== englishName(language);
  return [
    gender && text(`genders.${gender}`),
    isTold && named(text, 'accents', accent),
    age && named(text, 'ages', age),
  ]
    .filter(Boolean)
    .join(', ');
}

/** How it sounds and what for, in Deepgram's own words: there is no end of them. */
function characterOf({ tags = [], useCases = [] }: CatalogVoice): string {
  return [tags, useCases]
    .map((words) => words.map(inSentence).join(', '))
    .filter(Boolean)
    .join(' · ');
}

/** `Casual chat` is `casual chat`, but `IVR` stays. */
function inSentence(words: string): string {
  return /\p{Lu}{2}/u.test(words) ? words : words.toLowerCase();
}

/** A German voice has a German accent; that need not be said. */
function englishName(language: string): string | undefined {
  const [tongue = language] = language.split('-');
  return new Intl.DisplayNames(['en-US'], { type: 'language', fallback: 'none' }).of(tongue);
}
