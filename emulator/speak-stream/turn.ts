import { randomBytes } from 'node:crypto';
import type { SpeechRecorder } from '../socket/speech.js';

/** A stretch of a turn that is spoken at once. */
export interface Segment {
  readonly text: string;
  /** Where its audio begins in that of the turn, in bytes. */
  readonly from: number;
  /** Where it ends. */
  to: number;
}

/** What is said between two flushes of `/v2/speak`. */
export interface Turn {
  /** Of the form `dg_sp_<12 hex digits>`. */
  readonly id: string;
  readonly speech: SpeechRecorder;
  /** Without markup and controls. */
  text: string;
  /** How much of it has gone to the voice. */
  taken: number;
  /** Characters, as they were sent. */
  characters: number;
  pronunciations: number;
  /** No more text comes. */
  flushed: boolean;
  /** It was flushed by a `Flush`, which gets `Flushed`. */
  answered: boolean;
  readonly segments: Segment[];
  /** To be called after each change. */
  wake(): void;
  /** Settles at the next change. */
  changed(): Promise<void>;
}

/** A new turn's `speech_id`. */
export function mintId(): string {
  return `dg_sp_${randomBytes(6).toString('hex')}`;
}

export function openTurn(id: string, speech: SpeechRecorder): Turn {
  let wake = (): void => undefined;
  return {
    ...{ id, speech, text: '', taken: 0, characters: 0, pronunciations: 0, flushed: false },
    ...{ answered: false, segments: [] },
    wake: () => wake(),
    changed: () =>
      new Promise((resolve) => {
        wake = resolve;
      }),
  };
}

/** So far a text can be spoken before more of it comes: to the end of its last sentence. */
const SENTENCES = /^.*[.!?…]["')\]]*\s+/s;

/**
 * Takes what can be spoken now, if anything: whole sentences, or, once it is flushed, all that is left. Deepgram
 * takes sentences and clauses; where exactly is not published.
 */
export function takeSegment(turn: Turn, from: number): Segment | undefined {
  const left = turn.text.slice(turn.taken);
  const text = turn.flushed ? left : (SENTENCES.exec(left)?.[0] ?? '');
  if (text === '') return undefined;
  turn.taken += text.length;
  const segment = { text, from, to: from };
  turn.segments.push(segment);
  return segment;
}

/** Divides the turn's text at a moment of its audio, in bytes, after the last word that was over by then. */
export function splitText(turn: Turn, at: number): readonly [spoken: string, remaining: string] {
  let length = 0;
  for (const { text, from, to } of turn.segments) {
    if (at < to || from === to) {
      const part = text.slice(0, Math.round((text.length * Math.max(0, at - from)) / Math.max(1, to - from)));
      length += /^.*\s/s.exec(part)?.[0].trimEnd().length ?? 0;
      break;
    }
    length += text.length;
  }
  return [turn.text.slice(0, length), turn.text.slice(length)];
}
