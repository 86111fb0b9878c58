import type { VoiceSetting } from './choices.js';

/** A deepgram-transcribe-stream node as the editor holds it. One of an older flow may lack any property. */
export interface LiveNode {
  name?: string;
  model?: string;
  modelType?: string;
  audio?: string;
  audioType?: string;
  params?: unknown;
  options?: string;
  optionsType?: string;
  emit?: string;
  session?: string;
  sessionType?: string;
  idle?: unknown;
  output?: string;
  endpoint?: string;
  callbackUrl?: string;
  callbackUrlType?: string;
  callbackMethod?: string;
}

/** What a property that is missing means. */
export const LIVE_DEFAULTS = {
  model: 'nova-3',
  modelType: 'str',
  audio: 'payload',
  audioType: 'msg',
  options: 'deepgramOptions',
  optionsType: 'msg',
  emit: 'final',
  session: '',
  sessionType: 'auto',
  idle: '60',
  output: 'payload',
  outputType: 'msg',
  endpoint: '',
  callbackUrl: '',
  callbackUrlType: 'str',
  callbackMethod: 'WS',
} as const;

/** The model that a node is set to. */
export function liveModelOf({ model, modelType }: LiveNode): VoiceSetting {
  return { model: model ?? LIVE_DEFAULTS.model, modelType: modelType || LIVE_DEFAULTS.modelType };
}
