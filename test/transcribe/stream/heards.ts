import type { Heard } from '../../../src/transcribe/stream/heard.js';

/** A result that says something. Its words are a second long, unless told otherwise. */
export function heard(transcript: string, more: Partial<Heard> = {}): Heard {
  const start = more.start ?? 0;
  const words = transcript === '' ? [] : transcript.split(' ');
  return {
    ...{ transcript, isFinal: true, isSpeechFinal: false, isFinalized: false },
    ...{ start, duration: words.length, confidence: 0.5, channel: 0, channels: 1 },
    ...{ language: undefined, speaker: undefined },
    words: words.map((word, index) => ({ word, start: start + index, end: start + index + 1 })),
    ...more,
  };
}
