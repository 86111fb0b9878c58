import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../client/clock.js';
import type { AudioFile } from './audio-file.js';
import type { AudioStore } from './audio-store.js';
import { dlnaHeaders } from './dlna.js';
import { readRange } from './range.js';
import { sendBytes } from './send-bytes.js';

/** What everybody may do, from every page: whoever knows a name may have the audio. */
const OPEN = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Accept-Ranges, Content-Length, Content-Range, ETag',
  // A page that lets in only what says so may play it too.
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
} as const;

/** What a browser asks for before it fetches with headers of its own; Cast receivers need it. */
const PREFLIGHT = {
  ...OPEN,
  'access-control-allow-methods': 'GET, HEAD, OPTIONS',
  'access-control-allow-headers': '*, Accept-Encoding, Content-Type, Range, If-None-Match, If-Range',
  'access-control-max-age': '900',
} as const;

/** Audio is kept for 15 minutes at least, and what a name stands for never changes. */
const LASTING = { 'accept-ranges': 'bytes', 'cache-control': 'private, max-age=900, immutable' } as const;

const EMPTY = { 'content-length': 0 } as const;

const ALLOWED = { allow: 'GET, HEAD, OPTIONS' } as const;

/**
 * Serves one audio file as players ask for it: whole, or a single range of it (RFC 9110).
 *
 * @param name - of the file: nothing else of the request's target counts
 */
export function serveAudio(
  request: IncomingMessage,
  response: ServerResponse,
  store: AudioStore,
  name: string,
  clock: Clock,
): void {
  // Who has left, or been answered by something before us, has no need of it, and would never release it.
  if (response.destroyed || response.headersSent) return;
  const { method = '' } = request;
  const fetch = method === 'GET' || method === 'HEAD' ? store.fetch(name) : undefined;
  if (fetch) {
    const bytes = begin(request, response, fetch.file);
    if (bytes) {
      sendBytes(response, bytes, clock, fetch.release);
      return;
    }
    fetch.release();
  } else refuse(response, method);
  response.end();
}

/** Begins an answer without audio. */
function refuse(response: ServerResponse, method: string): void {
  if (method === 'OPTIONS') response.writeHead(204, { ...PREFLIGHT, ...ALLOWED });
  else if (method !== 'GET' && method !== 'HEAD') response.writeHead(405, { ...OPEN, ...ALLOWED, ...EMPTY });
  else response.writeHead(404, { ...OPEN, ...EMPTY, 'cache-control': 'no-store' });
}

/** Begins the answer. @returns the audio that is to follow */
function begin(
  { headers, method }: IncomingMessage,
  response: ServerResponse,
  { name, contentType, bytes }: AudioFile,
): Buffer | undefined {
  // What has this name never changes, so that the name tells one from another.
  const etag = `"${name}"`;
  const about = { ...OPEN, ...dlnaHeaders(headers), ...LASTING, etag };
  if (isKnown(headers['if-none-match'], etag)) {
    response.writeHead(304, about);
    return undefined;
  }
  const wanted = method === 'GET' && isSame(headers['if-range'], etag) ? headers.range : undefined;
  const range = readRange(wanted, bytes.length);
  if (range === 'unsatisfiable') {
    response.writeHead(416, { ...about, ...EMPTY, 'content-range': `bytes */${bytes.length}` });
    return undefined;
  }
  const { first, last } = range === 'none' ? { first: 0, last: bytes.length - 1 } : range;
  response.writeHead(range === 'none' ? 200 : 206, {
    ...about,
    'content-type': contentType,
    'content-length': last - first + 1,
    ...(range !== 'none' && { 'content-range': `bytes ${first}-${last}/${bytes.length}` }),
  });
  return method === 'HEAD' ? undefined : bytes.subarray(first, last + 1);
}

/** Compares weakly, as If-None-Match is to be compared. */
function isKnown(header: string | undefined, etag: string): boolean {
  const tags = (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}

/** Compares strongly, as If-Range is to be compared; a date is never right, as we tell none. */
function isSame(header: unknown, etag: string): boolean {
  return header === undefined || String(header).trim() === etag;
}
