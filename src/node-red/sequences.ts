import { isUint8Array } from 'node:util/types';
import { createTurns } from '../callback/in-turn.js';
import { createRemembered } from '../callback/remembered.js';
import { DeepgramError } from '../client/errors.js';
import type { Progress } from '../client/rest.js';
import { openPipe, type Pipe } from '../transcribe/source/pipe.js';
import type { Task, Words } from './input.js';
import type { Message } from './runtime.js';
import type { Outgoing } from './transcribe-message.js';

/** Bytes of one sequence that may wait for the network. */
const WAITING_LIMIT = 256 * 1024 * 1024;

/** Sequences that were over before their last part; what still comes of them is let go. */
const OVER_LIMIT = 1000;

/** One message of a sequence of Buffers, as core's file in and split nodes send them. */
interface Part {
  readonly id: string;
  readonly index: number;
  /** How many there are, on the last one at the latest. */
  readonly count?: number;
  /** The `msg.parts` around this sequence. */
  readonly parts?: unknown;
}

/** A recording that comes in pieces. */
export interface IncomingSequence {
  readonly chunks: Pipe['chunks'];
  /** The newest message. */
  readonly message: () => Message;
  readonly signal: AbortSignal;
  readonly follow: () => (progress: Progress) => void;
}

interface Sequence {
  readonly pipe: Pipe;
  readonly abort: AbortController;
  readonly outcome: Promise<Outgoing>;
  message: Message;
  received: number;
  progress: Progress;
  report: (progress: Progress) => void;
  /** Ends the task of the part before: the next one has come. */
  supersede: () => void;
  timer?: NodeJS.Timeout;
}

/** What a message is a part of; undefined where it is a whole recording by itself. */
export function partOf({ parts }: Message): Part | undefined {
  const { id, type } = (parts ?? {}) as { id?: unknown; type?: unknown };
  return type === 'buffer' && id !== undefined ? (parts as Part) : undefined;
}

/**
 * Puts the sequences of Buffers together that come to one node; several may interleave. Each part is sent as it
 * comes, and completed when the next one is there; the last one leaves with the result. A failure is that of the
 * part that came last, and what still comes of the sequence then is let go.
 *
 * @param begin - called with a sequence when its first part has come
 */
export function openSequences(begin: (sequence: IncomingSequence) => Promise<Outgoing>) {
  const sequences = new Map<string, Sequence>();
  const over = createRemembered<true>(OVER_LIMIT);
  const turns = createTurns();

  function open(id: string, message: Message): Sequence {
    const pipe = openPipe(WAITING_LIMIT);
    const abort = new AbortController();
    const incoming: IncomingSequence = {
      chunks: pipe.chunks,
      message: () => sequence.message,
      signal: abort.signal,
      follow: () => (progress) => {
        sequence.progress = progress;
        sequence.report(progress);
      },
    };
    const sequence: Sequence = {
      ...{ pipe, abort, message, received: 0, progress: { state: 'working' } },
      ...{ report: () => undefined, supersede: () => undefined },
      // A moment later: what begins asks for the message.
      outcome: Promise.resolve(incoming).then(begin),
    };
    const forget = () => {
      clearTimeout(sequence.timer);
      if (sequences.get(id) !== sequence) return;
      sequences.delete(id);
      over.set(id, true);
    };
    // At once, though its request may take a while to end.
    abort.signal.addEventListener('abort', forget);
    sequence.outcome.then(forget, forget);
    sequences.set(id, sequence);
    return sequence;
  }

  /** True for what is left of a sequence that was over early; a first part begins it anew. */
  function isRest({ id, index }: Part): boolean {
    return !sequences.has(id) && over.get(id) === true && index !== 0;
  }

  /** Takes a part in. @returns what ends its task: the next part, or the end of the sequence */
  function take(part: Part, task: Task, value: unknown, patience: number): () => Promise<Words> {
    const sequence = sequences.get(part.id) ?? open(part.id, task.message);
    sequence.message = withoutPart(task.message);
    sequence.supersede();
    sequence.report = task.follow();
    sequence.report(sequence.progress);
    sequence.received += 1;
    if (value !== undefined && value !== null && value !== '') sequence.pipe.put(bytesOf(value));
    clearTimeout(sequence.timer);
    if (isLastOf(sequence.received, part)) {
      sequence.pipe.end();
      // What comes under the same id from now on is another one: somebody may try again.
      sequences.delete(part.id);
    } else sequence.timer = setTimeout(() => sequence.abort.abort(stalled(patience)), patience);

    const cancel = () => sequence.abort.abort();
    task.signal.addEventListener('abort', cancel);
    const superseded = new Promise<undefined>((resolve) => {
      sequence.supersede = () => {
        task.signal.removeEventListener('abort', cancel);
        resolve(undefined);
      };
    });
    return async () => {
      const outgoing = await Promise.race([superseded, sequence.outcome]);
      if (outgoing) task.send(outgoing.message);
      return outgoing?.words;
    };
  }

  /** Ends a sequence for which one of its parts is missing. The part before is complete, so that one fails only. */
  function breakOff(id: string, error: unknown): void {
    const sequence = sequences.get(id);
    sequence?.supersede();
    sequence?.abort.abort(error);
    over.set(id, true);
  }

  /**
   * @param read - reads the part's audio
   * @param patience - ms that the next part may take
   */
  return async (part: Part, task: Task, read: () => Promise<unknown>, patience: number): Promise<Words> => {
    const end = await turns.take(part.id, async () => {
      if (isRest(part)) return undefined;
      try {
        const value = await read();
        task.signal.throwIfAborted();
        return isRest(part) ? undefined : take(part, task, value, patience);
      } catch (error) {
        // What went wrong with its sequence meanwhile has been told already.
        if (isRest(part)) return undefined;
        breakOff(part.id, error);
        throw error;
      }
    });
    return end?.();
  };
}

function isLastOf(received: number, { count, index }: Part): boolean {
  return count !== undefined && (received >= count || index >= count);
}

function withoutPart({ parts, ...message }: Message): Message {
  const { parts: outer } = parts as Part;
  return outer === undefined ? message : { ...message, parts: outer };
}

function bytesOf(value: unknown): Uint8Array {
  if (isUint8Array(value)) return value;
  throw new DeepgramError('BAD_REQUEST', 'partNoBuffer');
}

function stalled(ms: number): DeepgramError {
  return new DeepgramError('TIMEOUT', 'sequenceStalled', { seconds: ms / 1000 });
}
