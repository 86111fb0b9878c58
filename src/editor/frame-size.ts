import { encodingOf, type Parameters, type SpeakVersion, STREAM, sampleRateOf } from '../speak/parameters.js';

/**
 * How many bytes a stream's audio of that length has.
 *
 * @returns undefined where it can't be told: the length or the sample rate is no number
 */
export function frameBytes(ms: number, version: SpeakVersion, parameters: Parameters): number | undefined {
  const samples = Math.round(((sampleRateOf(version, parameters, STREAM) ?? Number.NaN) * ms) / 1000);
  const bytes = samples * (encodingOf(parameters, STREAM) === 'linear16' ? 2 : 1);
  return bytes > 0 ? bytes : undefined;
}
