import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { DeepgramError } from './errors.js';
import type { Answer } from './rest.js';
import { cutSecrets, cutUrls } from './secrets.js';

/** Bytes of JSON that one answer may have: some 200 hours of transcript. */
export const JSON_LIMIT = 256 * 1024 * 1024;

const SHOWN_LIMIT = 200;
const SEARCHED_LIMIT = 64 * 1024;

/** We ask for none of these, but a proxy may not mind. */
const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * The JSON of an answer.
 *
 * @param limit - bytes that it may have, decoded
 * @throws DeepgramError PROTOCOL with its first characters where it is none, TOO_LARGE beyond the limit, and what
 *   the body's iteration throws
 */
export async function readJson(answer: Answer, limit: number = JSON_LIMIT): Promise<unknown> {
  const text = await readText(answer, limit);
  try {
    return JSON.parse(text);
  } catch {
    // Cut before it is cut off: else the beginning of a secret would be left.
    const shown = cutUrls(cutSecrets(text.slice(0, SEARCHED_LIMIT), answer.secrets));
    const start = shown.slice(0, SHOWN_LIMIT);
    const values = { start: start.replace(/\s+/g, ' ').trim() };
    throw new DeepgramError('PROTOCOL', 'answerNoJson', values, { status: 200, ...answer.about });
  }
}

async function readText(answer: Answer, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of decoded(answer)) {
    length += chunk.length;
    if (length > limit)
      throw new DeepgramError('TOO_LARGE', 'answerTooLarge', { limit: limit / 1024 / 1024 }, answer.about);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function* decoded({ header, body, about }: Answer): AsyncGenerator<Buffer> {
  const encoding = header('content-encoding')?.trim().toLowerCase() ?? 'identity';
  const decoder = DECODERS[encoding]?.();
  if (!decoder) {
    yield* body;
    return;
  }
  // What breaks the body breaks the decoder, which tells it below.
  pipeline(body, decoder).catch(() => undefined);
  try {
    for await (const chunk of decoder) yield chunk;
  } catch (error) {
    if (error instanceof DeepgramError) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw new DeepgramError('PROTOCOL', 'answerNotDecoded', { encoding, detail }, about);
  }
}
