import { setMaxListeners } from 'node:events';
import type { AudioFormat } from '../audio/format.js';
import { join } from '../audio/join.js';
import type { Account } from '../client/account.js';
import { DeepgramError } from '../client/errors.js';
import { toQuery } from '../client/query.js';
import { type Answer, type Progress, request } from '../client/request.js';
import { requireAudio } from './audio-answer.js';
import { type Answers, createDescriber, type Description } from './description.js';
import { formatOf } from './format.js';
import { inOrder } from './in-order.js';
import { TEXT_LIMIT, versionOf } from './parameters.js';
import { readAhead } from './read-ahead.js';
import type { Wish } from './request-parameters.js';
import { split } from './text/split.js';

/** Something to be said. Its parameters have passed `check`. */
export interface Utterance extends Wish {
  readonly text: string;
  /** What is to happen to text over Deepgram's limit: spoken in pieces and joined, or refused. */
  readonly longText: 'split' | 'refuse';
}

/** Speech on its way. */
export interface Speech {
  readonly format: AudioFormat;
  /** MIME type of the audio, as Deepgram says it. */
  readonly contentType: string;
  /** One playable stream of audio, each chunk as it arrives; PCM is cut at whole samples. */
  readonly audio: AsyncIterable<Buffer>;
  /** What is known so far: all of it once `audio` has ended. A new object each time. */
  describe(): Description;
}

export interface SpeakContext {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** Bytes of a piece that are kept while the pieces before it are on their way. */
const READ_AHEAD_LIMIT = 16 * 1024 * 1024;

/** Text that is never spoken in one go, however it is split: about five hours of speech. */
export const LONG_TEXT_LIMIT = 250_000;

/**
 * Speaks a text: Deepgram's `POST /v1/speak` or `/v2/speak`, in pieces where the text is over the limit of
 * one request. Resolves when the first audio is there.
 *
 * @throws DeepgramError; `audio` throws it too when a later piece fails or an answer ends early
 */
export async function speak(account: Account, utterance: Utterance, context: SpeakContext): Promise<Speech> {
  const version = versionOf(utterance.model);
  const format = formatOf(version, utterance.parameters);
  const started = performance.now();
  const texts = toPieces(utterance, format);
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  // Each piece in flight listens for the end of the whole.
  setMaxListeners(0, signal);
  const path = `/${version}/speak${toQuery({ model: utterance.model, ...utterance.parameters })}`;

  async function ask(text: string, index: number): Promise<Answer> {
    const answer = await request(account, {
      path,
      contentType: 'application/json',
      body: JSON.stringify({ text }),
      queue: account.speaking,
      signal,
      onProgress: context.onProgress,
    });
    const audio = requireAudio(answer);
    return { ...answer, body: index === 0 ? audio : readAhead(audio, READ_AHEAD_LIMIT) };
  }

  const pieces = inOrder(texts, ask, account.speaking.places);
  try {
    const first = await pieces.next();
    if (first.done) throw new TypeError('a text has at least one piece');
    const answers: Answers = [first.value];
    const describer = createDescriber({ ...utterance, format, answers, requests: texts.length, started });
    const audio = join(format, bodies(answers, pieces), texts.length);
    return {
      format,
      contentType: first.value.header('content-type') ?? 'application/octet-stream',
      audio: describer.watch(endWith(() => stop.abort(), audio)),
      describe: describer.describe,
    };
  } catch (error) {
    stop.abort();
    throw error;
  }
}

function toPieces({ text, longText }: Utterance, { encoding }: AudioFormat): string[] {
  if (text.length <= TEXT_LIMIT) return [text];
  const length = text.length;
  if (longText === 'refuse')
    throw new DeepgramError('TOO_LARGE', 'textTooLong', { length, limit: TEXT_LIMIT });
  if (length > LONG_TEXT_LIMIT)
    throw new DeepgramError('TOO_LARGE', 'textTooLong', { length, limit: LONG_TEXT_LIMIT });
  // FLAC's frames are numbered and its header holds a checksum of all samples: joining would mean encoding.
  if (encoding === 'flac') throw new DeepgramError('TOO_LARGE', 'flacTooLong', { length, limit: TEXT_LIMIT });
  return split(text, TEXT_LIMIT);
}

async function* bodies(
  answers: Answers,
  pieces: AsyncIterable<Answer>,
): AsyncGenerator<AsyncIterable<Buffer>> {
  yield answers[0].body;
  for await (const answer of pieces) {
    answers.push(answer);
    yield answer.body;
  }
}

async function* endWith(end: () => void, audio: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* audio;
  } finally {
    end();
  }
}
