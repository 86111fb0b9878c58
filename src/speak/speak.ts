import type { AudioFormat } from '../audio/format.js';
import { join } from '../audio/join.js';
import type { Account } from '../client/account.js';
import { DeepgramError } from '../client/errors.js';
import { toQuery } from '../client/query.js';
import { request } from '../client/request.js';
import type { Answer, Progress } from '../client/rest.js';
import { openScope, type Scope } from '../client/scope.js';
import type { Wish } from '../client/wish.js';
import { requireAudio } from './audio-answer.js';
import { type Answers, createDescriber, type Describer, type Description } from './description.js';
import { formatOf } from './format.js';
import { inOrder } from './in-order.js';
import { TEXT_LIMIT, versionOf } from './parameters.js';
import { readAhead } from './read-ahead.js';
import { split } from './text/split.js';

/** Something to be said. Its parameters have passed `check`. */
export interface Utterance extends Wish {
  /** Well-formed and not blank. */
  readonly text: string;
  /** What is to happen to text over Deepgram's limit: spoken in pieces and joined, or refused. */
  readonly longText: 'split' | 'refuse';
}

/** Speech on its way. */
export interface Speech {
  readonly format: AudioFormat;
  /** MIME type of the audio, as Deepgram says it. */
  readonly contentType: string;
  /** One playable stream of audio, each chunk as it arrives; it may be cut within a sample. */
  readonly audio: AsyncIterable<Buffer>;
  /** What is known so far: all of it once `audio` has ended. A new object each time. */
  describe(): Description;
}

/** What speaking is part of. */
export interface SpeakContext {
  readonly signal: AbortSignal;
  /** For each request: what is to be told of it. */
  readonly follow: () => (progress: Progress) => void;
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
  const whole = openScope(context.signal);
  const path = `/${version}/speak${toQuery({ model: utterance.model, ...utterance.parameters })}`;

  async function ask(text: string, index: number): Promise<Answer> {
    const answer = await request(account, {
      path,
      contentType: 'application/json',
      body: JSON.stringify({ text }),
      queue: account.speaking,
      signal: whole.signal,
      onProgress: context.follow(),
    });
    requireAudio(answer);
    return index === 0 ? answer : { ...answer, body: readAhead(answer.body, READ_AHEAD_LIMIT) };
  }

  const pieces = inOrder(texts, ask, account.speaking.places);
  try {
    const first = await pieces.next();
    if (first.done) throw new TypeError('a text has at least one piece');
    const answers: Answers = [first.value];
    const describer = createDescriber({ ...utterance, format, answers, requests: texts.length, started });
    const only = texts.length === 1;
    const audio = only ? first.value.body : join(format, bodies(answers, pieces), texts.length);
    return {
      format,
      contentType: first.value.header('content-type') ?? 'application/octet-stream',
      audio: watch(audio, describer, whole),
      describe: describer.describe,
    };
  } catch (error) {
    whole.abort();
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

/** Follows the audio to its end; where that comes too early, for whatever reason, stops what is left. */
async function* watch(
  audio: AsyncIterable<Buffer>,
  describer: Describer,
  whole: Scope,
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of audio) {
      describer.add(chunk);
      yield chunk;
    }
    describer.end();
    whole.leave();
  } finally {
    whole.abort();
  }
}
