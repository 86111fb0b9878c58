import { type AudioFormat, extensionOf } from '../audio/format.js';
import { createMeter } from '../audio/measure.js';
import type { Description } from './description.js';
import { durationOf } from './duration.js';

/** What is known of speech when it is submitted; plain JSON, kept with the job. */
export interface Submitted {
  readonly model: string;
  readonly format: AudioFormat;
  /** Unicode code points of the text. */
  readonly characters: number;
}

/** What is told about speech that was delivered whole. The delivery itself says nothing about it. */
export function describeDelivered(
  { model, format, characters }: Submitted,
  audio: Buffer,
): Omit<Description, 'firstByteMs' | 'requests'> {
  const meter = createMeter(format);
  meter.add(audio);
  const seconds = meter.seconds();
  const sampleRate = meter.sampleRate();
  return {
    model,
    ...format,
    ...(sampleRate !== undefined && { sampleRate }),
    characters,
    ...(seconds !== undefined && durationOf(seconds)),
    extension: extensionOf(format),
  };
}
