import { isUtf8 } from 'node:buffer';
import { DeepgramError } from '../../client/errors.js';

/**
 * Turns what a message holds into text that can be spoken: strings, numbers and Buffers of UTF-8 text.
 *
 * @param property - the name of where the value stood, for the error
 * @throws DeepgramError BAD_REQUEST for anything else, and for text of nothing but white space
 */
export function toText(value: unknown, property: string): string {
  const text = read(value);
  if (text === undefined)
    throw new DeepgramError('BAD_REQUEST', 'textNotText', { property, type: kindOf(value) });
  if (text.trim() === '') throw new DeepgramError('BAD_REQUEST', 'textBlank', { property });
  // Half a surrogate pair can't be sent as UTF-8; Deepgram would refuse the whole body.
  return text.toWellFormed();
}

/**
 * Reads what is to be spoken as it is being written: blank text is no error there, and white space counts.
 *
 * @param isOptional - what is no text counts as none: the message has come for something else
 * @returns '' where there is nothing to be said
 * @throws DeepgramError BAD_REQUEST for what is no text
 */
export function readText(value: unknown, property: string, isOptional: boolean): string {
  const text = read(value);
  if (text === undefined && !isOptional)
    throw new DeepgramError('BAD_REQUEST', 'textNotText', { property, type: kindOf(value) });
  return text ?? '';
}

function read(value: unknown): string | undefined {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value)))
    return String(value);
  if (value instanceof Uint8Array && isUtf8(value)) return Buffer.from(value).toString('utf8');
  return undefined;
}

/** What a person would call the value. */
function kindOf(value: unknown): string {
  if (value instanceof Uint8Array) return 'bytes';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}
