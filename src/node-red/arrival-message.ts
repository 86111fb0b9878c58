import type { Arrival } from '../callback/endpoint.js';
import type { OpenJob } from '../callback/job.js';
import { restore } from './restore.js';
import { resumeSpeech, type SpeechForm } from './resume-speech.js';
import type { Message, Red } from './runtime.js';

/** What an original message would tell an `http response` node, which is to answer the delivery. */
const ANSWER_PROPERTIES = ['statusCode', 'headers', 'cookies'] as const;

/**
 * The message that a result leaves as: the original one with the result in its place, or a new one where
 * that is not known.
 *
 * @throws DeepgramError CONFIG where the result finds no place in the original message
 */
export function arrivalMessage(RED: Red, arrival: Arrival): Message {
  const { job, content, contentType, exchange } = arrival;
  const { message, about } = job?.state === 'open' ? resume(RED, job, arrival) : fresh(arrival);
  if (Buffer.isBuffer(content.value)) message.contentType = contentType ?? 'application/octet-stream';
  message.deepgram = { ...describe(arrival), ...about };
  if (!exchange) return message;
  for (const property of ANSWER_PROPERTIES) delete message[property];
  return Object.assign(message, { req: exchange.request, res: { _res: exchange.response } });
}

function resume(RED: Red, job: OpenJob, { content }: Arrival): { message: Message; about: object } {
  // `failureOf` has seen to it that speech is audio.
  return resumeSpeech(RED, restore(job), job.form as SpeechForm, content.value as Buffer);
}

function fresh({ content }: Arrival): { message: Message; about: object } {
  return { message: { payload: content.value }, about: {} };
}

function describe({ job, jobId, content, requestId, dgToken, delivery, exchange }: Arrival): object {
  const since = job?.state === 'open' ? (job.acknowledged ?? job.submitted) : undefined;
  return {
    ...(requestId && { requestId }),
    kind: job?.kind ?? kindOf(content.value),
    ...(jobId && { job: jobId }),
    resumed: job?.state === 'open',
    ...(job?.state === 'missed' && { late: true }),
    ...(exchange && { delivery }),
    ...(dgToken && { dgToken }),
    ...(since !== undefined && { waitedMs: Date.now() - since }),
  };
}

/** Results of live streams tell their type; whole transcripts have none. */
function kindOf(value: unknown): 'speech' | 'transcript' | 'stream' {
  if (Buffer.isBuffer(value)) return 'speech';
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  return typeof type === 'string' ? 'stream' : 'transcript';
}
