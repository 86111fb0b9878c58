import type { AudioFormat } from '../audio/format.js';
import type { Description } from '../speak/description.js';
import type { Speech } from '../speak/speak.js';

/** What is told about speech that may not have needed a request of its own. */
export interface Announced extends Description {
  /** The same words had been spoken before, or were being spoken: `requests` is 0. */
  cached?: true;
}

/** Speech from Deepgram, from the cache, or shared with another message. Its chunks belong to who iterates. */
export interface Announcement extends Speech {
  describe(): Announced;
}

/** What is told about speech whenever it is said again. */
export type Lasting = Omit<Description, 'firstByteMs' | 'totalMs' | 'requests' | 'attempts'>;

/** What is kept beside audio; plain JSON. */
export interface About {
  readonly format: AudioFormat;
  readonly contentType: string;
  readonly description: Lasting;
}

/** Whole audio that is kept. */
export interface Kept {
  readonly about: About;
  /** As Deepgram sent it. It is never written into, nor handed to a flow. */
  readonly audio: Buffer;
}

/** What is to be kept beside the whole audio of a speech. */
export function aboutOf({ format, contentType, describe }: Speech): About {
  return { format, contentType, description: lasting(describe()) };
}

/** Takes out of a description what was so that one time only. */
export function lasting(description: Announced): Lasting {
  const {
    firstByteMs: _first,
    totalMs: _total,
    requests: _requests,
    attempts: _attempts,
    ...rest
  } = description;
  return rest;
}
