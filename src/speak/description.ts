import { type AudioFormat, extensionOf } from '../audio/format.js';
import { createMeter } from '../audio/measure.js';
import type { Answer } from '../client/rest.js';
import { durationOf } from './duration.js';

/** What is told about speech, beside the audio itself. */
export interface Description {
  /** Deepgram's id of the request; of the first one where there were several. */
  requestId?: string;
  model: string;
  modelUuid?: string;
  encoding: string;
  container?: string;
  /** Hz */
  sampleRate?: number;
  /** bit/s */
  bitRate?: number;
  /** As Deepgram counted them; Unicode code points where it did not. */
  characters: number;
  /** Seconds of audio, where that can be known. */
  duration?: number;
  /** The same as `hh:mm:ss`. */
  durationText?: string;
  /** File name extension, without the dot. */
  extension: string;
  /** ms from the message to the first audio. */
  firstByteMs: number;
  /** ms from the message to the end of the audio; absent before it. */
  totalMs?: number;
  /** How many requests the text needed. */
  requests: number;
  /** How often the most troubled of them was sent, when that was more than once. */
  attempts?: number;
}

/** The answers to the pieces of a text; there is always a first one. */
export type Answers = [Answer, ...Answer[]];

/** What was asked for, and what has come of it. */
export interface Said {
  readonly model: string;
  readonly text: string;
  readonly format: AudioFormat;
  /** The answers so far, in the order of the text. */
  readonly answers: Answers;
  readonly requests: number;
  /** When the message came, on the clock of `performance.now`. */
  readonly started: number;
}

/** Watches the audio on its way, to be able to tell how long it is and how long it took. */
export interface Describer {
  add(chunk: Buffer): void;
  /** Tells that the audio has ended. */
  end(): void;
  /** What is known so far; a new object each time. */
  describe(): Description;
}

/** Begins to watch, when the first audio is there. */
export function createDescriber({ model, text, format, answers, requests, started }: Said): Describer {
  const firstByteMs = since(started);
  const meter = createMeter(format);
  const codePoints = [...text].length;
  let totalMs: number | undefined;
  let seconds: number | undefined;
  return {
    add: meter.add,
    end() {
      totalMs = since(started);
      seconds = meter.seconds();
    },
    describe() {
      const [{ header }] = answers;
      const attempts = Math.max(...answers.map((answer) => answer.attempts));
      const requestId = header('dg-request-id');
      const modelUuid = header('dg-model-uuid');
      // What the audio itself says; the documented 22,050 Hz of MP3 have been seen to be 24,000.
      const sampleRate = meter.sampleRate();
      return {
        ...(requestId && { requestId }),
        model: header('dg-model-name') ?? model,
        ...(modelUuid && { modelUuid }),
        ...format,
        ...(sampleRate !== undefined && { sampleRate }),
        characters: charactersOf(answers, requests) ?? codePoints,
        ...(seconds !== undefined && durationOf(seconds)),
        extension: extensionOf(format),
        firstByteMs,
        ...(totalMs !== undefined && { totalMs }),
        requests,
        ...(attempts > 1 && { attempts }),
      };
    },
  };
}

function charactersOf(answers: Answers, requests: number): number | undefined {
  const counts = answers.map(({ header }) => Number(header('dg-char-count') ?? Number.NaN));
  const sum = counts.reduce((total, count) => total + count, 0);
  return answers.length === requests && Number.isInteger(sum) ? sum : undefined;
}

function since(started: number): number {
  return Number((performance.now() - started).toFixed(1));
}
