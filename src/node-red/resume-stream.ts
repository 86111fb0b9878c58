import type { OpenJob } from '../callback/job.js';
import type { Slot } from '../callback/live-stream.js';
import { asTold } from '../client/told.js';
import type { Emit } from '../transcribe/needs-live.js';
import { readResults } from '../transcribe/stream/heard.js';
import { type Outcome, openUtterances, type Utterances } from '../transcribe/stream/utterances.js';
import { placeFor } from './message.js';
import { restore } from './restore.js';
import type { Message, Red } from './runtime.js';
import { describeOutcome } from './transcribe-stream-message.js';

/** What a deepgram-transcribe-stream node says about its results; plain JSON, because it is kept with its job. */
export interface StreamForm {
  /** The msg property that gets the transcript. */
  readonly property: string;
  readonly emit: Emit;
  readonly session: string;
  /** Seconds of the session before each of its sockets that was not its first, by Deepgram's id of it. */
  readonly offsets?: Readonly<Record<string, number>>;
}

/** A result that is to leave, and its message. */
export interface ResumedResult {
  readonly message: Message;
  readonly about: object;
}

/** A message of a stream, as it was delivered, and what is kept for it. */
export interface DeliveredMessage {
  readonly job: OpenJob;
  readonly value: unknown;
  readonly requestId: string | undefined;
  readonly stream: { readonly memory: Slot; readonly made: Slot };
}

/**
 * Makes of a stream's message what the submitting node would have sent for it: often nothing.
 *
 * @throws DeepgramError CONFIG where a transcript finds no place in the original message
 */
export function resumeStream(RED: Red, delivered: DeliveredMessage): ResumedResult[] {
  const { job, requestId, stream } = delivered;
  // What a flow did not acknowledge comes again, and must not be heard twice.
  stream.made.value ??= hear(delivered);
  return resultsOf(RED, job, requestId, stream.made.value as Outcome[]);
}

/** What of a stream was kept for later, and is to leave now: an utterance that nobody has ended. */
export function finishStream(RED: Red, job: OpenJob, memory: Slot): ResumedResult[] {
  return resultsOf(RED, job, job.requestId, utterancesIn(memory, job).end());
}

function hear({ job, value, requestId, stream }: DeliveredMessage): Outcome[] {
  const { offsets = {} } = job.form as StreamForm;
  const origin = { seconds: offsets[requestId ?? ''] ?? 0, turns: 0 };
  const utterances = utterancesIn(stream.memory, job);
  const message = asTold(value);
  if (message?.type === 'Results') return listOf(utterances.add(readResults(message, origin)));
  if (message?.type === 'UtteranceEnd') return utterances.end(channelOf(message.channel));
  // It comes once, when all has been said.
  return message?.type === 'Metadata' ? utterances.end() : [];
}

function utterancesIn(memory: Slot, { form }: OpenJob): Utterances {
  memory.value ??= openUtterances((form as StreamForm).emit);
  return memory.value as Utterances;
}

function resultsOf(
  RED: Red,
  job: OpenJob,
  requestId: string | undefined,
  outcomes: readonly Outcome[],
): ResumedResult[] {
  return outcomes.map((outcome) => {
    const message = restore(job);
    const { property, session } = job.form as StreamForm;
    const place = placeFor(RED, property, message);
    return {
      message: place(message, outcome.transcript),
      about: describeOutcome(outcome, requestId, session),
    };
  });
}

function listOf(outcome: Outcome | undefined): Outcome[] {
  return outcome ? [outcome] : [];
}

function channelOf(channel: unknown): number | undefined {
  return Array.isArray(channel) && typeof channel[0] === 'number' ? channel[0] : undefined;
}
