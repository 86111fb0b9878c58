import { redacted } from '../listen/entities.js';
import type { ListenQuery } from '../listen/parameters.js';
import { float32 } from '../listen/score.js';
import { worded } from '../listen/wording.js';
import type { Word } from '../listen/words.js';
import type { ServerMessage } from '../socket/line.js';
import type { Ear } from './ear.js';
import type { Thresholds } from './v2-query.js';

/** What happens to a turn. */
type TurnEvent = 'Update' | 'StartOfTurn' | 'EagerEndOfTurn' | 'TurnResumed' | 'EndOfTurn';

/** Why a turn ended. */
type Trigger = 'model' | 'manual' | 'timeout';

/** Cuts what is heard into turns. Times are in seconds. */
export interface Turns {
  /** So much was listened to. */
  reached(time: number): void;
  /** Ends the turn now; whether there was one. */
  force(time: number): boolean;
  /** Tells what was heard last; ends no turn. */
  close(time: number): void;
}

/** What turns are told with. */
export interface TurnParts {
  readonly ear: Ear;
  readonly thresholds: () => Thresholds;
  readonly wording: () => ListenQuery;
  /** What else is in each message, given the languages that were spoken. */
  readonly extras: (languages: readonly string[]) => object;
  tell(message: ServerMessage): void;
}

/** "Approximately every 0.25 seconds": three of Flux's steps of 80 ms. */
const UPDATE = 0.24;
/** How sure it is while somebody speaks (docs/flux/state has such a number), and how it grows with silence. */
const SPEAKING = 0.1;
const GROWTH = 0.45;
/** What was said ends a little before its last sound. */
const EDGE = 0.05;

/**
 * The state machine of docs/flux/state. Real Flux hears from the words whether somebody is through; here it is
 * silence alone that makes it sure: 0.7 after half a second.
 */
export function createTurns({ ear, thresholds, wording, extras, tell }: TurnParts): Turns {
  let index = 0;
  let start = 0;
  let told = 0;
  let ongoing = false;
  /** What was said when the end was foreseen. */
  let eager: { readonly words: readonly Word[]; readonly voice: number } | undefined;

  const say = (event: TurnEvent, time: number, words: readonly Word[], trigger?: Trigger): void => {
    told = time;
    const query = wording();
    const written = redacted(worded(words, query), query.redact);
    tell({
      type: 'TurnInfo',
      event,
      turn_index: index,
      audio_window_start: float32(start),
      audio_window_end: float32(time),
      transcript: written.map(({ punctuated }) => punctuated).join(' '),
      words: written.map(({ punctuated, confidence, start: from, end }) => ({
        ...{ word: punctuated, confidence, start: float32(from), end: float32(end) },
      })),
      end_of_turn_confidence: float32(surenessAt(time)),
      ...(trigger === undefined ? {} : { trigger }),
      ...extras(words.map(({ language }) => language)),
    });
  };
  const silenceAt = (time: number): number => {
    const { speaking, last } = ear.voice;
    return speaking || ear.decided < last - EDGE ? 0 : time - last;
  };
  const surenessAt = (time: number): number => {
    if (!ongoing) return SPEAKING;
    return Math.max(SPEAKING, 1 - Math.exp(-silenceAt(time) / GROWTH));
  };
  const end = (time: number, words: readonly Word[], trigger: Trigger): void => {
    say('EndOfTurn', time, eager?.words ?? words, trigger);
    ear.take(time);
    index += 1;
    start = time;
    ongoing = false;
    eager = undefined;
  };
  /** Begins or resumes a turn where there is reason to; whether something was said of it. */
  const notice = (time: number, words: readonly Word[]): boolean => {
    if (!ongoing) {
      ongoing = words.length > 0;
      if (ongoing) say('StartOfTurn', time, words);
      return ongoing;
    }
    const goesOn = eager !== undefined && (words.length > eager.words.length || ear.voice.last > eager.voice);
    if (!goesOn) return false;
    eager = undefined;
    say('TurnResumed', time, words);
    return true;
  };
  return {
    reached: (time) => {
      const words = ear.words(time);
      if (notice(time, words)) return;
      const { eot_threshold, eager_eot_threshold, eot_timeout_ms } = thresholds();
      const sureness = surenessAt(time);
      if (ongoing && eot_threshold < 1 && sureness >= eot_threshold) return end(time, words, 'model');
      if (ongoing && silenceAt(time) * 1000 >= eot_timeout_ms) return end(time, words, 'timeout');
      const foresees = eager_eot_threshold !== undefined && sureness >= eager_eot_threshold;
      if (ongoing && foresees && eager === undefined && words.length > 0) {
        eager = { words, voice: ear.voice.last };
        return say('EagerEndOfTurn', time, words);
      }
      if (time - told >= UPDATE - 1e-6) say('Update', time, eager?.words ?? words);
    },
    force: (time) => {
      const words = ear.words(time);
      notice(time, words);
      if (!ongoing) return false;
      end(time, words, 'manual');
      return true;
    },
    close: (time) => {
      const words = ear.words(time);
      if (!notice(time, words) && time - told > 1e-6) say('Update', time, words);
    },
  };
}
