import type { Parameters } from '../speak/parameters.js';
import type { VoiceSetting } from './choices.js';

/** A deepgram-speak node as the editor holds it. One of an older flow may lack any property. */
export interface SpeakNode {
  name?: string;
  text?: string;
  textType?: string;
  model?: string;
  modelType?: string;
  params?: unknown;
  options?: string;
  optionsType?: string;
  result?: string;
  output?: string;
  longText?: string;
  delivery?: string;
  endpoint?: string;
  callbackUrl?: string;
  callbackUrlType?: string;
  callbackMethod?: string;
}

/** What a property that is missing means. */
export const DEFAULTS = {
  text: 'payload',
  textType: 'msg',
  model: 'aura-2-thalia-en',
  modelType: 'str',
  options: 'deepgramOptions',
  optionsType: 'msg',
  result: 'buffer',
  output: 'payload',
  outputType: 'msg',
  longText: 'split',
  delivery: 'wait',
  endpoint: '',
  callbackUrl: '',
  callbackUrlType: 'str',
  callbackMethod: 'POST',
} as const;

/** The voice that a node is set to. */
export function voiceOf({ model, modelType }: SpeakNode): VoiceSetting {
  return { model: model ?? DEFAULTS.model, modelType: modelType || DEFAULTS.modelType };
}

/** The parameters that a node is set to. */
export function parametersOf({ params }: { readonly params?: unknown }): Parameters {
  return typeof params === 'object' && params !== null && !Array.isArray(params) ? { ...params } : {};
}
