import { DeepgramError } from './errors.js';

/** A body that is sent as it is read, and never held whole. */
export interface Upload {
  /** Its length in bytes, where that is known before it is read. */
  readonly bytes?: number;
  /** Whether it can be read a second time, from its first byte. */
  readonly isRepeatable: boolean;
  /** Whether who fills it sees to it that it goes on; else it fails where its source gives nothing for too long. */
  readonly isWatched?: boolean;
  /** Opens it. What iterating it throws fails the request; a DeepgramError comes out as it is. */
  open(): AsyncIterable<Uint8Array>;
}

/** One sending of an upload. */
export interface Sending {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** True when a byte of it has been asked for. */
  hasBegun(): boolean;
  /**
   * Gives no more for now, because a refusal is there already: writing on to a server that hangs up would end the
   * connection before all of its answer has been read.
   */
  hold(): void;
  /** Stops watching, and lets go of what is held. */
  end(): void;
}

/** Bytes that are handed to the network at once: on a line of 1 Mbit/s, the progress of half a second. */
const PIECE_BYTES = 64 * 1024;

/**
 * Opens an upload for one sending, and watches that it goes on: its progress is the pull of the network, which
 * is not told otherwise while nothing of an answer is there, and between the pulls what its source gives.
 *
 * @param patience - ms that {@link PIECE_BYTES} may take to be taken, and the source's next bytes to come
 * @param onStall - called once, when they take longer
 */
export function beginSending(
  upload: Upload,
  patience: number,
  onStall: (error: DeepgramError) => void,
): Sending {
  let timer: NodeJS.Timeout | undefined;
  let hasBegun = false;
  let hasEnded = false;
  let held: Promise<void> | undefined;
  let release = () => {};

  async function* watched(): AsyncGenerator<Uint8Array> {
    hasBegun = true;
    try {
      watchSource();
      for await (const chunk of upload.open()) {
        clearTimeout(timer);
        for (let start = 0; start < chunk.length; start += PIECE_BYTES) {
          if (held) await held;
          watch(uploadStalled);
          yield chunk.subarray(start, start + PIECE_BYTES);
          clearTimeout(timer);
        }
        watchSource();
      }
    } finally {
      clearTimeout(timer);
    }
  }

  function watchSource(): void {
    if (!upload.isWatched) watch(sourceStalled);
  }

  function watch(stalled: (ms: number) => DeepgramError): void {
    // What is refused early is pulled once more before that is noticed.
    if (hasEnded || held) return;
    timer = setTimeout(() => onStall(stalled(patience)), patience);
  }

  return {
    chunks: watched(),
    hasBegun: () => hasBegun,
    hold: () => {
      clearTimeout(timer);
      held = new Promise((resolve) => {
        release = resolve;
      });
    },
    end: () => {
      hasEnded = true;
      clearTimeout(timer);
      release();
    },
  };
}

/** A source that gave nothing for so many ms. */
export function sourceStalled(ms: number): DeepgramError {
  return new DeepgramError('TIMEOUT', 'sourceStalled', { seconds: ms / 1000 });
}

function uploadStalled(ms: number): DeepgramError {
  return new DeepgramError('TIMEOUT', 'uploadStalled', { seconds: ms / 1000 });
}
