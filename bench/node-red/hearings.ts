import type { Message, Node } from '../../src/node-red/runtime.js';
import type { Hearing } from '../peer.js';
import { theRed } from './red.js';

/** Someone who waits for what comes out of the flow. */
interface Reader {
  onResult(transcript: string): void;
  end(): void;
  fail(error: Error): void;
}

const readers = new Map<unknown, Reader>();

/** A session through a flow. Messages of one have the same `msg.bench`. */
export function hearThroughFlow(
  bench: number,
  onResult: Reader['onResult'],
  onError: Reader['fail'],
): Hearing {
  const source = theRed().nodes.getNode('source') as Node;
  const reader: Reader = { onResult, end: () => undefined, fail: onError };
  readers.set(bench, reader);
  return {
    hear: (audio) => source.send({ payload: audio, bench }),
    async close() {
      const ended = new Promise<void>((resolve) => {
        reader.end = resolve;
      });
      source.send({ payload: '', action: 'close', bench });
      await ended;
      readers.delete(bench);
    },
  };
}

/** Takes what reaches the end of the flow: transcripts, what else the server said, and what Catch and Status nodes tell. */
export function read({ bench, payload, topic, error }: Message): void {
  const reader = readers.get(bench);
  if (!reader) return;
  if (error) reader.fail(new Error(JSON.stringify(error)));
  else if (topic === 'close') reader.end();
  else if (typeof payload === 'string') reader.onResult(payload);
}
