import type { ServerResponse } from 'node:http';
import { respond } from './respond.js';

/** How long a flow may take to answer a delivery. */
export const FLOW_ANSWER_MS = 25_000;

/**
 * What core's `http response` node calls on `msg.res._res`: the seven functions of an Express response, on
 * any kind of server.
 */
export interface FlowResponse {
  set(name: string | Readonly<Record<string, unknown>>, value?: unknown): FlowResponse;
  get(name: string): unknown;
  status(code: number): FlowResponse;
  send(body?: unknown): FlowResponse;
  jsonp(body: unknown): FlowResponse;
  cookie(name: string, value: unknown, options?: CookieOptions): FlowResponse;
  clearCookie(name: string, options?: CookieOptions): FlowResponse;
}

/** What a cookie may be told, as Express has it. */
export interface CookieOptions {
  readonly domain?: string;
  readonly path?: string;
  readonly expires?: Date;
  /** ms */
  readonly maxAge?: number;
  readonly httpOnly?: boolean;
  readonly secure?: boolean;
  readonly sameSite?: string | boolean;
}

/**
 * Lets a flow answer a delivery. Its first answer counts.
 *
 * @param onAnswer - called once, before anything is sent: with the status, or undefined where the flow took
 *   too long, the sender left, or `signal` was aborted. Should it reject, the sender is told to try again
 * @param onError - told what it rejected with, or why an answer could not be written
 */
export function createFlowAnswer(
  response: ServerResponse,
  signal: AbortSignal,
  onAnswer: (status: number | undefined) => Promise<void>,
  onError: (error: unknown) => void,
): FlowResponse {
  let status = 200;
  let hasEnded = false;
  const timer = setTimeout(giveUp, FLOW_ANSWER_MS);
  timer.unref();
  response.once('close', giveUp);
  signal.addEventListener('abort', giveUp);

  function end(code: number | undefined, write: () => void): void {
    if (hasEnded) return;
    hasEnded = true;
    clearTimeout(timer);
    response.off('close', giveUp);
    signal.removeEventListener('abort', giveUp);
    onAnswer(code)
      .then(write)
      .catch((error: unknown) => {
        onError(error);
        respond(response, 503);
      });
  }

  function giveUp(): void {
    end(undefined, () => respond(response, 503));
  }

  function write(body: string | Buffer): void {
    end(status, () => {
      if (response.destroyed || response.headersSent) return;
      response.statusCode = status;
      if (!response.hasHeader('content-length'))
        response.setHeader('content-length', Buffer.byteLength(body));
      response.end(body);
    });
  }

  const flow: FlowResponse = {
    set(name, value) {
      const headers = typeof name === 'string' ? { [name]: value } : name;
      for (const [header, text] of Object.entries(headers)) {
        if (!hasEnded) response.setHeader(header, Array.isArray(text) ? text.map(String) : String(text));
      }
      return flow;
    },
    get: (name) => response.getHeader(name),
    status(code) {
      // Thrown at the node that answers, as Express does: what is written later has nobody to tell.
      if (!(Number.isInteger(code) && code >= 100 && code <= 999)) throw new RangeError(`no status: ${code}`);
      status = code;
      return flow;
    },
    send(body) {
      if (typeof body === 'object' && body !== null && !Buffer.isBuffer(body)) return flow.jsonp(body);
      write(Buffer.isBuffer(body) ? body : String(body ?? ''));
      return flow;
    },
    jsonp(body) {
      if (!hasEnded && !response.hasHeader('content-type'))
        response.setHeader('content-type', 'application/json');
      if (!hasEnded) response.removeHeader('content-length');
      write(JSON.stringify(body) ?? '');
      return flow;
    },
    cookie(name, value, options = {}) {
      if (!hasEnded) response.appendHeader('set-cookie', writeCookie(name, String(value), options));
      return flow;
    },
    clearCookie: (name, options) => flow.cookie(name, '', { ...options, expires: new Date(1) }),
  };
  return flow;
}

function writeCookie(name: string, value: string, options: CookieOptions): string {
  const expires = options.maxAge === undefined ? options.expires : new Date(Date.now() + options.maxAge);
  return [
    `${name}=${encodeURIComponent(value)}`,
    `Path=${options.path ?? '/'}`,
    options.domain && `Domain=${options.domain}`,
    expires && `Expires=${expires.toUTCString()}`,
    options.httpOnly && 'HttpOnly',
    options.secure && 'Secure',
    options.sameSite && `SameSite=${options.sameSite === true ? 'Strict' : options.sameSite}`,
  ]
    .filter(Boolean)
    .join('; ');
}
