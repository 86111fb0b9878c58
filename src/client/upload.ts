import { DeepgramError } from './errors.js';

/** A body that is sent as it is read, and never held whole. */
export interface Upload {
  /** Its length in bytes, where that is known before it is read. */
  readonly bytes?: number;
  /** Whether it can be read a second time, from its first byte. */
  readonly isRepeatable: boolean;
  /** Opens it. What iterating it throws fails the request; a DeepgramError comes out as it is. */
  open(): AsyncIterable<Uint8Array>;
}

/** One sending of an upload. */
export interface Sending {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** True when a byte of it has been asked for. */
  hasBegun(): boolean;
  /** Stops watching. */
  end(): void;
}

/**
 * Opens an upload for one sending, and watches that it goes on: its progress is the pull of the network, which
 * is not told otherwise while nothing of an answer is there.
 *
 * @param patience - ms that a chunk may take to be taken
 * @param onStall - called once, when one takes longer
 */
export function beginSending(
  upload: Upload,
  patience: number,
  onStall: (error: DeepgramError) => void,
): Sending {
  let timer: NodeJS.Timeout | undefined;
  let hasBegun = false;

  async function* watched(): AsyncGenerator<Uint8Array> {
    hasBegun = true;
    for await (const chunk of upload.open()) {
      timer = setTimeout(() => {
        onStall(new DeepgramError('TIMEOUT', 'uploadStalled', { seconds: patience / 1000 }));
      }, patience);
      yield chunk;
      clearTimeout(timer);
    }
  }

  return {
    chunks: watched(),
    hasBegun: () => hasBegun,
    end: () => clearTimeout(timer),
  };
}
