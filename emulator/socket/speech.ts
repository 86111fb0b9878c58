import { createHash } from 'node:crypto';

/** What was spoken over a socket: one flush of `/v1/speak`, one turn of `/v2/speak`. */
export interface RecordedSpeech {
  /** When its audio was begun with, in milliseconds since the epoch. */
  readonly at: number;
  /** The `speech_id` of a turn; absent on `/v1/speak`. */
  readonly id?: string;
  /** All of the text that was to be spoken. */
  text: string;
  /** Of the audio that was sent. */
  bytes: number;
  /** How many messages the audio came in. */
  frames: number;
  /** The audio that was sent; empty where it is not kept. */
  readonly audio: Buffer;
  /** Of the audio that was sent, in hexadecimal; empty where it is not kept. */
  readonly sha256: string;
  /**
   * What became of it; absent while it goes on. `cut`: by Clear or Interrupt. `broken`: the socket ended before
   * its end, or before its beginning.
   */
  end?: 'complete' | 'cut' | 'broken';
}

/** A speech that is being recorded. */
export interface SpeechRecorder {
  readonly record: RecordedSpeech;
  /** So much more was sent. */
  add(audio: Buffer): void;
}

/** @param keep whether the audio itself is remembered */
export function recordSpeech(text: string, keep: boolean, id?: string): SpeechRecorder {
  const pieces: Buffer[] = [];
  const record: RecordedSpeech = {
    at: Date.now(),
    ...(id === undefined ? {} : { id }),
    text,
    bytes: 0,
    frames: 0,
    get audio() {
      return Buffer.concat(pieces);
    },
    get sha256() {
      if (!keep) return '';
      const hash = createHash('sha256');
      for (const piece of pieces) hash.update(piece);
      return hash.digest('hex');
    },
  };
  return {
    record,
    add: (audio) => {
      record.bytes += audio.length;
      record.frames += 1;
      if (keep) pieces.push(audio);
    },
  };
}
