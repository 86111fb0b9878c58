import { pause, untilOver } from '../faults/bodies.js';
import type { Line } from '../socket/line.js';
import type { SpeechRecorder } from '../socket/speech.js';
import type { AudioFormat } from '../speak/format.js';
import type { Cut } from './conveyor.js';
import type { StreamPace } from './options.js';

/** Whole samples; how long Deepgram's messages are is not published, but that they differ. */
const LENGTHS = [512, 1024, 4096, 2048, 8192, 3334];

/** The lengths of the messages, in bytes, in turn. */
export function lengthsOf(format: AudioFormat, { chunkMs }: StreamPace, halfSamples: boolean): number[] {
  const even =
    chunkMs === undefined
      ? LENGTHS
      : [Math.max(2, Math.round((bytesPerSecond(format) * chunkMs) / 2000) * 2)];
  return halfSamples ? even.flatMap((length) => [length - 1, length + 1]) : even;
}

/** Of audio, as long as it is heard. */
export function bytesPerSecond({ encoding, sampleRate }: AudioFormat): number {
  return encoding === 'linear16' ? 2 * sampleRate : sampleRate;
}

/** Where audio goes. */
export interface Sending {
  readonly line: Line;
  readonly speech: SpeechRecorder;
  readonly cut: Cut;
  /** Until the first message, in milliseconds. */
  readonly firstMs: number;
  /** So many bytes a second at most. */
  readonly rate: number;
}

/** Sends audio message by message, until its end, its cut, or that of the line. */
export async function sendFrames(frames: AsyncIterable<Buffer>, sending: Sending): Promise<void> {
  const { line, speech, cut, firstMs, rate } = sending;
  const ending = AbortSignal.any([line.over, cut.signal]);
  let due = performance.now() + firstMs;
  let behind = 0;
  for await (const frame of frames) {
    const now = performance.now();
    if (due > now) await pause(due - now, ending);
    if (line.over.aborted) return;
    if (cut.signal.aborted) {
      behind += 1;
      if (speech.record.frames === 0 || behind > cut.framesBehind) return;
    }
    due = Math.max(due, now) + (frame.length / rate) * 1000;
    await line.sendAudio(frame, speech);
    // Else whatever the client says would wait until all is sent.
    await new Promise(setImmediate);
  }
}

/** The frames; before the last ones, something else comes first. */
export async function* heldBack(
  frames: AsyncIterable<Buffer>,
  last: number,
  first: () => void,
): AsyncGenerator<Buffer> {
  const held: Buffer[] = [];
  for await (const frame of frames) {
    held.push(frame);
    const next = held.length > last ? held.shift() : undefined;
    if (next !== undefined) yield next;
  }
  first();
  yield* held;
}

/** The frames, as far as so many bytes; the rest once `hold` is over, unless it was cut meanwhile. */
export async function* silenced(
  frames: AsyncIterable<Buffer>,
  afterBytes: number,
  hold: () => Promise<void>,
  ending: AbortSignal,
): AsyncGenerator<Buffer> {
  let left = afterBytes;
  let held = false;
  for await (const frame of frames) {
    if (held || frame.length <= left) {
      left -= frame.length;
      yield frame;
      continue;
    }
    if (left > 0) yield frame.subarray(0, left);
    held = true;
    await Promise.race([hold(), untilOver(ending)]);
    if (ending.aborted) return;
    yield frame.subarray(left);
  }
}
