import { isBlank } from '../transcribe/check.js';
import { checkLive } from '../transcribe/check-live.js';
import type { Parameters } from '../transcribe/parameters.js';
import { knownModel, type VoiceSetting, withParameter } from './choices.js';

/**
 * The parameters of a live stream while a person edits them. What the model does not take any more after it was
 * changed is put aside, and comes back with a model that takes it; what was wrong from the beginning stays where
 * it is, to be seen and mended by a person.
 */
export interface LiveDraft {
  readonly parameters: Parameters;
  readonly model: VoiceSetting;
  /** What has been put aside. */
  readonly aside: Parameters;
  /** Names of parameters that the model did not take when the dialog was opened. */
  readonly untouched: readonly string[];
}

/** Rates in Hz of audio without a header, as it mostly comes: microphones and assistants, telephone lines. */
const USUAL_RATES: Readonly<Record<string, number>> = {
  linear16: 16_000,
  linear32: 16_000,
  mulaw: 8000,
  alaw: 8000,
  opus: 48_000,
  speex: 16_000,
  'amr-nb': 8000,
  'amr-wb': 16_000,
};

/** Begins to edit a copy of the parameters. */
export function openLiveDraft(model: VoiceSetting, parameters: Parameters): LiveDraft {
  const untouched = Object.keys(parameters).filter((name) => isForeign(name, parameters[name], model));
  return { parameters: structuredClone(parameters), model, aside: {}, untouched };
}

/** Sets one parameter; a blank value takes it away. An encoding presets the sample rate that mostly goes with it. */
export function setLiveParameter(draft: LiveDraft, parameter: string, value: unknown): LiveDraft {
  const next = {
    ...draft,
    parameters: withParameter(draft.parameters, parameter, value),
    aside: withParameter(draft.aside, parameter, undefined),
  };
  if (parameter !== 'encoding') return next;
  const { encoding, sample_rate } = draft.parameters;
  const wasPreset = isBlank(sample_rate) || Number(sample_rate) === usualRate(encoding);
  return wasPreset
    ? { ...next, parameters: withParameter(next.parameters, 'sample_rate', usualRate(value)) }
    : next;
}

/** Chooses another model. */
export function setLiveModel(draft: LiveDraft, model: VoiceSetting): LiveDraft {
  const everything = Object.entries({ ...draft.aside, ...draft.parameters });
  const foreign = everything.filter(
    ([name, value]) => !draft.untouched.includes(name) && isForeign(name, value, model),
  );
  return {
    ...draft,
    model,
    parameters: Object.fromEntries(everything.filter((entry) => !foreign.includes(entry))),
    aside: Object.fromEntries(foreign),
  };
}

function isForeign(name: string, value: unknown, model: VoiceSetting): boolean {
  return checkLive(knownModel(model), { [name]: value }).some(({ reason }) => reason === 'notWithModel');
}

function usualRate(encoding: unknown): number | undefined {
  const name = String(encoding);
  return Object.hasOwn(USUAL_RATES, name) ? USUAL_RATES[name] : undefined;
}
