import { modelUuid } from '../models/uuid.js';
import type { TranscriptionModel } from './model.js';
import type { ListenQuery } from './parameters.js';
import { float32 } from './score.js';
import { isDiarized } from './spoken.js';

/** What `metadata` is made of. */
export interface Described {
  readonly query: ListenQuery;
  readonly model: TranscriptionModel;
  readonly requestId: string;
  /** Of the audio. */
  readonly sha256: string;
  /** In seconds. */
  readonly duration: number;
  readonly channels: number;
  readonly words: number;
}

/** Features that know English only; with another language they are left out, and this says so. */
const englishOnly = {
  summarize: 'Summarization',
  topics: 'Topics',
  intents: 'Intents',
  sentiment: 'Sentiment',
} as const;

/** This emulator's own. */
const VERSION = '2026-08-12.0';

/** `metadata` of an answer, as it was recorded in deepgram-python-sdk's tests. */
export function metadataOf({
  query,
  model,
  requestId,
  sha256,
  duration,
  channels,
  words,
}: Described): object {
  const uuid = modelUuid(model.name);
  const info = (feature: string): object => ({
    model_uuid: modelUuid(feature),
    input_tokens: words,
    output_tokens: Math.ceil(words / 2),
  });
  const warnings = warningsOf(query);
  return {
    transaction_key: 'deprecated',
    request_id: requestId,
    sha256,
    created: new Date().toISOString(),
    duration: float32(duration),
    channels,
    models: [uuid],
    model_info: { [uuid]: modelInfoOf(model) },
    ...(query.extra.length === 0 ? {} : { extra: extraOf(query.extra) }),
    ...(query.tag.length === 0 ? {} : { tags: query.tag }),
    ...(warnings.length === 0 ? {} : { warnings }),
    ...(isOn(query, 'summarize') ? { summary_info: info('summary') } : {}),
    ...(isOn(query, 'sentiment') ? { sentiment_info: info('sentiment') } : {}),
    ...(isOn(query, 'topics') ? { topics_info: info('topics') } : {}),
    ...(isOn(query, 'intents') ? { intents_info: info('intents') } : {}),
    ...(isDiarized(query) ? { diarize_info: diarizerOf(query) } : {}),
  };
}

/** What `model_info` says of a model. Recorded: `general-nova-3`, `2-general-nova`. */
export function modelInfoOf({ purpose, architecture }: TranscriptionModel): object {
  const name = architecture === 'nova-2' ? `2-${purpose}-nova` : `${purpose}-${architecture}`;
  return { name, version: VERSION, arch: architecture };
}

/** The query without what its language does not allow. */
export function inLanguage(query: ListenQuery): ListenQuery {
  const allowed = { ...query };
  for (const { parameter } of warningsOf(query)) allowed[parameter] = false;
  return allowed;
}

function warningsOf(query: ListenQuery) {
  if (isEnglish(query)) return [];
  const features = Object.keys(englishOnly) as (keyof typeof englishOnly)[];
  return features
    .filter((feature) => query[feature] === true)
    .map((parameter) => ({
      parameter,
      type: 'unsupported_language',
      message: `${englishOnly[parameter]} is only supported for English.`,
    }));
}

function isOn(query: ListenQuery, feature: keyof typeof englishOnly): boolean {
  return query[feature] === true && isEnglish(query);
}

function isEnglish({ language = 'en', detect_language }: ListenQuery): boolean {
  return language.startsWith('en') || detect_language === true;
}

/** `key:value`; of a key that is there twice, the last counts. */
export function extraOf(extra: readonly string[]): object {
  return Object.fromEntries(
    extra.map((pair) => [pair.slice(0, pair.indexOf(':')), pair.slice(pair.indexOf(':') + 1)]),
  );
}

/** `latest` is v2 for recordings; which one the old `diarize=true` runs is assumed. */
function diarizerOf({ diarize_model }: ListenQuery): object {
  const arch = diarize_model === undefined || diarize_model === 'v1' ? 'v1' : 'v2';
  return { model_uuid: modelUuid(`diarizer-${arch}`), arch };
}
