import { familyOf, VOICES, type Voice, voicesMatching } from '../speak/voices.js';
import { isEnvironment } from './choices.js';
import type { Item } from './combobox.js';
import { textsOf } from './texts.js';

const text = textsOf('deepgram-speak');

/** The voices that fit what was typed (a name, a language, an accent, a gender), as lines of a list. */
export function voiceItems(typed: string): Item[] {
  return voicesMatching(typed, (voice) =>
    [voice.model, voice.language, group(voice), detail(voice)].join(' '),
  ).map((voice) => ({ value: voice.model, label: voice.name, detail: detail(voice), group: group(voice) }));
}

/** What is known of a voice, or that nothing is. */
export function voiceHint(model: string): string {
  if (isEnvironment(model)) return '';
  const voice = VOICES.find((candidate) => candidate.model === model);
  return voice ? [group(voice), detail(voice)].filter(Boolean).join(', ') : text('hint.unknownVoice');
}

function group(voice: Voice): string {
  return `${languageName(voice.language)} · ${text(`families.${familyOf(voice.model)}`)}`;
}

function detail({ gender, accent }: Voice): string {
  return [gender && text(`genders.${gender}`), accent && text(`accents.${accent}`)]
    .filter(Boolean)
    .join(', ');
}

function languageName(tag: string): string {
  const language = tag.slice(0, 2);
  const name = new Intl.DisplayNames([RED.i18n.lang(), 'en-US'], { type: 'language' }).of(language);
  return name ?? language;
}
