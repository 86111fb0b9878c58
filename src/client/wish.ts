import { DeepgramError } from './errors.js';

/** The voice and the parameters of one request. */
export interface Wish {
  readonly model: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/**
 * What a node is set to, overlaid with what a message asks for: the message's options win, and a `null`
 * there takes a parameter away.
 *
 * @param options - an object of Deepgram's parameters, or nothing
 * @throws DeepgramError BAD_REQUEST when `options` is no such object
 */
export function overlay(model: unknown, params: Readonly<Record<string, unknown>>, options: unknown): Wish {
  const wanted = readOptions(options);
  // A blank voice is no wish for another one.
  const merged = {
    ...params,
    ...wanted,
    model: wanted.model === undefined || wanted.model === '' ? model : wanted.model,
  };
  const { model: voice, ...rest } = Object.fromEntries(
    Object.entries(merged).filter(([, value]) => value !== null && value !== undefined),
  );
  if (typeof voice !== 'string' || voice.trim() === '') throw new DeepgramError('CONFIG', 'modelMissing');
  return { model: voice.trim(), parameters: rest };
}

function readOptions(options: unknown): Readonly<Record<string, unknown>> {
  if (options === undefined || options === null || options === '') return {};
  if (typeof options !== 'object' || Array.isArray(options) || options instanceof Uint8Array) {
    throw new DeepgramError('BAD_REQUEST', 'optionsNoObject');
  }
  return options as Record<string, unknown>;
}
