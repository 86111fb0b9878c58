import { familyOf } from '../transcribe/models.js';
import { offeredModels } from './catalog.js';
import { found } from './find.js';
import type { PickHint } from './pick-hint.js';
import type { Item } from './suggestion-lines.js';
import { textsOf } from './texts.js';
import './red.js';

const text = textsOf('deepgram-transcribe');

/** The names by which languages are found: there are many, and they are wanted at each key. */
const names = new Map<string, readonly string[]>();

/** The languages of a model that fit what was typed (a code or a name), as lines of a list. */
export function languageItems(model: string, typed: string): Item[] {
  const group = text('label.languages');
  const lines = languagesOf(model).map((tag) => ({
    value: tag,
    label: languageName(tag),
    detail: '',
    group,
  }));
  return found(typed, lines, ({ value, label }) => [value, label, ...namesOf(value)]);
}

/** Tells those who search for a way to have the language found out where that is set; blank: they don't. */
export function detectionRemark(typed: string): string {
  const sought = typed.trim().toLowerCase();
  // Two letters are a language's code.
  if (/^[a-z]{0,2}$/.test(sought) || !canDetect()) return '';
  const isSought = text('search.detect')
    .split(' ')
    .some((word) => word.toLowerCase().startsWith(sought));
  return isSought ? text('detection', { setting: text('parameters.detect_language.label') }) : '';
}

/** What is known of a language, or that it is only a word which finds some; blank: there is nothing to say. */
export function languageHint(language: string, model: string): PickHint {
  const isWord = !languagesOf(model).includes(language) && !isTag(language);
  const remark = isWord ? detectionRemark(language) : '';
  if (remark) return { words: remark, isWarning: true };
  if (isWord && languageItems(model, language).length > 0)
    return { words: text('hint.wordLanguage', { word: language }), isWarning: true };
  if (isForeign(language, model)) return { words: text('hint.foreignLanguage') };
  const name = languageName(language);
  return { words: name === language ? '' : name };
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

/** A language's own name and the English one, by which it is found as well. */
export function namesOf(tag: string): readonly string[] {
  if (tag === 'multi') return canDetect() ? [] : [text('search.detect')];
  const known = names.get(tag) ?? [tag, 'en-US'].map((language) => nameIn(language, tag));
  names.set(tag, known);
  return known;
}

/** Only whole recordings have a setting for it, and so a row. */
function canDetect(): boolean {
  return document.getElementById('deepgram-row-detect_language') !== null;
}

/** Whether it is the code of a language, of whichever model. */
function isTag(word: string): boolean {
  return nameIn('en-US', word) !== '' || offeredModels().some(({ languages }) => languages.includes(word));
}

/** A language's name in another one; blank where it has none. */
function nameIn(language: string, tag: string): string {
  try {
    return new Intl.DisplayNames([language], { type: 'language', fallback: 'none' }).of(tag) ?? '';
  } catch {
    return '';
  }
}
