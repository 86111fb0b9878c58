import type { Answer } from '../answer.js';
import type { Received } from '../received.js';
import { Refusal } from '../refusal.js';
import { chooseFormat, contentType } from '../speak/format.js';
import { audioOf } from '../speech/audio.js';
import { voices } from './voices.js';

/** What all samples begin with. Deepgram's are at a host of its own, below `/examples/` as well. */
export const SAMPLES_PATH = '/examples/';

/** @param here - where this server is, `http://127.0.0.1:8787` say */
export function sampleUrl(here: string, model: string): string {
  return `${here}${SAMPLES_PATH}${model}.mp3`;
}

/** A sample of a voice, to which the list of models points: it says its name. No key is needed. */
export function answerSample({ path, requestId, over }: Received): Answer {
  const voice = voices.find(({ model }) => path === `${SAMPLES_PATH}${model}.mp3`);
  if (voice === undefined) throw new Refusal(404, 'NOT_FOUND', `No such endpoint: ${path}`);
  const format = chooseFormat('v1', {});
  const utterance = { voice, text: `${voice.name}.`, speed: 1, expressivity: 0 };
  return {
    status: 200,
    headers: { 'content-type': contentType('v1', format), 'dg-request-id': requestId },
    body: audioOf(utterance, format, over),
  };
}
