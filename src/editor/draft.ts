import {
  encodingOf,
  isBlank,
  type Parameters,
  REQUEST,
  type SpeakTable,
  STREAM,
} from '../speak/parameters.js';
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
  /** What may be chosen. */
  readonly table: SpeakTable;
}

const DEPENDENT = ['container', 'sample_rate', 'bit_rate', 'speed', 'expressivity'] as const;
const TELEPHONY: readonly string[] = ['mulaw', 'alaw'];
const TELEPHONY_RATE = 8000;

/** Begins to edit a copy of the parameters. */
export function openDraft(voice: VoiceSetting, parameters: Parameters, table: SpeakTable = REQUEST): Draft {
  const untouched = problemsOf(voice, parameters, table).map(({ parameter }) => parameter);
  return { parameters: structuredClone(parameters), voice, aside: {}, untouched, table };
}

/** Sets one parameter; a blank value takes it away. */
export function setParameter(draft: Draft, parameter: string, value: unknown): Draft {
  const next = {
    ...draft,
    parameters: withParameter(draft.parameters, parameter, value),
    aside: withParameter(draft.aside, parameter, undefined),
    untouched: draft.untouched.filter((name) => name !== parameter),
  };
  if (parameter !== 'encoding') return next;
  return settle(draft.table === STREAM ? presetRate(draft, next) : presetContainer(draft, next));
}

/** Chooses another voice. */
export function setVoice(draft: Draft, voice: VoiceSetting): Draft {
  return settle({ ...draft, voice });
}

/** True for the encodings of telephone lines, which take bare samples without a WAV header. */
export function isTelephony(encoding: string): boolean {
  return TELEPHONY.includes(encoding);
}

function isForTelephony({ parameters, table }: Draft): boolean {
  return isTelephony(encodingOf(parameters, table));
}

function presetContainer(before: Draft, after: Draft): Draft {
  if (isForTelephony(after)) return setParameter(after, 'container', 'none');
  const wasPreset = isForTelephony(before) && before.parameters.container === 'none';
  return wasPreset ? setParameter(after, 'container', undefined) : after;
}

/** What a socket sends is told by nothing but these two settings: telephone lines take 8 kHz. */
function presetRate(before: Draft, after: Draft): Draft {
  const rate = before.parameters.sample_rate;
  if (isForTelephony(after) === isForTelephony(before)) return after;
  if (isForTelephony(after)) {
    return {
      ...setParameter(after, 'sample_rate', TELEPHONY_RATE),
      aside: withParameter(after.aside, 'sample_rate', rate),
    };
  }
  // A rate that was not chosen but preset gives way to the one that was put aside for it.
  return Number(rate) === TELEPHONY_RATE
    ? { ...after, parameters: withParameter(after.parameters, 'sample_rate', undefined) }
    : after;
}

function settle(draft: Draft): Draft {
  let settled = draft;
  for (const parameter of DEPENDENT) {
    if (!settled.untouched.includes(parameter)) settled = settleOne(settled, parameter);
  }
  return settled;
}

function settleOne({ parameters, aside, ...rest }: Draft, parameter: string): Draft {
  const isSet = !isBlank(parameters[parameter]);
  const wanted = isSet ? parameters[parameter] : aside[parameter];
  const tried = { ...rest, aside, parameters: withParameter(parameters, parameter, wanted) };
  return fits(tried, parameter)
    ? { ...tried, aside: isSet ? aside : withParameter(aside, parameter, undefined) }
    : {
        ...rest,
        parameters: withParameter(parameters, parameter, undefined),
        aside: withParameter(aside, parameter, wanted),
      };
}

function fits({ voice, parameters, table }: Draft, parameter: string): boolean {
  return !problemsOf(voice, parameters, table).some((problem) => problem.parameter === parameter);
}
