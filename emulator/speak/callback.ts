import { invalidQuery, Refusal } from '../refusal.js';
import type { SpeakQuery } from './query.js';

/** Where Deepgram may call; developers.deepgram.com/docs/tts-callback. An empty port is the scheme's own. */
const PORTS = new Set(['', '80', '443', '8080', '8443']);

/** Where and how the audio is to be delivered. */
export interface Callback {
  readonly url: URL;
  readonly method: 'POST' | 'PUT';
}

/** The callback of a request, if it has one; a {@link Refusal} 400 when Deepgram could not call it. */
export function findCallback(query: SpeakQuery): Callback | undefined {
  if (query.callback === undefined) {
    // Documented for asynchronous requests only; how a synchronous one is refused is not published.
    if (query.priority !== undefined) throw invalidQuery('`priority` requires `callback`');
    return undefined;
  }
  const url = parseUrl(query.callback);
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (url === undefined || !isHttp || !PORTS.has(url.port)) {
    throw new Refusal(400, 'INVALID_QUERY_PARAMETER', 'Invalid callback url.');
  }
  return { url, method: query.callback_method ?? 'POST' };
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
