import { isBlank } from '../transcribe/check.js';
import { type Parameters, rowOf } from '../transcribe/parameters.js';
import { isEnvironment, knownModel, type VoiceSetting } from './choices.js';
import { suggest } from './combobox.js';
import { byId, field, show } from './elements.js';
import { isForeign, languageItems, languageName } from './language-list.js';
import { markWrong } from './mark-wrong.js';
import { textsOf } from './texts.js';
import { overriderOf } from './transcribe-table.js';

const FIELD = 'deepgram-parameter-language';
const text = textsOf('deepgram-transcribe');

/**
 * Makes the field of the language: a code with suggestions.
 *
 * @param model - the model as it stands in the open dialog
 * @param choose - takes a code, or nothing
 * @returns a function that closes the list of suggestions
 */
export function prepareLanguage(
  value: unknown,
  model: () => VoiceSetting,
  choose: (language: string) => void,
): () => void {
  const input = field(FIELD);
  if (!(input instanceof HTMLInputElement)) throw new TypeError(`#${FIELD} is no input`);
  input.value = isBlank(value) ? '' : String(value);
  input.placeholder = text('defaultIs', { value: String(rowOf('language')?.preset) });
  input.addEventListener('input', () => choose(input.value.trim()));
  const list = suggest(input, {
    label: text('label.languages'),
    active: () => true,
    search: (typed) => languageItems(knownModel(model()), typed),
    choose: (language) => {
      input.value = language;
      choose(language);
    },
  });
  return list.close;
}

/** Tells below the field which language that is, and what there is to say against it. */
export function renderLanguage(model: VoiceSetting, parameters: Parameters, problem: string): void {
  markWrong(field(FIELD), byId('deepgram-row-language'), problem);
  show(byId('deepgram-language-hint'), problem === '' ? hint(model, parameters) : '');
}

function hint(model: VoiceSetting, parameters: Parameters): string {
  const overrider = overriderOf('language', parameters);
  if (overrider) return text('hint.overridden', { parameter: text(`parameters.${overrider}.label`) });
  const { language } = parameters;
  if (isBlank(language) || isEnvironment(language)) return '';
  const name = String(language);
  if (isForeign(name, knownModel(model))) return text('hint.foreignLanguage');
  return languageName(name) === name ? '' : languageName(name);
}
