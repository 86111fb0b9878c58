import type { VoiceSetting } from './choices.js';

/** A deepgram-transcribe node as the editor holds it. One of an older flow may lack any property. */
export interface TranscribeNode {
  name?: string;
  model?: string;
  modelType?: string;
  audio?: string;
  audioType?: string;
  source?: string;
  params?: unknown;
  options?: string;
  optionsType?: string;
  within?: unknown;
  result?: string;
  output?: string;
  keepResponse?: unknown;
  delivery?: string;
  endpoint?: string;
  callbackUrl?: string;
  callbackUrlType?: string;
  callbackMethod?: string;
}

/** What a property that is missing means. */
export const TRANSCRIBE_DEFAULTS = {
  model: 'nova-3',
  modelType: 'str',
  audio: 'payload',
  audioType: 'msg',
  source: 'auto',
  options: 'deepgramOptions',
  optionsType: 'msg',
  within: '',
  result: 'transcript',
  output: 'payload',
  outputType: 'msg',
  keepResponse: 'false',
  delivery: 'wait',
  endpoint: '',
  callbackUrl: '',
  callbackUrlType: 'str',
  callbackMethod: 'POST',
} as const;

/** The model that a node is set to. */
export function modelOf({ model, modelType }: TranscribeNode): VoiceSetting {
  return {
    model: model ?? TRANSCRIBE_DEFAULTS.model,
    modelType: modelType || TRANSCRIBE_DEFAULTS.modelType,
  };
}
