import { readFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import type { Account } from '../received.js';
import { Refusal } from '../refusal.js';
import { isJson, JSON_LIMIT } from '../upload/intake.js';
import type { Upload } from '../upload/upload.js';
import { fetchRemote } from './remote.js';

/**
 * The audio that a request is about: its body, or, for a body of JSON, what is at `{"url": "…"}`. Only the
 * Content-Type tells them apart: JSON under another name is bad audio, as with Deepgram.
 *
 * @param over ends the work
 */
export async function audioOf(
  body: Upload,
  headers: IncomingHttpHeaders,
  account: Account,
  over: AbortSignal,
): Promise<Upload> {
  if (!isJson(headers)) return body;
  try {
    const url = urlOf(body.bytes > JSON_LIMIT ? '' : await readFile(body.file, 'utf8'));
    return await fetchRemote(url, account, over);
  } finally {
    await body.remove();
  }
}

/** Documented is a body of `url` alone. */
function urlOf(json: string): string {
  try {
    const [[key, url] = [], ...others] = Object.entries<unknown>(JSON.parse(json));
    if (key === 'url' && typeof url === 'string' && others.length === 0) return url;
  } catch {
    // Answered like JSON of another shape.
  }
  throw new Refusal(
    400,
    'Bad Request',
    'Content-type was application/json, but we could not process the JSON payload.',
  );
}
