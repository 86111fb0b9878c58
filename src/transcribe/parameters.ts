/**
 * The table of what Deepgram takes for turning audio into text: every parameter of `POST /v1/listen` but those
 * that are set elsewhere in a dialog (`model`, and `callback` and `callback_method`, which belong to the
 * delivery). The request, the dialog, the help and the tests all read it here; it imports nothing, so that the
 * same file runs in Node.js and in the editor.
 *
 * Sources: the public OpenAPI description, `@deepgram/sdk` 5.13, and the pages of developers.deepgram.com/docs
 * on each feature.
 */

/** Parameters of a request, spelled as Deepgram spells them. */
export type Parameters = Record<string, unknown>;

/** Where a dialog shows a parameter: when a live speaker has finished, what is said, who says it, and so on. */
export type Group = 'turns' | 'said' | 'speakers' | 'understanding' | 'search' | 'format' | 'delivery';

/** What is known of every parameter. */
interface Common {
  readonly name: string;
  /** True where a live stream (`wss /v1/listen`) takes it as well. */
  readonly live?: boolean;
  /** Names of model families (models.ts) that take it; absent: all do. */
  readonly families?: readonly string[];
  /** The only models that take it; absent: all of its families do. */
  readonly models?: readonly string[];
  /** The parameter that must be on for this one to do anything. */
  readonly needs?: string;
  /** Parameters that it can't be sent together with. */
  readonly excludes?: readonly string[];
  /** Parameters that count for nothing while this one is on. */
  readonly overrides?: readonly string[];
  /** True where Deepgram advises against it. */
  readonly deprecated?: boolean;
  /** What Deepgram does when it is not sent; absent: off, or nothing. */
  readonly preset?: string | number;
}

/** On or off. */
export interface Switch extends Common {
  readonly type: 'boolean';
}

/** One of several words. */
export interface Choice extends Common {
  readonly type: 'choice';
  readonly values: readonly string[];
  /** True where `true` and `false` are taken as well. */
  readonly orBoolean?: boolean;
  /** True where the values are suggestions only. */
  readonly open?: boolean;
  /** Values that a live stream does not take. */
  readonly notLive?: readonly string[];
}

/** A number. */
export interface Quantity extends Common {
  readonly type: 'number';
  readonly min: number;
  /** Absent: Deepgram documents no upper bound. */
  readonly max?: number;
  /** The parameter that it can't be greater than, and what that one is when it is not sent. */
  readonly atMost?: { readonly parameter: string; readonly preset: number };
  /** True where `false` is taken as well. */
  readonly orFalse?: boolean;
  /** The numbers between which there is none; absent: any number will do. */
  readonly step?: number;
  readonly unit?: 'Hz' | 's' | 'ms';
}

/** A word or a text of the user's. */
export interface Text extends Common {
  readonly type: 'text';
}

/** Any number of texts: the parameter is repeated. */
export interface List extends Common {
  readonly type: 'list';
  /** Suggestions; others are taken as well, where the list is not closed. */
  readonly values?: readonly string[];
  readonly closed?: boolean;
  /** True where `true` and `false` are taken in place of a list. */
  readonly orBoolean?: boolean;
  /** What an item looks like, where it has parts. */
  readonly form?: 'key:value' | 'from:to' | 'word:boost';
  readonly maxItems?: number;
  /** Characters that one item may have. */
  readonly maxLength?: number;
}

/** What is known of one parameter. */
export type Row = Switch | Choice | Quantity | Text | List;

/** One parameter, and its place in a dialog. */
export type ParameterRow = Row & { readonly group: Group };

const MODES = { type: 'choice', values: ['extended', 'strict'], preset: 'extended' } as const;
const DETECTABLE = 'de en es fr hi id it ja ko nl pt ru sv tr uk zh'.split(' ');
const ENCODINGS = 'linear16 linear32 mulaw alaw flac opus ogg-opus amr-nb amr-wb speex g729'.split(' ');
const REDACTIONS = 'pci pii numbers aggressive_numbers ssn credit_card email_address'.split(' ');
const NO_WHISPER = ['nova-3', 'nova-2', 'nova', 'enhanced', 'base'];

const SAID: readonly Row[] = [
  { name: 'language', type: 'text', preset: 'en', live: true },
  // Codes in place of `true` restrict the languages to choose from.
  { name: 'detect_language', type: 'list', values: DETECTABLE, orBoolean: true, overrides: ['language'] },
  { name: 'smart_format', type: 'boolean', live: true },
  { name: 'punctuate', type: 'boolean', live: true },
  { name: 'paragraphs', type: 'boolean' },
  { name: 'numerals', type: 'boolean', live: true },
  { name: 'measurements', type: 'boolean' },
  { name: 'dictation', type: 'boolean', live: true },
  { name: 'filler_words', type: 'boolean' },
  { name: 'profanity_filter', type: 'boolean', families: [...NO_WHISPER, 'flux'], live: true },
  { name: 'keyterm', type: 'list', families: ['nova-3', 'flux'], live: true },
  {
    name: 'keywords',
    type: 'list',
    form: 'word:boost',
    maxItems: 100,
    families: ['nova-2', 'nova', 'enhanced', 'base'],
    live: true,
  },
  // No longer documented, and still taken.
  { name: 'alternatives', type: 'number', min: 1, step: 1, preset: 1 },
  { name: 'version', type: 'choice', values: ['latest'], open: true, preset: 'latest', live: true },
];

const SPEAKERS: readonly Row[] = [
  {
    name: 'diarize_model',
    type: 'choice',
    values: ['latest', 'v1', 'v2'],
    notLive: ['v2'],
    excludes: ['diarize', 'diarize_version'],
    live: true,
  },
  { name: 'diarize', type: 'boolean', deprecated: true, live: true },
  { name: 'multichannel', type: 'boolean', live: true },
  { name: 'utterances', type: 'boolean' },
  { name: 'utt_split', type: 'number', min: 0, unit: 's', preset: 0.8 },
];

const UNDERSTANDING: readonly Row[] = [
  { name: 'summarize', type: 'choice', values: ['v2'], orBoolean: true },
  { name: 'sentiment', type: 'boolean' },
  { name: 'topics', type: 'boolean' },
  { name: 'custom_topic', type: 'list', maxItems: 100 },
  { name: 'custom_topic_mode', ...MODES },
  { name: 'intents', type: 'boolean' },
  { name: 'custom_intent', type: 'list', maxItems: 100 },
  { name: 'custom_intent_mode', ...MODES },
  { name: 'detect_entities', type: 'boolean', live: true },
];

const SEARCH: readonly Row[] = [
  { name: 'search', type: 'list', families: NO_WHISPER, live: true },
  { name: 'replace', type: 'list', form: 'from:to', live: true },
  // More than fifty other names of entities are taken as well; `true` is the same as `numbers`.
  { name: 'redact', type: 'list', values: REDACTIONS, orBoolean: true, live: true },
];

const FORMAT: readonly Row[] = [
  // The OpenAPI description of recordings lacks linear32, alaw and ogg-opus; the page on encodings has them.
  { name: 'encoding', type: 'choice', values: ENCODINGS, live: true },
  // Not in the OpenAPI description of recordings, but in the documentation's examples of headerless ones.
  { name: 'sample_rate', type: 'number', min: 1000, step: 1, unit: 'Hz', live: true },
  { name: 'channels', type: 'number', min: 1, step: 1, preset: 1, live: true },
];

const DELIVERY: readonly Row[] = [
  { name: 'extra', type: 'list', form: 'key:value', maxLength: 2048, live: true },
  { name: 'tag', type: 'list', live: true },
  { name: 'mip_opt_out', type: 'boolean', live: true },
];

/** Every parameter, by group, in the order in which a dialog offers them. */
export const PARAMETERS: readonly ParameterRow[] = [
  ...inGroup('said', SAID),
  ...inGroup('speakers', SPEAKERS),
  ...inGroup('understanding', UNDERSTANDING),
  ...inGroup('search', SEARCH),
  ...inGroup('format', FORMAT),
  ...inGroup('delivery', DELIVERY),
];

/**
 * Sample rates in Hz that go with each encoding of bare audio, which has no header to tell its own; an empty list:
 * any, but one must be told. g729 has one rate only, and FLAC and Ogg tell theirs.
 */
export const RAW_SAMPLE_RATES: Readonly<Record<string, readonly number[]>> = {
  linear16: [],
  linear32: [],
  mulaw: [],
  alaw: [],
  opus: [],
  speex: [],
  'amr-nb': [8000],
  'amr-wb': [16000],
};

/** The row of a parameter; undefined for one that the table does not know. */
export function rowOf(name: string): ParameterRow | undefined {
  return PARAMETERS.find((row) => row.name === name);
}

/** Rows with their place in a dialog. */
export function inGroup(group: Group, rows: readonly Row[]): ParameterRow[] {
  return rows.map((row) => ({ ...row, group }));
}
