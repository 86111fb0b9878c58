import type { Parameters } from '../speak/parameters.js';
import type { VoiceSetting } from './choices.js';

/** What all nodes that speak have, as the editor holds it. One of an older flow may lack any property. */
export interface SpokenNode {
  name?: string;
  text?: string;
  textType?: string;
  model?: string;
  modelType?: string;
  params?: unknown;
  options?: string;
  optionsType?: string;
  output?: string;
}

/** A deepgram-speak node as the editor holds it. */
export interface SpeakNode extends SpokenNode {
  account?: string;
  result?: string;
  longText?: string;
  cache?: string;
  within?: unknown;
  delivery?: string;
  endpoint?: string;
  callbackUrl?: string;
  callbackUrlType?: string;
  callbackMethod?: string;
}

/** What a property that is missing means, in every node that speaks. */
export const SPOKEN_DEFAULTS = {
  text: 'payload',
  textType: 'msg',
  model: 'aura-2-thalia-en',
  modelType: 'str',
  options: 'deepgramOptions',
  optionsType: 'msg',
  output: 'payload',
  outputType: 'msg',
} as const;

/** What a property of a deepgram-speak that is missing means. */
export const DEFAULTS = {
  ...SPOKEN_DEFAULTS,
  result: 'buffer',
  longText: 'split',
  cache: 'off',
  within: '',
  delivery: 'wait',
  endpoint: '',
  callbackUrl: '',
  callbackUrlType: 'str',
  callbackMethod: 'POST',
} as const;

/** The voice that a node is set to. */
export function voiceOf({ model, modelType }: SpokenNode): VoiceSetting {
  return { model: model ?? SPOKEN_DEFAULTS.model, modelType: modelType || SPOKEN_DEFAULTS.modelType };
}

/** The parameters that a node is set to. */
export function parametersOf({ params }: { readonly params?: unknown }): Parameters {
  return typeof params === 'object' && params !== null && !Array.isArray(params) ? { ...params } : {};
}
