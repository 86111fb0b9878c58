import { float32 } from '../listen/score.js';
import type { Word } from '../listen/words.js';
import type { ServerMessage } from '../socket/line.js';
import type { Ear } from './ear.js';
import type { Said } from './results.js';
import type { LiveQuery } from './v1-query.js';

/** How a stretch is ended from outside. */
export interface Ending {
  readonly fromFinalize: boolean;
}

/** Cuts what one channel hears into stretches, each of which gets one final result. Times are in seconds. */
export interface Stretches {
  /** So much was listened to. */
  reached(time: number): void;
  /** Ends the stretch now; whether there was one. */
  end(time: number, ending: Ending): boolean;
}

/** What the stretches of a channel are told with. */
export interface StretchParts {
  readonly ear: Ear;
  readonly channel: Said['channel'];
  readonly query: LiveQuery;
  /** Of an UtteranceEnd behind a `speech_final`. */
  readonly utteranceEnd: 'last word' | '-1';
  results(said: Said): void;
  tell(message: ServerMessage): void;
}

/** "Interim results every second": captured at 1.0, 2.0, … seconds from the beginning of a stretch. */
const INTERIM = 1;
/** A stretch that nothing ends is ended here; captured were such of 4.8 seconds, the rule is not published. */
const LONGEST = 5;
/** It may be so much longer while it is not decided what was said. */
const PATIENCE = 1.5;
/** What was said ends a little before its last sound. */
const EDGE = 0.05;
/** In milliseconds: docs/endpointing; docs/utterance-end says that less than a second makes no sense. */
const ENDPOINTING = 10;
const LEAST_UTTERANCE_END = 1000;

export function createStretches(parts: StretchParts): Stretches {
  const { ear, channel, query, results, tell } = parts;
  const { endpointing = ENDPOINTING, interim_results = false, utterance_end_ms, vad_events = false } = query;
  let start = 0;
  let told = 0;
  /** When the last stretch of speech was over. */
  let over = 0;
  /** How many stretches of speech were told of. */
  let voices = 0;
  /** The last word that is final, as long as no UtteranceEnd has told of it. */
  let lastWord: { readonly end: number; readonly isOver: boolean } | undefined;

  const say = (end: number, words: readonly Word[], kind: Pick<Said, 'isFinal' | 'speechFinal'>): void => {
    told = end;
    results({ channel, start, end, words, fromFinalize: false, ...kind });
  };
  const finish = (time: number, speechFinal: boolean, fromFinalize = false): void => {
    const words = ear.take(time);
    const last = words.at(-1);
    if (last !== undefined) lastWord = { end: last.end, isOver: speechFinal };
    else if (speechFinal && lastWord !== undefined) lastWord = { ...lastWord, isOver: true };
    told = time;
    if (speechFinal) over = time;
    results({ channel, start, end: time, words, isFinal: true, speechFinal, fromFinalize });
    start = time;
  };
  const hearVoice = (): void => {
    if (ear.voice.count === voices) return;
    voices = ear.voice.count;
    if (vad_events) tell({ type: 'SpeechStarted', channel, timestamp: float32(ear.voice.began) });
  };
  const isPause = (time: number): boolean => {
    const { speaking, last } = ear.voice;
    if (endpointing === false || speaking || last <= over) return false;
    return (time - last) * 1000 >= endpointing && ear.decided >= last - EDGE;
  };
  /** The length counts words, so what is said and not final yet is ended first. */
  const endUtterance = (time: number): void => {
    if (!interim_results || utterance_end_ms === undefined) return;
    const waiting = ear.words(time);
    const end = waiting.at(-1)?.end ?? lastWord?.end;
    if (end === undefined || (time - end) * 1000 < Math.max(LEAST_UTTERANCE_END, utterance_end_ms)) return;
    if (waiting.length > 0) finish(time, false);
    const isKnown = lastWord?.isOver === true && parts.utteranceEnd === '-1';
    tell({ type: 'UtteranceEnd', channel, last_word_end: isKnown ? -1 : float32(end) });
    lastWord = undefined;
  };

  return {
    reached: (time) => {
      hearVoice();
      if (isPause(time)) finish(time, true);
      // What is not decided yet belongs to the next one.
      else if (Math.min(time, ear.decided) - start >= LONGEST) finish(Math.min(time, ear.decided), false);
      else if (time - start >= LONGEST + PATIENCE) finish(time, false);
      else if (interim_results && time - Math.max(start, told) >= INTERIM - 1e-6)
        say(time, ear.words(time), { isFinal: false, speechFinal: false });
      endUtterance(time);
    },
    end: (time, { fromFinalize }) => {
      if (time - start < 1e-6) return false;
      finish(time, true, fromFinalize);
      return true;
    },
  };
}
