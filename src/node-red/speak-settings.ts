import type { Parameters } from '../speak/parameters.js';
import { type DeliveryDefinition, type DeliverySettings, readDeliverySettings } from './delivery-settings.js';
import type { Property } from './property.js';
import type { Definition, PropertyType } from './runtime.js';
import { isParameters, numberOr } from './settings.js';

/** The settings of a deepgram-speak node, as flows are saved with them. */
export interface SpeakDefinition extends Definition, DeliveryDefinition {
  account?: string;
  text?: string;
  textType?: PropertyType;
  model?: string;
  modelType?: PropertyType;
  params?: Parameters;
  options?: string;
  optionsType?: PropertyType;
  result?: string;
  output?: string;
  longText?: string;
  cache?: string;
  within?: unknown;
}

/** The same settings, complete. */
export interface SpeakSettings extends DeliverySettings {
  readonly account: string | undefined;
  readonly text: Property;
  readonly model: Property;
  readonly params: Parameters;
  readonly options: Property;
  readonly result: 'buffer' | 'parts' | 'url';
  readonly output: string;
  readonly longText: 'split' | 'refuse';
  /** Where the same words with the same parameters are kept to be said again. */
  readonly cache: 'off' | 'memory' | 'disk';
  /** Seconds. */
  readonly within: number | undefined;
}

/** Reads a node's settings; what an older flow does not have yet gets its default. */
export function readSpeakSettings(definition: SpeakDefinition): SpeakSettings {
  const within = numberOr(definition.within, 0);
  return {
    ...readDeliverySettings(definition),
    account: definition.account,
    text: { name: 'Text', value: definition.text ?? 'payload', type: definition.textType || 'msg' },
    model: {
      name: 'Voice',
      value: definition.model ?? 'aura-2-thalia-en',
      type: definition.modelType || 'str',
    },
    params: isParameters(definition.params) ? definition.params : { encoding: 'mp3' },
    options: {
      name: 'Options',
      value: definition.options ?? 'deepgramOptions',
      type: definition.optionsType || 'msg',
    },
    result: definition.result === 'parts' || definition.result === 'url' ? definition.result : 'buffer',
    output: definition.output || 'payload',
    longText: definition.longText === 'refuse' ? 'refuse' : 'split',
    cache: definition.cache === 'memory' || definition.cache === 'disk' ? definition.cache : 'off',
    within: within > 0 ? within : undefined,
  };
}
