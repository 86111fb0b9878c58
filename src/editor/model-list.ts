import { MODELS, type Model } from '../transcribe/models.js';
import { isEnvironment } from './choices.js';
import type { Item } from './combobox.js';
import { isFound } from './find.js';
import { languageName } from './language-list.js';
import { type Texts, textsOf } from './texts.js';
import './red.js';

/** The models that a dialog suggests. */
export interface ModelList {
  readonly models: readonly Model[];
  /** Reads the texts of the node's own catalog. */
  readonly text: Texts;
}

/** Those for whole recordings. */
export const RECORDING_MODELS: ModelList = {
  models: MODELS.filter(({ batch }) => batch),
  text: textsOf('deepgram-transcribe'),
};

/** Those for live streams. */
export const LIVE_MODELS: ModelList = {
  models: MODELS.filter(({ live }) => live),
  text: textsOf('deepgram-transcribe-stream'),
};

/** The models that fit what was typed (a name, a family, a field), as lines of a list. */
export function modelItems(typed: string, { models, text }: ModelList): Item[] {
  return models
    .map((model) => ({
      value: model.model,
      label: model.name,
      detail: languagesText(model, text),
      group: text(`families.${model.family}`),
    }))
    .filter(({ value, label, detail, group }) => isFound(typed, value, label, detail, group));
}

/** What is known of a model, or that nothing is. */
export function modelHint(model: string, { text }: ModelList): string {
  if (isEnvironment(model)) return '';
  const known = MODELS.find((candidate) => candidate.model === model);
  return known ? [known.name, languagesText(known, text)].join(', ') : text('hint.unknownModel');
}

function languagesText({ languages }: Model, text: Texts): string {
  const spoken = new Set(languages.filter((tag) => tag !== 'multi').map((tag) => tag.split('-')[0] ?? tag));
  const [only = ''] = spoken;
  return spoken.size === 1 ? languageName(only) : text('languages', { number: spoken.size });
}
