import type { Hearing } from '../hearing/hear.js';
import type { Heard } from '../hearing/recogniser.js';
import { entitiesOf, redacted } from './entities.js';
import { inLanguage, metadataOf } from './metadata.js';
import type { TranscriptionModel } from './model.js';
import { paragraphsOf } from './paragraphs.js';
import type { ListenQuery } from './parameters.js';
import { float32, scoreOf } from './score.js';
import { searched } from './search.js';
import {
  confidenceOf,
  isDiarized,
  type SpokenWord,
  transcriptOf,
  withSpeakers,
  writtenWord,
} from './spoken.js';
import { understood } from './understanding.js';
import { utterancesOf } from './utterances.js';
import { worded } from './wording.js';
import { wordsOf } from './words.js';

/** What an answer is made of. */
export interface Transcribed {
  readonly query: ListenQuery;
  readonly model: TranscriptionModel;
  readonly hearing: Hearing;
  readonly requestId: string;
  /** Of the audio. */
  readonly sha256: string;
}

/** The answer of `POST /v1/listen`, with what the query asks for. */
export function writeAnswer({ query: asked, model, hearing, requestId, sha256 }: Transcribed): object {
  const query = inLanguage(asked);
  const understoodBy = hearing.channels.map((heard) => heard.filter((one) => isUnderstood(one, query)));
  const said = understoodBy.map((heard) => withSpeakers(worded(wordsOf(heard), query)));
  const channels = said.map((words) => withSpeakers(redacted(words, query.redact)));
  const all = channels.flat().sort((a, b) => a.start - b.start);
  const { duration } = hearing;
  return {
    metadata: metadataOf({
      query: asked,
      model,
      requestId,
      sha256,
      duration,
      channels: channels.length,
      words: all.length,
    }),
    results: {
      channels: channels.map((words) => channelOf(words, query, model)),
      ...(query.utterances === true ? { utterances: utterancesOf(channels, query) } : {}),
      ...understood(all, query),
    },
  };
}

/** A model that expects one language makes nothing of another. */
export function isUnderstood(
  { utterance }: Pick<Heard, 'utterance'>,
  { language = 'en', detect_language, detectable }: ListenQuery,
): boolean {
  const spoken = utterance.voice.language.slice(0, 2);
  if (detectable.length > 0) return detectable.some((one) => one.slice(0, 2) === spoken);
  return detect_language === true || language === 'multi' || language.slice(0, 2) === spoken;
}

function channelOf(words: readonly SpokenWord[], query: ListenQuery, model: TranscriptionModel): object {
  const detects = query.detect_language === true || query.detectable.length > 0;
  const language = words[0]?.language ?? query.detectable[0] ?? 'en';
  const confidence = words.length === 0 ? 0 : scoreOf(language, 0.9, 0.999);
  return {
    ...(query.search.length === 0 ? {} : { search: query.search.map((term) => searched(words, term)) }),
    alternatives: alternativesOf(words, query),
    ...(detects ? { detected_language: language } : {}),
    // "Not supported for Whisper models."
    ...(detects && model.architecture !== 'whisper' ? { language_confidence: confidence } : {}),
  };
}

/** The further ones say the same with less confidence; that there are any is not documented any more. */
function alternativesOf(words: readonly SpokenWord[], query: ListenQuery): object[] {
  return Array.from({ length: query.alternatives ?? 1 }, (_, index) => {
    const less = (confidence: number): number => float32(confidence * 0.9 ** index);
    const own = words.map((word) => ({ ...word, confidence: less(word.confidence) }));
    return {
      transcript: transcriptOf(own, query),
      confidence: confidenceOf(own),
      words: own.map((word) => writtenWord(word, query)),
      ...(query.language === 'multi' ? { languages: [...new Set(own.map(({ language }) => language))] } : {}),
      ...(query.detect_entities === true ? { entities: entitiesOf(own) } : {}),
      ...(hasParagraphs(query) ? { paragraphs: paragraphsOf(own, isDiarized(query)) } : {}),
    };
  });
}

/** `smart_format` makes paragraphs in English. */
function hasParagraphs({ paragraphs, smart_format, language = 'en' }: ListenQuery): boolean {
  return paragraphs === true || (smart_format === true && language.startsWith('en'));
}
