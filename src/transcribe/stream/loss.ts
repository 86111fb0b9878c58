import type { DeepgramError } from '../../client/errors.js';
import type { SocketEnd } from '../../client/socket.js';
import type { ListenWish } from './wish.js';

/** What the end of a socket means for a session. */
export interface Loss {
  /** What the session fails with; absent where it ends well, or goes on. */
  readonly failure?: DeepgramError;
  /** There may be more to hear, over another socket. */
  readonly isPassing: boolean;
  /** It ended because nothing was sent over it. */
  readonly isIdle: boolean;
}

/**
 * Nothing was sent for too long: `/v2/listen` has no KeepAlive. The documentation's NET-0001 is a URL on the wire
 * that ends so (deepgram-python-sdk#319).
 */
const IDLE = /\bnet-?000[12]\b/i;

/** Reads how a socket has ended. The rest of a container means nothing without its beginning. */
export function lossOf(
  { reason, error }: SocketEnd,
  { version, audio }: Pick<ListenWish, 'version' | 'audio'>,
): Loss {
  if (!error) return { isPassing: false, isIdle: false };
  const isIdle = IDLE.test(reason);
  const { retryable } = error.cause;
  if (retryable && audio.isBare) return { isPassing: true, isIdle };
  // All that Flux was given it has told.
  if (isIdle && version === 'v2') return { isPassing: false, isIdle };
  const failure = retryable ? Object.assign(error, { remark: 'containerNotResumed' }) : error;
  return { failure, isPassing: false, isIdle };
}
