import { isBlank } from '../transcribe/check.js';
import { type Parameters, rowOf } from '../transcribe/parameters.js';
import { isEnvironment, knownModel, type VoiceSetting } from './choices.js';
import { isSearching, suggest } from './combobox.js';
import { byId, field } from './elements.js';
import { detectionRemark, languageHint, languageItems } from './language-list.js';
import { markWrong } from './mark-wrong.js';
import { type PickHint, showPickHint } from './pick-hint.js';
import { textsOf } from './texts.js';
import { overriderOf } from './transcribe-table.js';

const FIELD = 'deepgram-parameter-language';
const text = textsOf('deepgram-transcribe');

/**
 * Makes the field of the language: a code with suggestions.
 *
 * @param model - the model as it stands in the open dialog
 * @param choose - takes a code, or nothing
 * @param render - draws what is told of the code
 * @returns a function that closes the list of suggestions
 */
export function prepareLanguage(
  value: unknown,
  model: () => VoiceSetting,
  choose: (language: string) => void,
  render: () => void,
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
    remark: detectionRemark,
    searched: render,
  });
  return list.close;
}

/** Tells below the field which language that is, and what there is to say against it. */
export function renderLanguage(model: VoiceSetting, parameters: Parameters, problem: string): void {
  const input = field(FIELD);
  const isWrong = problem !== '' && !isSearching(input);
  markWrong(input, byId('deepgram-row-language'), isWrong ? problem : '');
  showPickHint(input, byId('deepgram-language-hint'), isWrong ? { words: '' } : hint(model, parameters));
}

function hint(model: VoiceSetting, parameters: Parameters): PickHint {
  const overrider = overriderOf('language', parameters);
  if (overrider)
    return { words: text('hint.overridden', { parameter: text(`parameters.${overrider}.label`) }) };
  const { language } = parameters;
  if (isBlank(language) || isEnvironment(language)) return { words: '' };
  return languageHint(String(language), knownModel(model));
}
