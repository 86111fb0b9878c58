/** Parameters that are `true` or `false`; `POST /v1/listen` of deepgram-api-specs `openapi.yml`. */
export const flags = [
  'punctuate',
  'smart_format',
  'paragraphs',
  'numerals',
  'measurements',
  'dictation',
  'profanity_filter',
  'filler_words',
  'diarize',
  'multichannel',
  'utterances',
  'detect_entities',
  'sentiment',
  'topics',
  'intents',
  'mip_opt_out',
] as const;

/** Parameters that may be there several times. */
export const lists = [
  'keyterm',
  'keywords',
  'search',
  'replace',
  'redact',
  'custom_topic',
  'custom_intent',
  'extra',
  'tag',
] as const;

/** Of audio without a header. The page about encodings has `alaw` and `linear32` as well, for live audio. */
export const encodings = ['linear16', 'flac', 'mulaw', 'amr-nb', 'amr-wb', 'opus', 'speex', 'g729'] as const;

export type Encoding = (typeof encodings)[number];

/** The query of a request to transcribe, parsed. */
export type ListenQuery = { [F in (typeof flags)[number]]?: boolean } & {
  [L in (typeof lists)[number]]: string[];
} & {
  model?: string;
  version?: string;
  language?: string;
  detect_language?: boolean;
  /** The languages that `detect_language` is to choose from. */
  detectable: string[];
  diarize_model?: 'latest' | 'v1' | 'v2';
  diarize_version?: string;
  /** In seconds. */
  utt_split?: number;
  summarize?: boolean;
  custom_topic_mode?: 'extended' | 'strict';
  custom_intent_mode?: 'extended' | 'strict';
  encoding?: Encoding;
  sample_rate?: number;
  channels?: number;
  alternatives?: number;
  callback?: string;
  callback_method?: 'POST' | 'PUT';
};
