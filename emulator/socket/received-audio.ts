/** A binary message of a client. */
export interface ReceivedFrame {
  /** In milliseconds since the epoch. */
  readonly at: number;
  readonly bytes: number;
}

/** What audio came from a client. */
export interface ReceivedAudio {
  /** All of it. */
  bytes: number;
  /** How many messages it came in, empty ones included. */
  count: number;
  /** How many of them were empty: each closes a stream. */
  empty: number;
  /** The messages, in order; the oldest are forgotten first. */
  readonly frames: ReceivedFrame[];
  /** The audio itself; empty where it is not kept. */
  readonly audio: Buffer;
}

/** Audio that is being recorded. */
export interface AudioRecorder {
  readonly record: ReceivedAudio;
  add(audio: Buffer): void;
}

/**
 * @param keep whether the audio itself is remembered
 * @param remember how many of its messages are
 */
export function recordAudio(keep: boolean, remember: number): AudioRecorder {
  const pieces: Buffer[] = [];
  const record: ReceivedAudio = {
    bytes: 0,
    count: 0,
    empty: 0,
    frames: [],
    get audio() {
      return Buffer.concat(pieces);
    },
  };
  return {
    record,
    add: (audio) => {
      record.bytes += audio.length;
      record.count += 1;
      if (audio.length === 0) record.empty += 1;
      record.frames.push({ at: Date.now(), bytes: audio.length });
      if (record.frames.length > remember) record.frames.shift();
      if (keep) pieces.push(audio);
    },
  };
}
