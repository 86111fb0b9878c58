import type { Arrival } from '../callback/arrival.js';
import type { Content } from '../callback/content.js';
import { isOfStream } from '../callback/deliver-stream.js';
import type { Job } from '../callback/job.js';
import type { LiveStream } from '../callback/live-stream.js';
import { restore } from './restore.js';
import { resumeSpeech, type SpeechForm } from './resume-speech.js';
import { finishStream, resumeStream } from './resume-stream.js';
import { resumeTranscript, type TranscriptForm } from './resume-transcript.js';
import type { Message, Red } from './runtime.js';

/** What an original message would tell an `http response` node, which is to answer the delivery. */
const ANSWER_PROPERTIES = ['statusCode', 'headers', 'cookies'] as const;

/**
 * The messages that a result leaves as: the original one with the result in its place, or a new one where that is not
 * known. It is one, but what is said in a live stream may be none, or several.
 *
 * @throws DeepgramError CONFIG where the result finds no place in the original message
 */
export function arrivalMessages(RED: Red, arrival: Arrival): Message[] | Promise<Message[]> {
  const { job, stream, requestId } = arrival;
  if (job?.state !== 'open') return [complete(arrival, fresh(RED, arrival))];
  // `failureOf` has seen to it that speech is audio, and a transcript JSON.
  const { value } = arrival.content;
  if (stream) {
    const results = resumeStream(RED, { job, value, requestId, stream });
    return results.map((result) => complete(arrival, result));
  }
  if (job.kind === 'speech')
    return [complete(arrival, resumeSpeech(RED, restore(job), job.form as SpeechForm, value as Buffer))];
  const resumed = resumeTranscript(RED, restore(job), job.form as TranscriptForm, value);
  return resumed.then((result) => [complete(arrival, result)]);
}

/** The messages that leave when a live stream has ended, of what was kept until then. @throws DeepgramError CONFIG */
export function lastMessages(RED: Red, { job, memory }: LiveStream): Message[] {
  const content = { value: undefined, isJson: true };
  const { id: jobId, requestId } = job;
  const arrival: Arrival = { job, jobId, content, delivery: 1, ...(requestId && { requestId }) };
  return finishStream(RED, job, memory).map((result) => complete(arrival, result));
}

/** A message that has its result, and what is told about that. */
interface Resumed {
  readonly message: Message;
  readonly about: object;
}

function complete(arrival: Arrival, { message, about }: Resumed): Message {
  const { content, contentType, exchange } = arrival;
  if (Buffer.isBuffer(content.value)) message.contentType = contentType ?? 'application/octet-stream';
  message.deepgram = Object.assign(describe(arrival), about);
  if (!exchange) return message;
  for (const property of ANSWER_PROPERTIES) delete message[property];
  return Object.assign(message, { req: exchange.request, res: { _res: exchange.response } });
}

function fresh(RED: Red, { content: { value }, isShared }: Arrival): Resumed {
  // Two flows must not write into each other's.
  const message = isShared ? RED.util.cloneMessage({ payload: value }) : { payload: value };
  return { message, about: {} };
}

function describe({ job, jobId, content, requestId, dgToken, delivery, exchange }: Arrival): object {
  const isResumed = job?.state === 'open';
  const about: Record<string, unknown> = {};
  if (requestId) about.requestId = requestId;
  about.kind = job?.kind ?? kindOf(content);
  if (jobId) about.job = jobId;
  about.resumed = isResumed;
  if (job?.state === 'missed') about.late = true;
  if (exchange) about.delivery = delivery;
  if (dgToken) about.dgToken = dgToken;
  if (isResumed) about.waitedMs = Date.now() - (job.acknowledged ?? job.submitted);
  return about;
}

function kindOf(content: Content): Job['kind'] {
  if (Buffer.isBuffer(content.value)) return 'speech';
  return isOfStream(content) ? 'stream' : 'transcript';
}
