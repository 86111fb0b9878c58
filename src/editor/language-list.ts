import { familyOf } from '../transcribe/models.js';
import { offeredModels } from './catalog.js';
import type { Item } from './combobox.js';
import { isFound } from './find.js';
import { textsOf } from './texts.js';
import './red.js';

const text = textsOf('deepgram-transcribe');

/** The languages of a model that fit what was typed (a code or a name), as lines of a list. */
export function languageItems(model: string, typed: string): Item[] {
  return languagesOf(model)
    .map((tag) => ({ value: tag, label: languageName(tag), detail: '', group: text('label.languages') }))
    .filter(({ value, label }) => isFound(typed, value, label));
}

/**
 * The languages of a model, the common ones first. Of a model that is not known by name, those of its family; of
 * one that nothing is known of, all.
 */
export function languagesOf(model: string): readonly string[] {
  const recorded = offeredModels().filter(({ batch }) => batch);
  const kin = familyOf(model);
  const known =
    recorded.find((candidate) => candidate.model === model && candidate.languages.length > 0) ??
    recorded.find(({ family }) => family !== undefined && family === kin);
  return known?.languages ?? [...new Set(recorded.flatMap(({ languages }) => languages))];
}

/** Whether a language is known not to be among a model's. Of a model that is not known by name nothing is said. */
export function isForeign(language: string, model: string): boolean {
  const known = offeredModels().find((candidate) => candidate.model === model);
  return known !== undefined && known.languages.length > 0 && !known.languages.includes(language);
}

/** A language's name in the editor's language; the tag itself where it has none. */
export function languageName(tag: string): string {
  if (tag === 'multi') return text('multi');
  try {
    return new Intl.DisplayNames([RED.i18n.lang(), 'en-US'], { type: 'language' }).of(tag) ?? tag;
  } catch {
    // What is being typed need not be a language tag.
    return tag;
  }
}
