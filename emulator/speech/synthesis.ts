import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { prosodyOf } from './prosody.js';
import type { SynthesisJob, SynthesisMessage } from './synthesis-worker.js';
import type { Utterance } from './utterance.js';

/** In Hz; mono, 16 bit little-endian. */
export const SYNTHESIS_RATE = 22050;

let worker: Worker | undefined;
let last = 0;
const speaking = new Map<number, PassThrough>();

/** Loads the synthesizer, which takes a quarter of a second, ahead of the first text. */
export function warmUp(): void {
  startedWorker();
}

/** Speaks in a thread of its own; samples come as they are made, at {@link SYNTHESIS_RATE}. */
export function synthesize(utterance: Utterance): AsyncIterable<Buffer> {
  last += 1;
  const samples = new PassThrough({ highWaterMark: Number.MAX_SAFE_INTEGER });
  speaking.set(last, samples);
  const job: SynthesisJob = { id: last, text: utterance.text, prosody: prosodyOf(utterance) };
  startedWorker().postMessage(job);
  return samples;
}

/** One thread for the whole process; it does not keep the process alive. */
function startedWorker(): Worker {
  if (worker !== undefined) return worker;
  worker = new Worker(join(__dirname, 'synthesis-worker.js'));
  worker.on('message', deliver);
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new Error(`The synthesizer ended with code ${code}.`)));
  // After the listeners: adding one takes hold of the process again.
  worker.unref();
  return worker;
}

/** Whoever waits is told, and the next text starts another thread. */
function fail(error: Error): void {
  worker = undefined;
  for (const samples of speaking.values()) samples.destroy(error);
  speaking.clear();
}

function deliver({ id, samples, error }: SynthesisMessage): void {
  const stream = speaking.get(id);
  if (stream === undefined) return;
  if (samples !== undefined) {
    if (!stream.destroyed) stream.write(samples);
    return;
  }
  speaking.delete(id);
  if (error === undefined) stream.end();
  else stream.destroy(new Error(error));
}
