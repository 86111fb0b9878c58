import type { SpeakContext } from '../../speak/speak.js';
import { type Announcement, aboutOf, type Kept } from '../announcement.js';
import { broadcast } from './broadcast.js';
import { heard } from './heard.js';
import { orAborted } from './or-aborted.js';
import { ownError } from './own-error.js';
import { shareProgress } from './shared-progress.js';

/** Words that are being looked up or spoken, for all who want to say them now. */
export interface Flight {
  /**
   * Resolves when the first audio is there, and hears it from its beginning. Who is cancelled leaves the others
   * alone; when the last one is, the request is aborted.
   *
   * @throws DeepgramError, an object of its own; and what `context.signal` was aborted with
   */
  join(context: SpeakContext): Promise<Announcement>;
}

/** How a flight is made. */
export interface Departure {
  /** Looks the words up, or speaks them. */
  readonly open: (context: SpeakContext) => Promise<Announcement>;
  /** Bytes of audio beyond which nobody can join any more, and nothing is kept. */
  readonly limit: number;
  /** Is given audio when it has come whole, and told whether it was found rather than spoken. */
  readonly keep: (kept: () => Kept, isFound: boolean) => Promise<void>;
  /** Nobody can join any more. */
  readonly onEnd: () => void;
}

/** Departs; the first who joins is told of the requests as its own. */
export function startFlight({ open, limit, keep, onEnd }: Departure): Flight {
  const abort = new AbortController();
  const progress = shareProgress();
  const aboard = new Set<object>();
  let isOver = false;
  let hasOwner = false;

  function end(): void {
    isOver = true;
    onEnd();
  }

  const coming = open({ signal: abort.signal, follow: progress.follow });
  coming.catch(end);
  const shared = broadcast(coming, limit, {
    whole(audio) {
      isOver = true;
      const kept = coming.then((speech) => {
        const about = aboutOf(speech);
        return keep(() => ({ about, audio: audio() }), speech.describe().cached === true);
      });
      // What can't be kept, for want of memory say, has been heard all the same.
      void kept.then(onEnd, onEnd);
    },
    failed: end,
    tooLong: onEnd,
  });

  return {
    async join({ signal, follow }) {
      const started = performance.now();
      const isOwner = !hasOwner;
      hasOwner = true;
      const passenger = {};
      const leave = () => {
        signal.removeEventListener('abort', leave);
        if (!aboard.delete(passenger) || aboard.size > 0 || isOver) return;
        end();
        abort.abort();
      };
      aboard.add(passenger);
      signal.addEventListener('abort', leave);
      progress.join(follow);
      const chunks = shared.hear();
      try {
        const speech = await orAborted(coming, signal);
        return heard({ speech, audio: hearUntil(chunks, signal, leave), started, isOwner });
      } catch (error) {
        leave();
        throw ownError(error);
      }
    },
  };
}

/** Hears for as long as that is wanted. */
async function* hearUntil(
  chunks: AsyncIterator<Buffer>,
  signal: AbortSignal,
  leave: () => void,
): AsyncGenerator<Buffer> {
  try {
    for (;;) {
      const { done, value } = await orAborted(chunks.next(), signal);
      if (done) return;
      yield value;
    }
  } catch (error) {
    throw ownError(error);
  } finally {
    leave();
  }
}
