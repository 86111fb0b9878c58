import { encodingOf, isBlank, type Parameters } from '../speak/parameters.js';
import { problemsOf, type VoiceSetting, withParameter } from './choices.js';

/**
 * The parameters while a person edits them. A value that stops fitting because the encoding or the voice was
 * changed is put aside, and comes back when it fits again; a value that was wrong from the beginning stays
 * where it is, to be seen and mended by a person.
 */
export interface Draft {
  readonly parameters: Parameters;
  readonly voice: VoiceSetting;
  /** What has been put aside. */
  readonly aside: Parameters;
  /** Names of the parameters that were wrong when the dialog was opened, and have not been touched since. */
  readonly untouched: readonly string[];
}

const DEPENDENT = ['container', 'sample_rate', 'bit_rate', 'speed', 'expressivity'] as const;
const TELEPHONY: readonly string[] = ['mulaw', 'alaw'];

/** Begins to edit a copy of the parameters. */
export function openDraft(voice: VoiceSetting, parameters: Parameters): Draft {
  const untouched = problemsOf(voice, parameters).map(({ parameter }) => parameter);
  return { parameters: structuredClone(parameters), voice, aside: {}, untouched };
}

/** Sets one parameter; a blank value takes it away. */
export function setParameter(draft: Draft, parameter: string, value: unknown): Draft {
  const next = {
    ...draft,
    parameters: withParameter(draft.parameters, parameter, value),
    aside: withParameter(draft.aside, parameter, undefined),
    untouched: draft.untouched.filter((name) => name !== parameter),
  };
  return parameter === 'encoding' ? settle(presetContainer(draft, next)) : next;
}

/** Chooses another voice. */
export function setVoice(draft: Draft, voice: VoiceSetting): Draft {
  return settle({ ...draft, voice });
}

/** True for the encodings of telephone lines, which take bare samples without a WAV header. */
export function isTelephony(encoding: string): boolean {
  return TELEPHONY.includes(encoding);
}

function presetContainer(before: Draft, after: Draft): Draft {
  if (isTelephony(encodingOf(after.parameters))) return setParameter(after, 'container', 'none');
  const wasPreset = isTelephony(encodingOf(before.parameters)) && before.parameters.container === 'none';
  return wasPreset ? setParameter(after, 'container', undefined) : after;
}

function settle(draft: Draft): Draft {
  let settled = draft;
  for (const parameter of DEPENDENT) {
    if (!settled.untouched.includes(parameter)) settled = settleOne(settled, parameter);
  }
  return settled;
}

function settleOne({ parameters, aside, ...rest }: Draft, parameter: string): Draft {
  const wanted = isBlank(parameters[parameter]) ? aside[parameter] : parameters[parameter];
  const tried = { ...rest, aside, parameters: withParameter(parameters, parameter, wanted) };
  return fits(tried, parameter)
    ? { ...tried, aside: withParameter(aside, parameter, undefined) }
    : {
        ...rest,
        parameters: withParameter(parameters, parameter, undefined),
        aside: withParameter(aside, parameter, wanted),
      };
}

function fits({ voice, parameters }: Draft, parameter: string): boolean {
  return !problemsOf(voice, parameters).some((problem) => problem.parameter === parameter);
}
