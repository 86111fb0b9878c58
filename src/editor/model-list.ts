import type { OfferedModel } from '../transcribe/model-catalog.js';
import { isOfferLive, offeredModels } from './catalog.js';
import { isEnvironment } from './choices.js';
import { found } from './find.js';
import { languageName } from './language-list.js';
import { named } from './named.js';
import type { PickHint } from './pick-hint.js';
import type { Item } from './suggestion-lines.js';
import { type Texts, textsOf } from './texts.js';
import './red.js';

/** The models that a dialog suggests. */
export interface ModelList {
  readonly has: (model: OfferedModel) => boolean;
  /** Reads the texts of the node's own catalog. */
  readonly text: Texts;
}

/** Those for whole recordings. */
export const RECORDING_MODELS: ModelList = {
  has: ({ batch }) => batch,
  text: textsOf('deepgram-transcribe'),
};

/** Those for live streams. */
export const LIVE_MODELS: ModelList = {
  has: ({ live }) => live,
  text: textsOf('deepgram-transcribe-stream'),
};

/** The models that fit what was typed (a name, a family, a field), as lines of a list. */
export function modelItems(typed: string, { has, text }: ModelList): Item[] {
  const lines = offeredModels()
    .filter(has)
    .map((model) => ({
      value: model.model,
      label: model.name,
      detail: languagesText(model, text),
      group: familyName(model, text),
    }));
  return found(typed, lines, ({ value, label, detail, group }) => [value, label, detail, group]);
}

/** What is known of a model, or that nothing is. */
export function modelHint(model: string, list: ModelList): PickHint {
  const { text } = list;
  if (isEnvironment(model)) return { words: '' };
  const known = offeredModels().find((candidate) => candidate.model === model);
  if (known) return { words: [known.name, languagesText(known, text)].filter(Boolean).join(', ') };
  if (modelItems(model, list).length > 0)
    return { words: text('hint.wordModel', { word: model }), isWarning: true };
  return { words: text(isOfferLive() ? 'hint.unlistedModel' : 'hint.unknownModel') };
}

/** The family's name; of one that is new, what the model's name begins with: `Nova-4`. */
function familyName({ family, name }: OfferedModel, text: Texts): string {
  const [first = name] = name.split(' ');
  return family ? named(text, 'families', family) : first;
}

function languagesText({ languages }: OfferedModel, text: Texts): string {
  const spoken = new Set(
    languages.filter((tag) => tag !== 'multi').map((tag) => tag.split(/[-_]/)[0] ?? tag),
  );
  const [only = ''] = spoken;
  if (spoken.size === 0) return '';
  return spoken.size === 1 ? languageName(only) : text('languages', { number: spoken.size });
}
