import type { ServerMessage } from '../socket/line.js';
import type { SpeakStreamOptions } from './options.js';

/** Seen on the wire (deepgram-python-sdk #617). */
const CODE = 'EXCESSIVE_FLUSH';
const TEXT = 'Rate limit exceeded for flushes. Please try again later.';

/** What a refused Flush gets instead of `Flushed`. */
export function excessiveFlush(spelling: SpeakStreamOptions['warnings']): ServerMessage {
  if (spelling === 'specification') return { type: 'Warning', description: TEXT, code: CODE };
  return { type: 'Warning', warn_code: CODE, warn_msg: TEXT };
}
