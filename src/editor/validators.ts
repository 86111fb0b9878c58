import { isEnvironment } from './choices.js';
import { textsOf } from './texts.js';
import './red.js';

/** What a validator of Node-RED answers: true, or why not. */
export type Verdict = true | string;

/** Judges a number; one that an older flow lacks is right, because the default counts. */
export function judgeNumber(value: unknown, min: number, max: number, whole: boolean): Verdict {
  if (value === undefined || value === null || isEnvironment(value)) return true;
  const number = Number(value);
  const right =
    String(value).trim() !== '' && number >= min && number <= max && (!whole || Number.isInteger(number));
  return right || textsOf('deepgram-config')(whole ? 'errors.wholeNumber' : 'errors.number', { min, max });
}

/**
 * Judges a time limit: a number of seconds, or blank for none.
 *
 * @param problem - the sentence for anything else
 */
export function judgeSeconds(value: unknown, problem: string): Verdict {
  const seconds = String(value ?? '').trim();
  if (seconds === '' || isEnvironment(seconds)) return true;
  return (Number(seconds) > 0 && Number.isFinite(Number(seconds))) || problem;
}

/** Judges what a TypedInput holds; what an older flow lacks is right, because the default counts. */
export function judgeProperty(value: unknown, type: string): Verdict {
  return value === undefined || RED.utils.validateTypedProperty(value, type, {});
}

/** A verdict whose reason may stand in HTML, as the editor's tooltips show it. */
export function sanitized(verdict: Verdict): Verdict {
  return verdict === true || RED.utils.sanitize(verdict);
}
