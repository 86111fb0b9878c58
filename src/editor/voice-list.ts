import type { CatalogVoice } from '../speak/voice-catalog.js';
import { familyOf } from '../speak/voices.js';
import { isOfferLive, offeredVoices } from './catalog.js';
import { isEnvironment } from './choices.js';
import type { Item } from './combobox.js';
import { isFound } from './find.js';
import { languageName } from './language-list.js';
import { named } from './named.js';
import { textsOf } from './texts.js';
import './red.js';

const text = textsOf('deepgram-speak');

/** The voices that fit what was typed (a name, a language, an accent, an age, a use), as lines of a list. */
export function voiceItems(typed: string): Item[] {
  return offeredVoices()
    .map((voice) => ({ voice, item: itemOf(voice) }))
    .filter(({ voice, item: { value, label, detail, more = '', group } }) =>
      isFound(typed, value, label, voice.language, group, detail, more),
    )
    .map(({ item }) => item);
}

/** What is known of a voice, or that nothing is. */
export function voiceHint(model: string): string {
  if (isEnvironment(model)) return '';
  const voice = offeredVoices().find((candidate) => candidate.model === model);
  if (!voice) return text(isOfferLive() ? 'hint.unlistedVoice' : 'hint.unknownVoice');
  return [groupOf(voice), detailOf(voice)].filter(Boolean).join(', ');
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
