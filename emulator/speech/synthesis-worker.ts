import { parentPort } from 'node:worker_threads';
import type { Prosody } from './prosody.js';

/** A text to be spoken. */
export interface SynthesisJob {
  readonly id: number;
  readonly text: string;
  readonly prosody: Prosody;
}

/** A piece of the speech, 16 bit samples; the last message of a job has none, or the reason it failed. */
export interface SynthesisMessage {
  readonly id: number;
  readonly samples?: Uint8Array;
  readonly error?: string;
}

const post = (message: SynthesisMessage): void => parentPort?.postMessage(message);

async function main(): Promise<void> {
  const { default: load } = await import('@echogarden/espeak-ng-emscripten');
  const { eSpeakNGWorker } = await load();
  const synthesizer = new eSpeakNGWorker();

  const speak = ({ id, text, prosody }: SynthesisJob): void => {
    if (synthesizer.set_voice(prosody.name) !== 0) throw new Error(`eSpeak has no voice ${prosody.name}.`);
    synthesizer.set_rate(prosody.rate);
    synthesizer.set_pitch(prosody.pitch);
    synthesizer.set_range(prosody.range);
    synthesizer.synthesize(text, (samples) => {
      // Copied: the samples lie in memory that is written again.
      if (samples?.length) post({ id, samples: new Uint8Array(samples.slice().buffer) });
      return false;
    });
  };

  // The first words take longest, so they are said before anybody waits for them.
  speak({ id: 0, text: 'Ready.', prosody: { name: 'en-us+f1', rate: 450, pitch: 50, range: 50 } });
  parentPort?.on('message', (job: SynthesisJob) => {
    try {
      speak(job);
      post({ id: job.id });
    } catch (error) {
      post({ id: job.id, error: String(error) });
    }
  });
}

void main();
