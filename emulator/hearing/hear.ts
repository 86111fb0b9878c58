import { createBandMeter } from './bands.js';
import { decode, HEARING_RATE, type RawFormat } from './decoder.js';
import { speechMemory } from './memory.js';
import { createRecogniser, type Heard } from './recogniser.js';

/** What was heard in a recording. */
export interface Hearing {
  /** In seconds. */
  readonly duration: number;
  /** What was said, for each channel. */
  readonly channels: readonly (readonly Heard[])[];
}

/** How to listen. */
export interface Listening {
  /** What to know about a file that has no header. */
  readonly raw: RawFormat | undefined;
  /** Each channel on its own; all of them mixed otherwise. */
  readonly multichannel: boolean;
  /** Ends the work. */
  readonly over: AbortSignal;
}

/** Listens to an audio file, from its beginning to its end; `undefined` when it is none. */
export async function hear(
  file: string,
  { raw, multichannel, over }: Listening,
): Promise<Hearing | undefined> {
  const ears: ReturnType<typeof createEar>[] = [];
  let frames = 0;
  for await (const { channels, samples } of decode(file, raw, !multichannel, over)) {
    while (ears.length < channels) ears.push(createEar(ears.length, channels));
    for (const ear of ears) await ear.push(samples);
    frames += samples.length / channels;
  }
  if (frames === 0) return undefined;
  const channels = await Promise.all(ears.map((ear) => ear.end()));
  return { duration: frames / HEARING_RATE, channels };
}

function createEar(channel: number, channels: number) {
  const meter = createBandMeter(HEARING_RATE);
  const recogniser = createRecogniser(speechMemory);
  return {
    push: (samples: Int16Array): Promise<void> => {
      const own = new Float32Array(samples.length / channels);
      for (let at = 0; at < own.length; at += 1) own[at] = (samples[at * channels + channel] ?? 0) / 32768;
      return recogniser.push(meter.push(own));
    },
    end: () => recogniser.end(),
  };
}
