import type { Utterance } from '../speech/utterance.js';
import type { AudioFormat } from './format.js';

/** A text-to-speech request that was acknowledged and is owed to a callback. */
export interface AcceptedSpeech {
  readonly requestId: string;
  readonly callback: URL;
  readonly method: 'POST' | 'PUT';
  readonly utterance: Utterance;
  readonly format: AudioFormat;
  /** Of the audio, as the synchronous answer would have it. */
  readonly contentType: string;
}
