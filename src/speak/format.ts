import type { AudioFormat } from '../audio/format.js';
import {
  containerOf,
  encodingOf,
  encodingRow,
  isBlank,
  isEncoding,
  type Parameters,
  type SpeakVersion,
} from './parameters.js';

/** The format that Deepgram answers in when it is asked with these parameters; they must have passed `check`. */
export function formatOf(version: SpeakVersion, parameters: Parameters): AudioFormat {
  const encoding = encodingOf(parameters);
  if (!isEncoding(encoding)) throw new TypeError(`not an encoding: ${encoding}`);
  const row = encodingRow(version, parameters);
  const container = containerOf(version, parameters);
  const sampleRate = numberOr(parameters.sample_rate, row?.sampleRate);
  const bitRate = numberOr(parameters.bit_rate, row?.bitRate);
  return {
    encoding,
    ...(container !== undefined && { container }),
    ...(sampleRate !== undefined && { sampleRate }),
    ...(bitRate !== undefined && { bitRate }),
  };
}

function numberOr(value: unknown, fallback: number | undefined): number | undefined {
  return isBlank(value) ? fallback : Number(value);
}
