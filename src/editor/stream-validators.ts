import { isEnvironment } from './choices.js';
import { STREAM_DEFAULTS, type StreamNode } from './stream-node.js';
import { textsOf } from './texts.js';
import { judgeNumber, judgeProperty, type Verdict } from './validators.js';
import './red.js';

/** The properties of deepgram-speak-stream that hold a number. */
export type StreamNumber = 'pause' | 'frame' | 'ahead' | 'idle';

interface Limits {
  readonly min: number;
  readonly max: number;
  /** True where a blank field means none. */
  readonly blank?: boolean;
}

/** Milliseconds, and for `idle` seconds: a session of Deepgram lasts an hour at most. */
const LIMITS: Readonly<Record<StreamNumber, Limits>> = {
  pause: { min: 0, max: 60_000 },
  frame: { min: 0, max: 60_000, blank: true },
  ahead: { min: 0, max: 60_000, blank: true },
  idle: { min: 1, max: 3600 },
};

/** Judges a number. */
export function judgeStreamNumber(property: StreamNumber, value: unknown): Verdict {
  const { min, max, blank = false } = LIMITS[property];
  if (blank && String(value ?? '').trim() === '') return true;
  return judgeNumber(value, min, max, true);
}

/** Judges the pause, which counts only where text is spoken at ends of sentences. */
export function judgePause(flush: string | undefined, value: unknown): Verdict {
  return (flush || STREAM_DEFAULTS.flush) !== 'sentence' || judgeStreamNumber('pause', value);
}

/** Judges what tells the sessions apart. */
export function judgeSession(value: unknown, type: string): Verdict {
  if (type === 'auto' || value === undefined) return true;
  if (String(value).trim() === '') return textsOf('deepgram-speak-stream')('errors.sessionMissing');
  return isEnvironment(value) || judgeProperty(value, type);
}

/** The type of the session as the node was saved. */
export function savedSessionType({ sessionType }: StreamNode): string {
  return sessionType || STREAM_DEFAULTS.sessionType;
}
