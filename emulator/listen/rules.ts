import { invalidQuery, Refusal } from '../refusal.js';
import type { TranscriptionModel } from './model.js';
import type { ListenQuery } from './parameters.js';

/** Tokens of a keyterm are Deepgram's own; no more characters than this are taken for one. */
const TOKEN = 4;
const MOST_TOKENS = 500;
const MOST_CUSTOM = 100;
const MOST_SEARCHES = 50;
const MOST_EXTRA = 2048;
const MOST_ALTERNATIVES = 10;
const MOST_CHANNELS = 20;

type Rule = (query: ListenQuery, model: TranscriptionModel) => Refusal | undefined;

/** What does not go together. Texts are the published ones where one is; the others say so. */
const rules: readonly Rule[] = [
  ({ keywords }, { architecture }) =>
    keywords.length > 0 && architecture === 'nova-3'
      ? invalid('Keywords are not supported for Nova-3. Please use `keyterm` instead.')
      : undefined,
  // That it is refused is documented, how is not.
  ({ keyterm }, { architecture }) =>
    keyterm.length > 0 && architecture !== 'nova-3'
      ? invalid('Keyterms are only supported for Nova-3. Please use `keywords` instead.')
      : undefined,
  ({ keyterm }) =>
    tokensOf(keyterm) > MOST_TOKENS
      ? invalid(`Keyterm limit exceeded. The maximum number of tokens across all keyterms is ${MOST_TOKENS}.`)
      : undefined,
  ({ diarize_model, diarize, diarize_version }) =>
    diarize_model !== undefined && (diarize !== undefined || diarize_version !== undefined)
      ? invalid('diarize_model cannot be used together with diarize or diarize_version.')
      : undefined,
  // "If you are using the Encoding feature, the Sample Rate feature is also required" (docs/encoding).
  ({ encoding, sample_rate }) =>
    encoding !== undefined && sample_rate === undefined
      ? invalidQuery('missing field `sample_rate`')
      : undefined,
  ({ keywords }) =>
    keywords.every((one) => /^[^:]+(:-?\d+(\.\d+)?)?$/.test(one)) ? undefined : bad('keywords'),
  ({ replace }) => (replace.every((one) => /^[^:]+(:.*)?$/.test(one)) ? undefined : bad('replace')),
  // `false` is the documented default; names of entities are in lower case.
  ({ redact }) => (redact.every((one) => /^[a-z][a-z_]*$/.test(one)) ? undefined : bad('redact')),
  ({ extra }) =>
    extra.every((one) => /^[^:]+:/.test(one) && one.length <= MOST_EXTRA) ? undefined : bad('extra'),
  ({ custom_topic }) => (custom_topic.length <= MOST_CUSTOM ? undefined : bad('custom_topic')),
  ({ custom_intent }) => (custom_intent.length <= MOST_CUSTOM ? undefined : bad('custom_intent')),
  // A limit is not published.
  ({ alternatives = 1 }) => (alternatives <= MOST_ALTERNATIVES ? undefined : bad('alternatives')),
  // "You can use a maximum of 20 channels" (docs/multichannel).
  ({ channels = 1 }) => (channels <= MOST_CHANNELS ? undefined : bad('channels')),
  ({ search }) => (search.length <= MOST_SEARCHES ? undefined : bad('search')),
];

/** Throws the {@link Refusal} 400 for the first rule that is broken. */
export function checkRules(query: ListenQuery, model: TranscriptionModel): void {
  for (const rule of rules) {
    const refusal = rule(query, model);
    if (refusal !== undefined) throw refusal;
  }
}

function invalid(message: string): Refusal {
  return new Refusal(400, 'INVALID_QUERY_PARAMETER', message);
}

function bad(parameter: string): Refusal {
  return invalidQuery(`invalid value for \`${parameter}\``);
}

/** How many tokens keyterms have. */
export function tokensOf(keyterms: readonly string[]): number {
  const words = keyterms.flatMap((term) => term.split(/\s+/));
  return words.reduce((sum, word) => sum + Math.ceil(word.length / TOKEN), 0);
}
