import { keepMessage } from '../callback/keep-message.js';
import { DeepgramError } from '../client/errors.js';
import type { Message, Node, Red } from './runtime.js';
import { sharedText } from './texts.js';

/** Bytes that may be kept of a message. */
const MESSAGE_LIMIT = 256 * 1024;

/**
 * Writes what of a message is kept until its result comes, and warns about what can't be.
 *
 * @throws DeepgramError TOO_LARGE
 */
export function keepForResult(RED: Red, node: Node, message: Message): string {
  try {
    const { json, dropped } = keepMessage(message, MESSAGE_LIMIT);
    if (Buffer.byteLength(json) > MESSAGE_LIMIT) throw new RangeError('more bytes than characters');
    warnOnce(RED, node, dropped.slice(0, 10).join(', '));
    return json;
  } catch (error) {
    if (error instanceof RangeError)
      throw new DeepgramError('TOO_LARGE', 'messageTooLarge', { limit: MESSAGE_LIMIT / 1024 });
    throw error;
  }
}

/** What each node has warned about already: the messages of one flow are alike, and one line is enough. */
const warned = new WeakMap<Node, Set<string>>();

function warnOnce(RED: Red, node: Node, properties: string): void {
  const before = warned.get(node) ?? new Set<string>();
  warned.set(node, before);
  if (properties === '' || before.has(properties)) return;
  before.add(properties);
  node.warn(sharedText(RED, 'warnings.notKept', { properties }));
}
