import type { VoiceSetting } from './choices.js';
import { isSearching, suggest } from './combobox.js';
import { byId } from './elements.js';
import { keepUpToDate } from './live-list.js';
import { markWrong } from './mark-wrong.js';
import { type ModelList, modelHint, modelItems, RECORDING_MODELS } from './model-list.js';
import { showPickHint } from './pick-hint.js';
import { judgeModel } from './transcribe-validators.js';
import { typedInput } from './typed-input.js';
import type { Verdict } from './validators.js';
import './red.js';

const FIELD = '#node-input-model';

/**
 * Makes the field of the model: a name with suggestions, or where to read the name from.
 *
 * @returns a function that closes the list of suggestions, which is to be called when the dialog closes
 */
export function prepareModel(list: ModelList = RECORDING_MODELS): () => void {
  const { text } = list;
  // What the dialog tells of the language may depend on it as well.
  const render = () => void $(FIELD).trigger('change');
  const name = { value: 'str', label: text('label.model'), icon: 'fa fa-cogs' };
  const suggested = suggest(typedInput('model', name, 'msg', 'flow', 'global', 'env', 'jsonata'), {
    label: text('label.models'),
    active: () => typedModel().modelType === 'str',
    search: (typed) => modelItems(typed, list),
    choose: (model) => $(FIELD).typedInput('value', model),
    changed: (number) => text('updated', { number }),
    searched: render,
  });
  return keepUpToDate(suggested, byId('deepgram-model-hint'), render);
}

/** The model as it stands in the open dialog. */
export function typedModel(): VoiceSetting {
  return { model: $(FIELD).typedInput('value'), modelType: $(FIELD).typedInput('type') };
}

/** Whether what stands in the field are only words to find a model. */
export function isSearchingModel(): boolean {
  return isSearching(byId('node-input-model-visible'));
}

/** Tells below the field what is known of the model, or why it can't be one. */
export function renderModel(
  { model, modelType }: VoiceSetting,
  list: ModelList = RECORDING_MODELS,
  judge: (model: string, type: string) => Verdict = judgeModel,
): void {
  const input = byId('node-input-model-visible');
  const verdict = isSearchingModel() || judge(model, modelType);
  markWrong(input, byId('deepgram-row-model'), verdict === true ? '' : verdict);
  const isNamed = verdict === true && modelType === 'str';
  showPickHint(input, byId('deepgram-model-hint'), isNamed ? modelHint(model.trim(), list) : { words: '' });
}
