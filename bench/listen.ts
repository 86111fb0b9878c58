import { makeTranscript } from './transcript.js';
import { KEY } from './utterance.js';

/** How every peer has a recording transcribed, and what the server answers it with. */
export const MODEL = 'nova-3';
export const PARAMETERS = { smart_format: true } as const;
export const CONTENT_TYPE = 'audio/wav';

/** An hour of speech has some 2 MB of it. */
export const ANSWER = makeTranscript(200_000);

/** The request as who knows HTTP would make it, but for the recording. */
export function listenRequest(url: string) {
  const query = new URLSearchParams({ model: MODEL, smart_format: String(PARAMETERS.smart_format) });
  return {
    url: `${url}/v1/listen?${query}`,
    headers: { 'content-type': CONTENT_TYPE, authorization: `Token ${KEY}` },
  };
}
