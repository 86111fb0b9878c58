import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { DeepgramError } from '../client/errors.js';
import { readable } from '../client/refusal.js';
import { readContent } from './content.js';
import type { Endpoint, LiveSocket } from './endpoint.js';
import { heartbeat } from './heartbeat.js';
import type { Job } from './job.js';
import type { Proof } from './proof.js';

/** What a socket was opened with. */
export interface Opened {
  readonly request: IncomingMessage;
  readonly proof: Proof;
  readonly endpoint: Endpoint;
}

/** Bytes of messages that may wait for those before them; more are not read from the network. */
const WAITING_LIMIT = 256 * 1024;

/** Bytes that a message that waits takes besides its own. */
const OVERHEAD = 512;

/** ms that the other side may take to close. */
const CLOSING_MS = 1000;

/** Close codes of who has nothing more to say: as it was agreed, or without a word. */
const DONE: readonly number[] = [1000, 1005];

/** Nobody takes it, and something of ours has failed (RFC 6455 and IANA's registry). */
const TRY_LATER = 1013;
const FAILED = 1011;

/** Takes what comes over a socket, each message for a result, one after another. */
export function takeSocket(ws: WebSocket, { request, proof, endpoint }: Opened): void {
  const { jobs, signal } = endpoint;
  const { ticket } = proof;
  /** Bytes of the messages that wait for their turn. */
  let waiting = 0;
  /** All that has begun, one after another. */
  let turn: Promise<void> = connect().catch(fail);
  let isUnreadable = false;
  let wasEnded = false;
  let failure: string | undefined;

  const unwatch = heartbeat.watch(ws);
  const socket: LiveSocket = { end };
  endpoint.sockets.add(socket);
  const closed = new Promise<void>((resolve) => ws.once('close', () => resolve()));

  ws.on('error', ({ message }) => {
    failure = message;
  });
  ws.on('message', (data: Buffer, isBinary) => {
    const bytes = data.length + OVERHEAD;
    waiting += bytes;
    if (waiting >= WAITING_LIMIT) ws.pause();
    const taken = turn.then(() => take(data, isBinary)).catch(fail);
    turn = taken.then(() => {
      waiting -= bytes;
      if (waiting < WAITING_LIMIT && ws.isPaused) ws.resume();
    });
  });
  ws.once('close', (code, reason) => {
    unwatch();
    turn = turn.then(() => leave(code, failure ?? reason.toString())).catch(endpoint.onError);
    turn = turn.finally(() => endpoint.sockets.delete(socket));
  });

  async function connect(): Promise<void> {
    if (ticket && !(await jobs.connect(ticket))) close(DONE[0]);
  }

  /** Takes a message; where who takes it is being deployed, it waits, and no more are read than may wait with it. */
  async function take(data: Buffer, isBinary: boolean): Promise<void> {
    if (wasEnded) return;
    const content = isBinary ? undefined : readContent([data], 'application/json');
    if (!content && isUnreadable) return;
    isUnreadable ||= !content;
    const delivery = { proof, content, body: [data], request };
    for (let isLast = false; ; ) {
      if ((await endpoint.deliver(delivery)) !== 503 || signal.aborted) return;
      // Somebody may have come back between the two questions.
      if (isLast) break;
      isLast = !(await endpoint.untilBack());
    }
    close(TRY_LATER);
  }

  function fail(error: unknown): void {
    endpoint.onError(error);
    close(FAILED);
  }

  /** It is closed, and all that has come over it has been taken. */
  async function leave(code: number, reason: string): Promise<void> {
    const isLost = !wasEnded && !DONE.includes(code);
    const tell = (job: Job | undefined) => {
      if (!isLost) return;
      const error = new DeepgramError('CLOSED', 'callbackSocketLost', { code, reason: readable(reason) });
      for (const taker of endpoint.takersOf(job)) taker.fail(error, job);
    };
    if (ticket) await jobs.disconnect(ticket.id, tell);
    else tell(undefined);
  }

  function close(code: number | undefined): void {
    if (wasEnded) return;
    wasEnded = true;
    // Its answer has to be read.
    ws.resume();
    ws.close(code);
    const timer = setTimeout(() => ws.terminate(), CLOSING_MS);
    ws.once('close', () => clearTimeout(timer));
  }

  async function end(code: number): Promise<void> {
    if (ws.readyState !== ws.CLOSED) close(code);
    await closed;
    await turn;
  }
}
