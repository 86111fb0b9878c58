import { MODEL } from './listen.js';
import { KEY } from './utterance.js';

/** How every peer has live audio transcribed. Interim results come, too. */
export const LIVE_PARAMETERS = { encoding: 'linear16', sample_rate: 16_000, smart_format: true } as const;

/** What a telephone or a microphone gives out at a time, and how often. */
export const FRAME_MS = 20;
export const FRAME_BYTES = bytesIn(FRAME_MS);

/** ms of audio from result to result, and from one that is final to the next such. */
export const RESULT_MS = 200;
export const FINAL_MS = 3000;
export const RESULT_BYTES = bytesIn(RESULT_MS);

/** A live socket as who knows WebSocket would open it. */
export function listenSocket(url: string) {
  const query = new URLSearchParams({ model: MODEL, interim_results: 'true' });
  for (const [name, value] of Object.entries(LIVE_PARAMETERS)) query.set(name, String(value));
  return {
    url: `${url.replace(/^http/, 'ws')}/v1/listen?${query}`,
    headers: { authorization: `Token ${KEY}` },
  };
}

function bytesIn(ms: number): number {
  return (LIVE_PARAMETERS.sample_rate * 2 * ms) / 1000;
}
