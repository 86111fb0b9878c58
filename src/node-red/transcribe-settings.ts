import type { Parameters } from '../transcribe/parameters.js';
import type { SourceKind } from '../transcribe/recording.js';
import { RESULTS, type Result } from '../transcribe/results.js';
import { type DeliveryDefinition, type DeliverySettings, readDeliverySettings } from './delivery-settings.js';
import type { Property } from './property.js';
import type { Definition, PropertyType } from './runtime.js';
import { isParameters, numberOr } from './settings.js';

/** The settings of a deepgram-transcribe node, as flows are saved with them. */
export interface TranscribeDefinition extends Definition, DeliveryDefinition {
  account?: string;
  model?: string;
  modelType?: PropertyType;
  audio?: string;
  audioType?: PropertyType;
  source?: string;
  params?: Parameters;
  options?: string;
  optionsType?: PropertyType;
  within?: unknown;
  result?: string;
  output?: string;
  keepResponse?: unknown;
}

/** The same settings, complete. */
export interface TranscribeSettings extends DeliverySettings {
  readonly account: string | undefined;
  readonly model: Property;
  readonly audio: Property;
  readonly source: SourceKind;
  readonly params: Parameters;
  readonly options: Property;
  /** Seconds. */
  readonly within: number | undefined;
  readonly result: Result;
  readonly output: string;
  readonly keepResponse: boolean;
}

/** Reads a node's settings; what an older flow does not have yet gets its default. */
export function readTranscribeSettings(definition: TranscribeDefinition): TranscribeSettings {
  const within = numberOr(definition.within, 0);
  return {
    ...readDeliverySettings(definition),
    account: definition.account,
    model: { name: 'Model', value: definition.model ?? 'nova-3', type: definition.modelType || 'str' },
    audio: { name: 'Audio', value: definition.audio ?? 'payload', type: definition.audioType || 'msg' },
    source: definition.source === 'file' ? 'file' : 'auto',
    params: isParameters(definition.params) ? definition.params : { smart_format: true },
    options: {
      name: 'Options',
      value: definition.options ?? 'deepgramOptions',
      type: definition.optionsType || 'msg',
    },
    within: within > 0 ? within : undefined,
    result: RESULTS.find((result) => result === definition.result) ?? 'transcript',
    output: definition.output || 'payload',
    keepResponse: String(definition.keepResponse) === 'true',
  };
}
