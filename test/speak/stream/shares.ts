import type { DeepgramError } from '../../../src/client/errors.js';
import { type Input, openShare, type Share } from '../../../src/speak/stream/share.js';

/** A message whose ends a test counts. */
export interface CountedInput extends Input {
  readonly name: string;
  /** What each end said. */
  readonly ends: (DeepgramError | undefined)[];
}

export function countedInput(name: string): CountedInput {
  const ends: (DeepgramError | undefined)[] = [];
  return { name, ends, end: (error) => void ends.push(error) };
}

/** The share of a new message. */
export function countedShare(name: string): { input: CountedInput; share: Share<CountedInput> } {
  const input = countedInput(name);
  return { input, share: openShare(input) };
}
