import type { Parameters } from '../speak/parameters.js';
import type { FlushMode } from '../speak/stream/intake.js';
import type { Property } from './property.js';
import type { Definition, PropertyType } from './runtime.js';
import { isParameters, numberOr } from './settings.js';

/** The settings of a deepgram-speak-stream node, as flows are saved with them. */
export interface SpeakStreamDefinition extends Definition {
  account?: string;
  text?: string;
  textType?: PropertyType;
  model?: string;
  modelType?: PropertyType;
  params?: Parameters;
  options?: string;
  optionsType?: PropertyType;
  output?: string;
  flush?: string;
  pause?: unknown;
  session?: string;
  sessionType?: PropertyType | 'auto';
  frame?: unknown;
  ahead?: unknown;
  header?: string;
  idle?: unknown;
}

/** The same settings, complete; times in ms. */
export interface SpeakStreamSettings {
  readonly account: string | undefined;
  readonly text: Property;
  readonly model: Property;
  readonly params: Parameters;
  readonly options: Property;
  readonly output: string;
  readonly flush: FlushMode;
  readonly pause: number;
  /** Where a message says its session; undefined: one for each of its `_session`. */
  readonly session: Property | undefined;
  readonly frame: number;
  readonly ahead: number | undefined;
  readonly hasHeader: boolean;
  readonly idle: number;
}

/** Longer frames and pauses than these are no use, and would only be typing errors. */
const LONGEST_MS = 60_000;

/** The longest time an idle socket is kept: Deepgram ends it after an hour. */
const LONGEST_IDLE_S = 3600;

/** Reads a node's settings; what an older flow does not have yet gets its default. */
export function readSpeakStreamSettings(definition: SpeakStreamDefinition): SpeakStreamSettings {
  const { flush, sessionType } = definition;
  const ahead = numberOr(definition.ahead, Number.NaN);
  const isByMessage = sessionType !== undefined && sessionType !== 'auto';
  return {
    account: definition.account,
    text: { name: 'Text', value: definition.text ?? 'payload', type: definition.textType || 'msg' },
    model: {
      name: 'Voice',
      value: definition.model ?? 'aura-2-thalia-en',
      type: definition.modelType || 'str',
    },
    params: isParameters(definition.params)
      ? definition.params
      : { encoding: 'linear16', sample_rate: 24000 },
    options: {
      name: 'Options',
      value: definition.options ?? 'deepgramOptions',
      type: definition.optionsType || 'msg',
    },
    output: definition.output || 'payload',
    flush: flush === 'message' || flush === 'manual' ? flush : 'sentence',
    pause: clamp(numberOr(definition.pause, 800), 0, LONGEST_MS),
    session: isByMessage
      ? { name: 'Session', value: definition.session ?? '', type: sessionType }
      : undefined,
    frame: clamp(numberOr(definition.frame, 0), 0, LONGEST_MS),
    ahead: Number.isNaN(ahead) ? undefined : clamp(ahead, 0, LONGEST_MS),
    hasHeader: definition.header === 'wav',
    idle: clamp(numberOr(definition.idle, 60), 1, LONGEST_IDLE_S) * 1000,
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
