import { DeepgramError } from '../../client/errors.js';
import { createBlocks, joined } from './block.js';
import { createGapMeter, type Gap } from './gap.js';
import { LISTEN_LIMITS, type ListenLimits } from './limits.js';
import { costOf, createReel, type Reel } from './reel.js';
import { behind, bytesBefore, type Stretch, tornBytes, upTo } from './stretch.js';
import type { LiveAudio } from './wish.js';

/** A message whose audio is heard. */
export interface AudioInput {
  /** Ends it, exactly once: its audio has been handed to the socket, or could not be. */
  end(error?: DeepgramError): void;
}

interface Recorded extends Stretch {
  /** Absent once it has ended. */
  input?: AudioInput;
}

/**
 * A session's audio: what is to be sent, and behind it the last seconds that were sent and are not transcribed for
 * good. When a socket is lost, those are sent again.
 */
export interface Tape {
  /**
   * Keeps a copy: flows may write into what they have sent.
   *
   * @throws DeepgramError OVERFLOW when too much waits to be sent; nothing is taken then
   */
  add(bytes: Uint8Array, input: AudioInput): void;
  /** What is to be sent next, or the first `ms` of it; it stays until `sent`. */
  next(ms?: number): Stretch | undefined;
  /** The next one has been handed to the socket; its message ends with the last of it. */
  sent(stretch: Stretch): void;
  /** All up to this time (ms since the session began) is transcribed for good. */
  confirm(until: number): void;
  /** The socket is lost: goes back to what is to be heard again. Until `resume` only the last seconds are kept. */
  rewind(): void;
  /** There is a socket again. @returns what was lost in between */
  resume(): Gap;
  /** ms of audio so far. */
  readonly length: number;
  /** Bytes of it. */
  readonly size: number;
  /** True while messages have not ended. */
  readonly isOwed: boolean;
  /** True where all audio is transcribed for good; of a container that is not known. */
  readonly isHeard: boolean;
  /** Is done with all. @returns what was not sent, and what was lost before */
  drop(error?: DeepgramError): Gap;
}

/** Longest that a piece of compressed audio can have been in coming, in ms: then there was a pause. */
const LONGEST_PIECE_MS = 1000;

/** Opens a tape. @param now - in ms */
export function openTape(
  audio: LiveAudio,
  { replay, waiting: limit }: Pick<ListenLimits, 'replay' | 'waiting'> = LISTEN_LIMITS,
  now = () => performance.now(),
): Tape {
  const sentOnes = createReel<Recorded>();
  const waiting = createReel<Recorded>();
  const gap = createGapMeter();
  const blocks = createBlocks();
  let size = 0;
  let owed = 0;
  let length = 0;
  let confirmed = 0;
  let isCut = false;
  let lastCame: number | undefined;

  /** How long audio lasts. Of what is compressed only its pace is known. */
  function durationOf(bytes: Uint8Array): number {
    if (audio.byteRate) return (bytes.length * 1000) / audio.byteRate;
    const before = lastCame;
    lastCame = now();
    return before === undefined ? 0 : Math.min(LONGEST_PIECE_MS, lastCame - before);
  }

  function endInput(stretch: Recorded, error?: DeepgramError): void {
    const { input } = stretch;
    if (!input) return;
    delete stretch.input;
    owed -= 1;
    input.end(error);
  }

  /** Takes bytes from the beginning. */
  function take(reel: Reel<Recorded>, first: Recorded, count: number): void {
    reel.shift();
    if (count < first.bytes.length) reel.unshift(behind(first, count));
    else endInput(first);
  }

  /** Keeps what was sent. Neighbours become one; of what is compressed, each message stays what it was. */
  function keep(stretch: Recorded): void {
    const { last } = sentOnes;
    const isNext = last && audio.byteRate && last.at + last.bytes.length === stretch.at;
    const bytes = isNext ? joined(last.bytes, stretch.bytes) : undefined;
    if (last && bytes) {
      sentOnes.pop();
      sentOnes.push({ bytes, at: last.at, start: last.start, ms: last.ms + stretch.ms });
    } else sentOnes.push(stretch);
  }

  /** Forgets the oldest, beyond what is kept; what is left begins with a whole sample. */
  function trim(reel: Reel<Recorded>): void {
    const last = reel.last;
    const oldest = last ? last.start + last.ms - replay : 0;
    for (let first = reel.first; first; first = reel.first) {
      const stale = first.start < oldest ? bytesBefore(first, oldest, audio) : 0;
      const surplus = reel.cost > limit ? first.bytes.length : tornBytes(first, audio);
      const count = Math.max(stale, surplus);
      if (count === 0) return;
      gap.add(upTo(first, count));
      take(reel, first, count);
    }
  }

  return {
    add(bytes, input) {
      if (!isCut && waiting.cost + costOf({ bytes }) > limit)
        throw new DeepgramError('OVERFLOW', 'audioUnsent', { limit: limit / 1024 / 1024 });
      const ms = durationOf(bytes);
      waiting.push({ bytes: blocks.copy(bytes), at: size, start: length, ms, input });
      size += bytes.length;
      owed += 1;
      // Not the sum, which would drift.
      length = audio.byteRate ? (size * 1000) / audio.byteRate : length + ms;
      if (isCut) trim(waiting);
    },
    next(ms) {
      const first = waiting.first;
      if (!first || ms === undefined || !audio.byteRate) return first;
      const samples = Math.max(1, Math.floor((ms * audio.byteRate) / 1000 / audio.block));
      return upTo(first, samples * audio.block);
    },
    sent(stretch) {
      const first = waiting.first;
      if (!first) return;
      if (audio.isBare) {
        // A result may end within a sample, the rest of which comes with the next message.
        const heard = audio.byteRate ? bytesBefore(stretch, confirmed, audio) : 0;
        const { bytes, at, start, ms } = stretch;
        if (heard < bytes.length)
          keep(heard > 0 ? behind({ bytes, at, start, ms }, heard) : { bytes, at, start, ms });
        trim(sentOnes);
      }
      // Last: whose message ends here may bring the next one at once.
      take(waiting, first, stretch.bytes.length);
    },
    confirm(until) {
      // What was never given to Deepgram can't be transcribed, whatever it says.
      const known = audio.byteRate ? Math.min(until, length) : until;
      if (known <= confirmed) return;
      confirmed = known;
      gap.confirm(known);
      for (let first = sentOnes.first; first; first = sentOnes.first) {
        const count = bytesBefore(first, known, audio);
        if (count === 0) return;
        take(sentOnes, first, count);
        if (count < first.bytes.length) return;
      }
    },
    rewind() {
      isCut = true;
      for (const stretch of sentOnes.clear().reverse()) waiting.unshift(stretch);
      trim(waiting);
    },
    resume() {
      isCut = false;
      return gap.take();
    },
    get length() {
      return length;
    },
    get size() {
      return size;
    },
    get isOwed() {
      return owed > 0;
    },
    get isHeard() {
      return audio.isBare ? !sentOnes.first && !waiting.first : size === 0;
    },
    drop(error) {
      // While there is a socket, what was forgotten is heard in spite of that.
      if (!isCut) gap.take();
      sentOnes.clear();
      for (const stretch of waiting.clear()) {
        gap.add(stretch);
        endInput(stretch, error);
      }
      return gap.take();
    },
  };
}
