import type { Body } from '../body.js';
import type { Received } from '../received.js';
import { Refusal } from '../refusal.js';

/** Documented as 1000, 2000 and 2400; the newest pages have 2000. Counted in code points, which is assumed. */
const LIMIT = 2000;

/** The text to speak, out of a request's body, or the {@link Refusal} that Deepgram answers to the body. */
export function readText(request: Received): string {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json' && type !== 'text/plain') {
    throw new Refusal(
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      '`Content-Type` header is not supported. `Content-Type` must be either `text/plain` or `application/json`.',
    );
  }
  const content = decode(request.body);
  const text = type === 'text/plain' ? content : textOf(content);
  if (text.trim() === '') throw new Refusal(400, 'Bad Request', 'Input text contains no characters.');
  if ([...text].length > LIMIT) {
    throw new Refusal(413, 'Payload Too Large', `Input text exceeds maximum character limit of ${LIMIT}.`);
  }
  return text;
}

function decode(body: Body): string {
  if (body === undefined) {
    throw new Refusal(413, 'PAYLOAD_TOO_LARGE', 'Payload size exceeds limit of 2 MB.');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw payloadError('Failed to decode payload as UTF-8.');
  }
}

function textOf(json: string): string {
  const [key, value, ...others] = Object.entries(parseObject(json)).flat();
  if (others.length > 0 || typeof value !== 'string') throw notExactlyOne();
  if (key === 'text') return value;
  if (key === 'url') throw remoteContentError(value);
  throw notExactlyOne();
}

function parseObject(json: string): object {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Answered like a JSON value of another shape.
  }
  throw notExactlyOne();
}

/** Text from the web is not fetched here: this machine's own addresses are refused as Deepgram would, others are not reached. */
function remoteContentError(address: string): Refusal {
  if (!URL.canParse(address)) return payloadError('Failed to parse URL in JSON body.');
  const { hostname } = new URL(address);
  const isPrivate = /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|0\.|\[)/.test(
    hostname,
  );
  return new Refusal(
    400,
    'REMOTE_CONTENT_ERROR',
    isPrivate
      ? 'URL for media download must be publicly routable.'
      : 'Could not determine if URL for media download is publicly routable.',
  );
}

function notExactlyOne(): Refusal {
  return payloadError(
    'Failed to deserialize JSON payload. Please specify exactly one of `text` or `url` in the JSON body.',
  );
}

function payloadError(message: string): Refusal {
  return new Refusal(400, 'PAYLOAD_ERROR', message);
}
