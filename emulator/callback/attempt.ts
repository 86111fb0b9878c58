import { once } from 'node:events';
import { type ClientRequest, Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { interrupted, untilOver } from '../faults/bodies.js';
import type { Parcel } from './accepted.js';
import { type CallbackOptions, TIMEOUT_MS } from './options.js';

/** What can be sent at once. */
export type Made = Exclude<Parcel['content'], Promise<string>>;

/** One request to a callback. */
export interface Outgoing extends Omit<Parcel, 'content'> {
  readonly content: Made;
  /** Without credentials. */
  readonly url: URL;
  readonly method: 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  /** Ends the connection after so many bytes of the body. */
  readonly cutAfterBytes?: number;
}

/** The status that was answered, or why there is none. */
export type Outcome = { readonly status: number } | { readonly error: string };

/**
 * Makes one request and waits until it is over; never rejects. A redirect is an answer like any other.
 *
 * Each attempt has a connection of its own; whether Deepgram keeps them is not known. It sends no header but
 * those it is given and those that HTTP needs.
 *
 * @param closed ends it
 */
export async function attempt(
  outgoing: Outgoing,
  options: CallbackOptions,
  closed: AbortSignal,
): Promise<Outcome> {
  const { url, method, content } = outgoing;
  const secure = url.protocol === 'https:';
  const { ca, rejectUnauthorized = true, timeoutMs = TIMEOUT_MS } = options;
  // With keep-alive, an answer that comes before the body is complete does not cut the body off.
  const agent = secure
    ? new HttpsAgent({ keepAlive: true, rejectUnauthorized, ...(ca === undefined ? {} : { ca }) })
    : new HttpAgent({ keepAlive: true });
  // Text has its length; bytes are sent in chunks, as the synchronous answer has them, which is assumed.
  const length = typeof content === 'string' ? { 'content-length': Buffer.byteLength(content) } : {};
  const request = (secure ? httpsRequest : httpRequest)(url, {
    ...{ agent, method },
    headers: { 'content-type': outgoing.contentType, ...length, ...outgoing.headers },
  });
  const over = new AbortController();
  const end = (reason: string): void => void request.destroy(new Error(reason));
  const close = (): void => end('CLOSED');
  const timer = setTimeout(() => end('TIMEOUT'), timeoutMs);
  closed.addEventListener('abort', close, { once: true });
  if (closed.aborted) close();

  const outcome = outcomeOf(request).finally(() => over.abort());
  await Promise.all([outcome, send(request, outgoing, over.signal)]);
  clearTimeout(timer);
  closed.removeEventListener('abort', close);
  agent.destroy();
  return outcome;
}

function outcomeOf(request: ClientRequest): Promise<Outcome> {
  return new Promise((resolve) => {
    let outcome: Outcome = { error: 'CLOSED' };
    request.once('response', (response) => {
      outcome = { status: response.statusCode ?? 0 };
      response.resume();
      // Whoever refuses a delivery need not read all of it.
      if (!isSuccess(outcome)) response.once('end', () => request.destroy());
      response.once('error', () => undefined);
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (!('status' in outcome)) outcome = { error: error.code ?? error.message };
    });
    request.once('close', () => resolve(outcome));
  });
}

/** "Unsuccessful (not 200-299)" is what is tried again: developers.deepgram.com/docs/callback. */
export function isSuccess(outcome: Outcome): boolean {
  return 'status' in outcome && outcome.status >= 200 && outcome.status <= 299;
}

async function send(request: ClientRequest, outgoing: Outgoing, over: AbortSignal): Promise<void> {
  const { content, cutAfterBytes } = outgoing;
  const whole = typeof content === 'string' ? onePiece(content) : content(over);
  const cut = async (): Promise<void> => {
    await flushed(request, over);
    request.destroy(new Error('CUT'));
  };
  const body = cutAfterBytes === undefined ? whole : interrupted(whole, cutAfterBytes, cut);
  try {
    for await (const piece of body) {
      if (over.aborted || request.destroyed) return;
      if (!request.write(piece)) await once(request, 'drain', { signal: over }).catch(() => undefined);
    }
    if (!request.destroyed) request.end();
  } catch (error) {
    if (over.aborted || request.destroyed) return;
    // The body could not be made: a bug here, which must be seen.
    const bug = error instanceof Error ? error : new Error(String(error));
    process.emitWarning(bug);
    request.destroy(bug);
  }
}

/** Settles when all that was written has left, the headers at least, or when the request is over. */
async function flushed(request: ClientRequest, over: AbortSignal): Promise<void> {
  request.flushHeaders();
  const written = new Promise<void>((resolve) => request.write('', () => resolve()));
  await Promise.race([written, untilOver(over)]);
}

async function* onePiece(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}
