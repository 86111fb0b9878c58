import { MODELS, type Model } from '../transcribe/models.js';
import { isEnvironment } from './choices.js';
import type { Item } from './combobox.js';
import { isFound } from './find.js';
import { languageName } from './language-list.js';
import { textsOf } from './texts.js';
import './red.js';

const text = textsOf('deepgram-transcribe');

/** The models for whole recordings that fit what was typed (a name, a family, a field), as lines of a list. */
export function modelItems(typed: string): Item[] {
  return MODELS.filter(({ batch }) => batch)
    .map((model) => ({
      value: model.model,
      label: model.name,
      detail: languagesText(model),
      group: text(`families.${model.family}`),
    }))
    .filter(({ value, label, detail, group }) => isFound(typed, value, label, detail, group));
}

/** What is known of a model, or that nothing is. */
export function modelHint(model: string): string {
  if (isEnvironment(model)) return '';
  const known = MODELS.find((candidate) => candidate.model === model);
  return known ? [known.name, languagesText(known)].join(', ') : text('hint.unknownModel');
}

function languagesText({ languages }: Model): string {
  const spoken = new Set(languages.filter((tag) => tag !== 'multi').map((tag) => tag.split('-')[0] ?? tag));
  const [only = ''] = spoken;
  return spoken.size === 1 ? languageName(only) : text('languages', { number: spoken.size });
}
