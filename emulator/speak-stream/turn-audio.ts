import type { Voice } from '../models/voice.js';
import type { AudioFormat } from '../speak/format.js';
import { audioOf } from '../speech/audio.js';
import { type Turn, takeSegment } from './turn.js';

/** How a turn is spoken. */
export interface Manner {
  readonly voice: Voice;
  readonly format: AudioFormat;
  readonly expressivity: number;
  /** Asked for at each segment: Configure changes it. */
  speed(): number;
  /** Called once all of the text has gone to the voice, before the audio of the last of it. */
  drained(): void;
}

/** How the audio is to be made. */
export interface Making {
  /** Of the messages, in bytes, in turn. */
  readonly lengths: readonly number[];
  /** No more text is waited for. */
  readonly ending: AbortSignal;
  /** Ends the making of audio. */
  readonly over: AbortSignal;
}

/** The audio of a turn, while its text is still coming, until it is flushed. */
export async function* turnAudio(
  turn: Turn,
  manner: Manner,
  { lengths, ending, over }: Making,
): AsyncGenerator<Buffer> {
  const { voice, format, expressivity } = manner;
  let bytes = 0;
  ending.addEventListener('abort', () => turn.wake(), { once: true });
  for (;;) {
    const segment = takeSegment(turn, bytes);
    const isLast = turn.flushed && turn.taken === turn.text.length;
    if (isLast) manner.drained();
    if (segment !== undefined && isSpeakable(segment.text)) {
      const utterance = { voice, text: segment.text, speed: manner.speed(), expressivity };
      for await (const piece of audioOf(utterance, format, over, lengths)) {
        bytes += piece.length;
        segment.to = bytes;
        yield piece;
      }
    }
    if (isLast) return;
    if (segment !== undefined) continue;
    if (ending.aborted) return;
    await turn.changed();
  }
}

/** Whether there is anything to be heard in a text: not only white space and punctuation. */
export function isSpeakable(text: string): boolean {
  return /[\p{L}\p{N}\p{S}]/u.test(text);
}
