import type { Account } from '../client/account.js';
import { readJson } from '../client/json-answer.js';
import { toQuery } from '../client/query.js';
import { request } from '../client/request.js';
import type { Progress, RestRequest } from '../client/rest.js';
import { type Acknowledgement, type Callback, submit } from '../client/submit.js';
import type { Wish } from '../client/wish.js';
import { type Answer, readAnswer } from './answer.js';
import { familyOf } from './models.js';
import type { Recording } from './recording.js';

/** A recording to be transcribed. Its parameters have passed `check`. */
export interface Transcription extends Wish {
  readonly recording: Recording;
}

/** What transcribing is part of. */
export interface TranscribeContext {
  readonly signal: AbortSignal;
  readonly follow: () => (progress: Progress) => void;
}

/** A transcript as Deepgram answered it. */
export interface Transcript {
  readonly answer: Answer;
  /** ms from the beginning to the end of the answer. */
  readonly totalMs: number;
  /** How often the request was sent. */
  readonly attempts: number;
}

/**
 * While a recording is transcribed no byte moves: Deepgram gives up by itself, with 504, after 10 minutes, with
 * Whisper after 20 (developers.deepgram.com/docs/pre-recorded-audio). Only then do we.
 */
const ANSWER_MS = { usual: 10 * 60_000, whisper: 20 * 60_000, grace: 30_000 } as const;

/**
 * Transcribes a recording: Deepgram's `POST /v1/listen`.
 *
 * @throws DeepgramError
 */
export async function transcribe(
  account: Account,
  transcription: Transcription,
  context: TranscribeContext,
): Promise<Transcript> {
  const started = performance.now();
  const { model, parameters } = transcription;
  const path = `/v1/listen${toQuery({ model, ...parameters })}`;
  const answer = await request(account, { ...toRequest(account, transcription, context), path });
  const json = await readJson(answer);
  const { attempts } = answer;
  const totalMs = Number((performance.now() - started).toFixed(1));
  return { answer: readAnswer(json, answer.about), totalMs, attempts };
}

/**
 * Asks Deepgram to transcribe a recording and to deliver the transcript: `POST /v1/listen` with `callback`.
 *
 * @throws DeepgramError
 */
export function submitRecording(
  account: Account,
  transcription: Transcription,
  callback: Callback,
  context: TranscribeContext,
): Promise<Acknowledgement> {
  const { model, parameters } = transcription;
  const rest = toRequest(account, transcription, context);
  return submit(account, { ...rest, path: '/v1/listen', parameters: { model, ...parameters }, callback });
}

function toRequest(
  account: Account,
  { model, recording }: Transcription,
  { signal, follow }: TranscribeContext,
): Omit<RestRequest, 'path'> {
  const patience = familyOf(model) === 'whisper' ? ANSWER_MS.whisper : ANSWER_MS.usual;
  return {
    contentType: recording.contentType,
    body: recording.body,
    ...(recording.secrets && { secrets: recording.secrets }),
    queue: account.transcribing,
    signal,
    onProgress: follow(),
    answerTimeout: patience + ANSWER_MS.grace,
  };
}
