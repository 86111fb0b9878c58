import { type Announced, type Announcement, lasting } from '../announcement.js';

/** One message's part in speech that it may share. */
export interface Hearing {
  /** The speech as it came, whoever asked for it. */
  readonly speech: Announcement;
  /** The same audio, for this message alone. */
  readonly audio: AsyncIterable<Buffer>;
  /** When the message asked, on the clock of `performance.now`. */
  readonly started: number;
  /** Whether the requests were made for this message. */
  readonly isOwner: boolean;
}

/** Speech as one message hears it, now that the first audio is there. */
export function heard({ speech, audio, started, isOwner }: Hearing): Announcement {
  const firstByteMs = since(started);
  let totalMs: number | undefined;

  async function* toTheEnd(): AsyncGenerator<Buffer> {
    for await (const chunk of audio) yield chunk;
    totalMs = since(started);
  }

  function describe(): Announced {
    const told = speech.describe();
    const { requests, attempts } = told;
    const isCached = told.cached === true || !isOwner;
    return {
      ...lasting(told),
      ...(isCached && { cached: true }),
      firstByteMs,
      ...(totalMs !== undefined && { totalMs }),
      requests: isCached ? 0 : requests,
      ...(!isCached && attempts !== undefined && { attempts }),
    };
  }

  return { format: speech.format, contentType: speech.contentType, audio: toTheEnd(), describe };
}

function since(started: number): number {
  return Number((performance.now() - started).toFixed(1));
}
