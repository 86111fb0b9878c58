import { DeepgramError, type ErrorCause } from '../client/errors.js';

/** A word, and when it was said, in seconds from the beginning. */
export interface Word {
  readonly word?: string;
  /** As it is written; only with `punctuate` or `smart_format`. */
  readonly punctuated_word?: string;
  readonly start?: number;
  readonly end?: number;
  readonly confidence?: number;
  /** From 0, each channel counting for itself; only where speakers are told apart. */
  readonly speaker?: number;
  readonly speaker_confidence?: number;
  /** Only with `language=multi`. */
  readonly language?: string;
}

/** A paragraph of one channel; only with `paragraphs` or `smart_format`. */
export interface Paragraph {
  readonly sentences?: readonly { readonly text?: string; readonly start?: number; readonly end?: number }[];
  readonly num_words?: number;
  readonly start?: number;
  readonly end?: number;
  readonly speaker?: number;
}

/** What was said between two pauses; only with `utterances`. */
export interface Utterance {
  readonly id?: string;
  readonly start?: number;
  readonly end?: number;
  readonly confidence?: number;
  readonly channel?: number;
  readonly transcript?: string;
  readonly words?: readonly Word[];
  readonly speaker?: number;
}

/** One reading of what a channel says. */
export interface Alternative {
  readonly transcript?: string;
  readonly confidence?: number;
  readonly words?: readonly Word[];
  readonly paragraphs?: { readonly transcript?: string; readonly paragraphs?: readonly Paragraph[] };
  /** The languages spoken, the most spoken one first; only with `language=multi`. */
  readonly languages?: readonly string[];
}

/** One channel; there are several with `multichannel` only. */
export interface Channel {
  /** The best one first. */
  readonly alternatives?: readonly Alternative[];
  /** Only with `detect_language`. */
  readonly detected_language?: string;
  readonly language_confidence?: number;
}

/**
 * Deepgram's whole answer to `POST /v1/listen`, as far as this package reads it. What is there depends on the
 * parameters, the model and the audio; other properties are passed on as they are.
 */
export interface Answer {
  readonly metadata?: {
    readonly request_id?: string;
    /** Seconds. */
    readonly duration?: number;
    readonly channels?: number;
    /** UUIDs. */
    readonly models?: readonly string[];
    /** By UUID. */
    readonly model_info?: Readonly<Record<string, { readonly name?: string }>>;
  };
  readonly results: {
    readonly channels: readonly Channel[];
    readonly utterances?: readonly Utterance[];
  };
}

/**
 * Takes an answer for a transcript, if it is one.
 *
 * @param body - the text of the answer, or what its JSON says
 * @param about - what is known of the request, for the error
 * @throws DeepgramError PROTOCOL when it is something else: the acknowledgement of a callback, the page of a proxy,
 *   or JSON of another shape
 */
export function readAnswer(body: unknown, about: Partial<ErrorCause> = {}): Answer {
  const answer = typeof body === 'string' ? parse(body) : body;
  if (isAnswer(answer)) return answer;
  const isAcknowledged = isObject(answer) && 'request_id' in answer && !('results' in answer);
  throw new DeepgramError(
    'PROTOCOL',
    isAcknowledged ? 'transcriptAcknowledged' : 'answerNoTranscript',
    {},
    about,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** True where everything that may be walked through is a list of objects, or not there. */
function isAnswer(value: unknown): value is Answer {
  if (!isObject(value) || !isObject(value.results) || !isObject(value.metadata ?? {})) return false;
  const { channels, utterances } = value.results;
  return isListOf(channels, isChannel) && isListOf(utterances ?? [], isObject);
}

function isChannel(channel: unknown): boolean {
  return isObject(channel) && isListOf(channel.alternatives ?? [], isAlternative);
}

function isAlternative(alternative: unknown): boolean {
  if (!isObject(alternative)) return false;
  const paragraphs = alternative.paragraphs ?? {};
  return (
    isListOf(alternative.words ?? [], isObject) &&
    isObject(paragraphs) &&
    isListOf(paragraphs.paragraphs ?? [], isObject)
  );
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
