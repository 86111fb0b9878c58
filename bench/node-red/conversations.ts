import type { Message, Node } from '../../src/node-red/runtime.js';
import type { Conversation } from '../peer.js';
import { TEXT } from '../utterance.js';
import { theRed } from './red.js';

/** Someone who waits for what comes out of the flow. */
interface Listener {
  onAudio(audio: Buffer): void;
  end(): void;
  fail(error: Error): void;
}

const listeners = new Map<unknown, Listener>();

/**
 * A conversation through a flow. Messages of one have the same `msg.bench`.
 *
 * @param source - id of the node that lets its texts into the flow
 * @param inMessages - the messages that a text goes in as
 */
export function converse(
  bench: number,
  source = 'source',
  inMessages = (text: string): Message[] => [{ payload: text }],
): Conversation {
  const send = (messages: readonly Message[]) => {
    const node = theRed().nodes.getNode(source) as Node;
    for (const message of messages) node.send({ ...message, bench });
  };
  const wait = (onAudio: Listener['onAudio']) =>
    new Promise<void>((resolve, reject) => {
      listeners.set(bench, { onAudio, end: resolve, fail: reject });
    });
  return {
    turn(onAudio) {
      const ended = wait(onAudio);
      send(inMessages(TEXT));
      return ended;
    },
    async close() {
      const ended = wait(() => undefined);
      send([{ payload: '', action: 'close' }]);
      await ended;
      listeners.delete(bench);
    },
  };
}

/** Takes what reaches the end of the flow: audio, what else the server said, and what Catch and Status nodes tell. */
export function heard({ bench, payload, complete, topic, error }: Message): void {
  const listener = listeners.get(bench);
  if (!listener) return;
  if (error) listener.fail(new Error(JSON.stringify(error)));
  if (Buffer.isBuffer(payload) && payload.length > 0) listener.onAudio(payload);
  if (complete === true || topic === 'close') listener.end();
}
