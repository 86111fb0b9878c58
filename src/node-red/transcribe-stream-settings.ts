import type { Emit } from '../transcribe/needs-live.js';
import type { Parameters } from '../transcribe/parameters.js';
import type { Property } from './property.js';
import type { Definition, PropertyType } from './runtime.js';
import { isParameters, numberOr } from './settings.js';
import {
  readStreamDelivery,
  type StreamDeliveryDefinition,
  type StreamDeliverySettings,
} from './transcribe-stream-delivery-settings.js';

/** The settings of a deepgram-transcribe-stream node, as flows are saved with them. */
export interface TranscribeStreamDefinition extends Definition, StreamDeliveryDefinition {
  account?: string;
  model?: string;
  modelType?: PropertyType;
  audio?: string;
  audioType?: PropertyType;
  params?: Parameters;
  options?: string;
  optionsType?: PropertyType;
  emit?: string;
  session?: string;
  sessionType?: PropertyType | 'auto';
  idle?: unknown;
  output?: string;
}

/** The same settings, complete. */
export interface TranscribeStreamSettings extends StreamDeliverySettings {
  readonly account: string | undefined;
  readonly model: Property;
  readonly audio: Property;
  readonly params: Parameters;
  readonly options: Property;
  readonly emit: Emit;
  /** Where a message says its session; undefined: one for each of its `_session`. */
  readonly session: Property | undefined;
  /** ms. */
  readonly idle: number;
  readonly output: string;
}

/** The longest time a session without audio is kept. */
const LONGEST_IDLE_S = 3600;

/** Reads a node's settings; what an older flow does not have yet gets its default. */
export function readTranscribeStreamSettings(
  definition: TranscribeStreamDefinition,
): TranscribeStreamSettings {
  const { emit, sessionType } = definition;
  const isByMessage = sessionType !== undefined && sessionType !== 'auto';
  return {
    account: definition.account,
    model: { name: 'Model', value: definition.model ?? 'nova-3', type: definition.modelType || 'str' },
    audio: { name: 'Audio', value: definition.audio ?? 'payload', type: definition.audioType || 'msg' },
    params: isParameters(definition.params) ? definition.params : { smart_format: true },
    options: {
      name: 'Options',
      value: definition.options ?? 'deepgramOptions',
      type: definition.optionsType || 'msg',
    },
    emit: emit === 'utterance' || emit === 'all' ? emit : 'final',
    session: isByMessage
      ? { name: 'Session', value: definition.session ?? '', type: sessionType }
      : undefined,
    idle: Math.min(LONGEST_IDLE_S, Math.max(1, numberOr(definition.idle, 60))) * 1000,
    output: definition.output || 'payload',
    ...readStreamDelivery(definition),
  };
}
