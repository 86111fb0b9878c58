import type { VoiceSetting } from './choices.js';
import { isSearching, suggest } from './combobox.js';
import { byId } from './elements.js';
import { keepUpToDate } from './live-list.js';
import { markWrong } from './mark-wrong.js';
import { showPickHint } from './pick-hint.js';
import { judgeVoice } from './speak-validators.js';
import { textsOf } from './texts.js';
import { typedInput } from './typed-input.js';
import type { Verdict } from './validators.js';
import { voiceHint, voiceItems } from './voice-list.js';
import './red.js';

const FIELD = '#node-input-model';

/**
 * Makes the field of the voice: a name with suggestions, or where to read the name from.
 *
 * @returns a function that closes the list of suggestions, which is to be called when the dialog closes
 */
export function prepareVoice(): () => void {
  const text = textsOf('deepgram-speak');
  const voice = { value: 'str', label: text('label.voice'), icon: 'fa fa-comment-o' };
  const list = suggest(typedInput('model', voice, 'msg', 'flow', 'global', 'env', 'jsonata'), {
    label: text('label.voices'),
    active: () => typedVoice().modelType === 'str',
    search: voiceItems,
    choose: (model) => $(FIELD).typedInput('value', model),
    changed: (number) => text('updated', { number }),
    searched: () => void $(FIELD).trigger('change'),
  });
  return keepUpToDate(list, byId('deepgram-voice-hint'), () => renderVoice(typedVoice()));
}

/** The voice as it stands in the open dialog. */
export function typedVoice(): VoiceSetting {
  return { model: $(FIELD).typedInput('value'), modelType: $(FIELD).typedInput('type') };
}

/** Tells below the field what is known of the voice, or why it can't be one. */
export function renderVoice({ model, modelType }: VoiceSetting): void {
  const input = byId('node-input-model-visible');
  const verdict = judgeTypedVoice(model, modelType);
  markWrong(input, byId('deepgram-row-model'), verdict === true ? '' : verdict);
  const isNamed = verdict === true && modelType === 'str';
  showPickHint(input, byId('deepgram-voice-hint'), isNamed ? voiceHint(model.trim()) : { words: '' });
}

/** Judges what stands in the open dialog; nothing is said of words that are only to find a voice. */
export function judgeTypedVoice(value: unknown, type: string): Verdict {
  return isSearching(byId('node-input-model-visible')) || judgeVoice(value, type);
}
