import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer } from './answer.js';
import type { Connections } from './connections.js';

/** How long a client gets to read what it was sent: libuv reports a reset behind unread bytes as a plain end. */
const READ_MS = 20;

/** How long a client that was answered early may go on sending; Deepgram's own time is not published. */
const LINGER_MS = 2000;

/** One response on its connection, and the ways to break it. */
export interface Wire {
  /** Aborted when the response is over: complete, broken by a fault, or left by the client. */
  readonly over: AbortSignal;
  /** Sends what is buffered, then ends the connection with a TCP RST. */
  reset(): Promise<void>;
  /** Sends what is buffered, then ends the connection with a FIN, without the end of the response. */
  cut(): Promise<void>;
  /** Lets a client that waits for `100 Continue` send its body. */
  askForBody(): void;
  /**
   * Sends an answer while the request is still coming in, then ends the connection. Reads on for a moment, so
   * that the client gets to read the answer, or, to `hangUp`, no more.
   */
  leave(answer: Answer, hangUp: boolean): Promise<void>;
  /** Writes the answer, waiting for the client where it reads slowly. */
  send(answer: Answer): Promise<void>;
}

/**
 * @param onEnd called once when the response is over; `aborted` when the client left before all was sent
 */
export function openWire(
  response: ServerResponse,
  connections: Connections,
  onEnd: (aborted: boolean) => void,
): Wire {
  const over = new AbortController();
  const socket = response.req.socket;
  let broken = false;
  response.once('close', () => {
    over.abort();
    onEnd(!broken && !response.writableFinished);
  });
  const flushed = async (): Promise<void> => {
    broken = true;
    // The HTTP layer hands its pieces to the socket at the end of the tick.
    await new Promise(setImmediate);
    await new Promise<void>((resolve) => socket.write('', () => resolve()));
  };
  const write = async (answer: Answer): Promise<void> => {
    response.writeHead(answer.status, answer.headers);
    response.flushHeaders();
    for await (const piece of answer.body) {
      if (broken || over.signal.aborted) return;
      if (!response.write(piece)) await next(response, 'drain', over.signal);
    }
  };
  return {
    over: over.signal,
    askForBody: () => {
      if (/^100-continue$/i.test(response.req.headers.expect ?? '')) response.writeContinue();
    },
    leave: async (answer, hangUp) => {
      if (over.signal.aborted) return;
      const request = response.req;
      await write({ ...answer, headers: { ...answer.headers, connection: 'close' } });
      await flushed();
      if (!hangUp) request.resume();
      const ended = next(request, 'end', over.signal);
      await Promise.race([
        delay(hangUp ? READ_MS : LINGER_MS, undefined, { ref: false }),
        ...(hangUp ? [] : [ended]),
      ]);
      response.end();
      socket.destroySoon();
    },
    reset: async () => {
      await flushed();
      if (response.headersSent) await delay(READ_MS);
      connections.reset(socket);
    },
    cut: async () => {
      await flushed();
      socket.destroySoon();
    },
    send: async (answer) => {
      if (over.signal.aborted) return;
      await write(answer);
      if (!broken && !over.signal.aborted) response.end();
    },
  };
}

/** Waits for an event or for the end of the wire, whichever comes first. */
async function next(source: NodeJS.EventEmitter, event: string, over: AbortSignal): Promise<void> {
  await once(source, event, { signal: over }).catch(() => undefined);
}
