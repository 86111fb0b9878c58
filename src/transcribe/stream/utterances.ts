import type { Emit } from '../needs-live.js';
import type { Heard, Word } from './heard.js';

/** A result as it leaves a session. */
export interface Outcome extends Heard {
  /** The utterance so far: its final results, and the interim one. */
  readonly utterance: string;
}

/** Makes what leaves of what is heard. */
export interface Utterances {
  /** @returns what is to leave, if anything */
  add(heard: Heard): Outcome | undefined;
  /** Whoever spoke has stopped, on one channel or on all. @returns what is left to leave */
  end(channel?: number): Outcome[];
}

/** Final results that an utterance has at the most: with one every 5 s, twenty minutes of speech without a pause. */
export const MOST_FINALS = 240;

/** Joins final results to utterances, channel by channel. */
export function openUtterances(emit: Emit): Utterances {
  /** Those that say something. */
  const finals = new Map<number, Heard[]>();

  function textWith(channel: number, more: string): string {
    const texts = [...(finals.get(channel) ?? []).map(({ transcript }) => transcript), more];
    return texts.filter((text) => text !== '').join(' ');
  }

  function close(channel: number): Outcome | undefined {
    const said = finals.get(channel) ?? [];
    finals.delete(channel);
    return joined(said);
  }

  return {
    add(heard) {
      const { channel, transcript, isFinal, isSpeechFinal, isFinalized } = heard;
      const utterance = textWith(channel, transcript);
      const said = finals.get(channel) ?? [];
      if (isFinal && transcript !== '') finals.set(channel, [...said, heard]);
      const isEnd = isSpeechFinal || isFinalized || said.length + 1 >= MOST_FINALS;
      if (emit === 'utterance') return isEnd ? close(channel) : undefined;
      if (isEnd) finals.delete(channel);
      const isWanted = transcript !== '' && (isFinal || emit === 'all');
      return isWanted ? { ...heard, utterance } : undefined;
    },
    end(channel) {
      const channels = channel === undefined ? [...finals.keys()] : [channel];
      const left = channels.map(close).filter((outcome) => outcome !== undefined);
      return emit === 'utterance' ? left : [];
    },
  };
}

/** Final results in a row as one. */
function joined(said: readonly Heard[]): Outcome | undefined {
  const [first] = said;
  const last = said.at(-1);
  if (!first || !last) return undefined;
  const transcript = said.map((part) => part.transcript).join(' ');
  if (first === last) return { ...first, isSpeechFinal: true, utterance: transcript };
  const words: Word[] = said.flatMap((part) => part.words);
  const confidences = said.map(({ confidence }) => confidence).filter((value) => value !== undefined);
  return {
    ...last,
    transcript,
    words,
    isSpeechFinal: true,
    start: first.start,
    duration: last.start + last.duration - first.start,
    confidence:
      confidences.length > 0
        ? confidences.reduce((sum, value) => sum + value, 0) / confidences.length
        : undefined,
    speaker: first.speaker,
    utterance: transcript,
  };
}
