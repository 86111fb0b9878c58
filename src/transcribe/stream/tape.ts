import { DeepgramError } from '../../client/errors.js';
import type { LiveAudio } from './wish.js';

/** A message whose audio is heard. */
export interface AudioInput {
  /** Ends it, exactly once: its audio has been handed to the socket, or could not be. */
  end(error?: DeepgramError): void;
}

/** A stretch of audio. */
export interface Stretch {
  readonly bytes: Uint8Array;
  /** ms since the session began. */
  readonly start: number;
  readonly ms: number;
}

interface Recorded extends Stretch {
  /** Absent once it has ended. */
  input?: AudioInput;
}

/** What could not be saved when a socket was lost. */
export interface Gap {
  readonly gapMs: number;
  readonly droppedBytes: number;
}

/**
 * A session's audio: what is to be sent, and behind it the last seconds that were sent and are not transcribed for
 * good. When a socket is lost, those are sent again.
 */
export interface Tape {
  /** @throws DeepgramError OVERFLOW when too much waits to be sent; nothing is taken then */
  add(bytes: Uint8Array, input: AudioInput): void;
  /** What is to be sent next; it stays until `sent`. */
  next(): Stretch | undefined;
  /** The next one has been handed to the socket; its message ends. */
  sent(): void;
  /** All up to this time (ms since the session began) is transcribed for good. */
  confirm(until: number): void;
  /** The socket is lost: goes back to what is to be heard again. Until `resume` only the last seconds are kept. */
  rewind(): void;
  /** There is a socket again. @returns what was lost in between */
  resume(): Gap;
  /** ms of audio so far. */
  readonly length: number;
  /** Is done with what waits. */
  drop(error?: DeepgramError): void;
}

/** ms of audio that are sent again, and that are kept while there is no socket. */
export const REPLAY_MS = 10_000;

/** Bytes that may wait to be sent. */
export const WAITING_LIMIT = 16 * 1024 * 1024;

/** Opens a tape. */
export function openTape(audio: LiveAudio): Tape {
  let sentOnes: Recorded[] = [];
  let waiting: Recorded[] = [];
  let waitingBytes = 0;
  let length = 0;
  let confirmed = 0;
  let isCut = false;
  let gap = { gapMs: 0, droppedBytes: 0 };
  let lastCame: number | undefined;

  /** How long audio lasts. Of what is compressed only its pace is known. */
  function durationOf(bytes: Uint8Array): number {
    if (audio.byteRate) return (bytes.length * 1000) / audio.byteRate;
    const before = lastCame;
    lastCame = performance.now();
    return before === undefined ? 0 : lastCame - before;
  }

  /** Forgets the oldest, beyond what is kept. */
  function trim(stretches: Recorded[], end: number): void {
    for (let first = stretches[0]; first && end - first.start > REPLAY_MS; first = stretches[0]) {
      stretches.shift();
      if (stretches === waiting) waitingBytes -= first.bytes.length;
      gap = { gapMs: gap.gapMs + first.ms, droppedBytes: gap.droppedBytes + first.bytes.length };
      endInput(first);
    }
  }

  function endInput(stretch: Recorded, error?: DeepgramError): void {
    const { input } = stretch;
    delete stretch.input;
    input?.end(error);
  }

  return {
    add(bytes, input) {
      if (!isCut && waitingBytes + bytes.length > WAITING_LIMIT)
        throw new DeepgramError('OVERFLOW', 'audioUnsent', { limit: WAITING_LIMIT / 1024 / 1024 });
      const ms = durationOf(bytes);
      waiting.push({ bytes, start: length, ms, input });
      waitingBytes += bytes.length;
      length += ms;
      if (isCut) trim(waiting, length);
    },
    next: () => waiting[0],
    sent() {
      const stretch = waiting.shift();
      if (!stretch) return;
      waitingBytes -= stretch.bytes.length;
      if (audio.isBare) {
        sentOnes.push(stretch);
        trim(sentOnes, stretch.start + stretch.ms);
      }
      endInput(stretch);
    },
    confirm(until) {
      if (until <= confirmed) return;
      confirmed = until;
      sentOnes = sentOnes.flatMap((stretch) => behind(stretch, until, audio));
      // What was forgotten before has been transcribed in time.
      gap = { gapMs: 0, droppedBytes: 0 };
    },
    rewind() {
      isCut = true;
      waiting = [...sentOnes, ...waiting];
      sentOnes = [];
      waitingBytes = waiting.reduce((sum, { bytes }) => sum + bytes.length, 0);
      trim(waiting, length);
    },
    resume() {
      const lost = gap;
      isCut = false;
      gap = { gapMs: 0, droppedBytes: 0 };
      return { gapMs: Math.round(lost.gapMs), droppedBytes: lost.droppedBytes };
    },
    get length() {
      return length;
    },
    drop(error) {
      const all = waiting;
      waiting = [];
      sentOnes = [];
      waitingBytes = 0;
      for (const stretch of all) endInput(stretch, error);
    },
  };
}

/** What of a stretch lies behind a point in time. */
function behind(stretch: Recorded, until: number, { byteRate, block }: LiveAudio): Recorded[] {
  const { bytes, start, ms } = stretch;
  if (start + ms <= until) return [];
  if (start >= until || !byteRate) return [stretch];
  const samples = Math.round(((until - start) * byteRate) / 1000 / block);
  const cut = Math.min(bytes.length, samples * block);
  const cutMs = (cut * 1000) / byteRate;
  return cut < bytes.length ? [{ bytes: bytes.subarray(cut), start: start + cutMs, ms: ms - cutMs }] : [];
}
