import type { Voice } from '../models/voice.js';
import { voiceOf } from '../models/voices.js';
import { Refusal } from '../refusal.js';
import type { SpeakVersion } from './formats.js';

/** The voice that speaks when `/v1/speak` is asked for none. */
const DEFAULT_MODEL = 'aura-asteria-en';

/**
 * Throws a {@link Refusal} when an Aura model comes to v2 or a Flux model to v1. Deepgram looks at this
 * before the credentials.
 *
 * The body for v2 was seen on the wire. Of v1's only the code was; its text follows that of `/v1/listen`.
 */
export function checkFamily(version: SpeakVersion, model: string | undefined): void {
  const isFlux = model?.startsWith('flux-') ?? false;
  if (version === 'v1' && isFlux) {
    throw new Refusal(
      400,
      'V2_MODEL_ON_V1_SPEAK_ENDPOINT',
      'Flux models are not supported on the `/v1/speak` endpoint. Please use the `/v2/speak` endpoint for Flux text-to-speech requests.',
    );
  }
  if (version === 'v2' && model?.startsWith('aura-')) {
    throw new Refusal(
      400,
      'V1_MODEL_ON_V2_SPEAK_ENDPOINT',
      'Only flux models are supported on the `/v2/speak` endpoint. Please use the `/v1/speak` endpoint for Aura text-to-speech requests.',
    );
  }
}

/** The voice of a model name, or a {@link Refusal} 400 for one that is not served. */
export function findVoice(model: string | undefined): Voice {
  const voice = voiceOf(model ?? DEFAULT_MODEL);
  if (voice === undefined) {
    // The documentation also shows "…model/language/tier combination found." for the same case.
    throw new Refusal(400, 'Bad Request', 'Bad Request: No such model/version combination found.');
  }
  return voice;
}
