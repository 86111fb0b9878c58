import type { Message } from '../../src/node-red/runtime.js';

/** How many results have come to a `bench-look` node of this process. */
export let arrivals = 0;

/** Looks at a result as a flow would: at the text of a transcript, or at the length of audio. */
export function look({ payload }: Message): void {
  if (sizeOf(payload) > 0) arrivals += 1;
}

function sizeOf(payload: unknown): number {
  if (Buffer.isBuffer(payload)) return payload.length;
  const { results } = payload as Transcript;
  return results.channels[0].alternatives[0].transcript.length;
}

interface Transcript {
  readonly results: { readonly channels: [{ readonly alternatives: [{ readonly transcript: string }] }] };
}
