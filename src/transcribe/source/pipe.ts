import { DeepgramError } from '../../client/errors.js';

/** What is put in at one end as it comes, and taken out at the other as the network takes it. */
export interface Pipe {
  /** @throws DeepgramError OVERFLOW when too much waits: the pipe has failed then */
  put(chunk: Uint8Array): void;
  /** Nothing more will come. */
  end(): void;
  fail(error: unknown): void;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Opens a pipe. @param limit - bytes that may wait in it */
export function openPipe(limit: number): Pipe {
  const waiting: Uint8Array[] = [];
  let bytes = 0;
  let hasEnded = false;
  let failure: { error: unknown } | undefined;
  let wake = () => {};

  async function* take(): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (failure) throw failure.error;
      const chunk = waiting.shift();
      if (chunk) {
        bytes -= chunk.length;
        yield chunk;
      } else if (hasEnded) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  }

  function fail(error: unknown): void {
    failure ??= { error };
    waiting.length = 0;
    wake();
  }

  return {
    put(chunk) {
      if (hasEnded || failure || chunk.length === 0) return;
      bytes += chunk.length;
      if (bytes > limit) {
        const error = new DeepgramError('OVERFLOW', 'audioOverflow', { limit: limit / 1024 / 1024 });
        fail(error);
        throw error;
      }
      waiting.push(chunk);
      wake();
    },
    end() {
      hasEnded = true;
      wake();
    },
    fail,
    chunks: take(),
  };
}
