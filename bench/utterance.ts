/** What every peer has spoken: one text, and the audio that the server answers it with. */
export const TEXT =
  'The pool is warm enough to swim in. Rain is expected from four in the afternoon, so the awning will close ' +
  'by itself at half past three, and the windows of the upper floor are still open.';
export const MODEL = 'aura-2-thalia-en';
export const PARAMETERS = { encoding: 'linear16', container: 'none', sample_rate: 24000 } as const;
export const CONTENT_TYPE = 'audio/l16;rate=24000';
export const KEY = 'a-key-for-the-benchmark';

/** Ten seconds of 24 kHz linear16. */
export const AUDIO_BYTES = 480_000;
export const CHUNKS = 20;

/** The most that a row has in flight: the account's places, so that no peer waits for one of its own. */
export const MOST_AT_ONCE = 64;

/** How a socket speaks: it sends raw audio only. */
export const SOCKET_PARAMETERS = { encoding: PARAMETERS.encoding, sample_rate: PARAMETERS.sample_rate };

/** A socket as who knows WebSocket would open it. */
export function speakSocket(url: string) {
  const query = new URLSearchParams({ model: MODEL, encoding: PARAMETERS.encoding });
  query.set('sample_rate', String(PARAMETERS.sample_rate));
  return {
    url: `${url.replace(/^http/, 'ws')}/v1/speak?${query}`,
    headers: { authorization: `Token ${KEY}` },
  };
}

/** What is said on a socket: a text, and that it is to be spoken now. */
export const SPEAK = { type: 'Speak', text: TEXT } as const;
export const FLUSH = { type: 'Flush' } as const;

/** The request as who knows HTTP would make it. */
export function speakRequest(url: string) {
  const query = new URLSearchParams({ model: MODEL, encoding: PARAMETERS.encoding, container: 'none' });
  query.set('sample_rate', String(PARAMETERS.sample_rate));
  return {
    url: `${url}/v1/speak?${query}`,
    headers: { 'content-type': 'application/json', authorization: `Token ${KEY}` },
    body: JSON.stringify({ text: TEXT }),
  };
}
