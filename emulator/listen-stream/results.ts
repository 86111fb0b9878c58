import { entitiesOf, redacted } from '../listen/entities.js';
import { extraOf, modelInfoOf } from '../listen/metadata.js';
import type { TranscriptionModel } from '../listen/model.js';
import type { ListenQuery } from '../listen/parameters.js';
import { float32 } from '../listen/score.js';
import { searched } from '../listen/search.js';
import { confidenceOf, isDiarized, type SpokenWord, transcriptOf, writtenWord } from '../listen/spoken.js';
import { worded } from '../listen/wording.js';
import type { Word } from '../listen/words.js';
import { modelUuid } from '../models/uuid.js';
import type { ServerMessage } from '../socket/line.js';

/** What all results of a connection have in common. */
export interface Subject {
  readonly query: ListenQuery;
  readonly model: TranscriptionModel;
  readonly requestId: string;
  /** Who has spoken so far, in order: voices. */
  readonly speakers: string[];
}

/** What was said in a stretch of one channel. Times are in seconds. */
export interface Said {
  /** Its number, and how many there are. */
  readonly channel: readonly [index: number, count: number];
  readonly start: number;
  readonly end: number;
  readonly words: readonly Word[];
  readonly isFinal: boolean;
  readonly speechFinal: boolean;
  readonly fromFinalize: boolean;
}

/** `Results`, with what the query asks for; the order of the fields is that of a capture of 2026-09-07. */
export function resultsOf(subject: Subject, said: Said): ServerMessage {
  const { query, model, requestId } = subject;
  const spoken = redacted(worded(within(said), query), query.redact);
  const words = withSpeakers(spoken, subject.speakers, said.isFinal);
  const { search, detect_entities } = query;
  const isMulti = query.language === 'multi';
  return {
    type: 'Results',
    channel_index: said.channel,
    duration: float32(said.end - said.start),
    start: float32(said.start),
    is_final: said.isFinal,
    speech_final: said.speechFinal,
    channel: {
      ...(search.length === 0 ? {} : { search: search.map((term) => searched(words, term)) }),
      alternatives: [
        {
          transcript: transcriptOf(words, query),
          confidence: confidenceOf(words),
          ...(isMulti ? { languages: [...new Set(words.map(({ language }) => language))] } : {}),
          words: words.map((word) => liveWord(word, query)),
        },
      ],
    },
    metadata: {
      request_id: requestId,
      model_info: modelInfoOf(model),
      model_uuid: modelUuid(model.name),
      ...(query.extra.length === 0 ? {} : { extra: extraOf(query.extra) }),
      ...(isDiarized(query) ? { diarize_info: { model_uuid: modelUuid('diarizer-v1'), arch: 'v1' } } : {}),
    },
    from_finalize: said.fromFinalize,
    // "Only present in is_final messages", empty where there are none (@deepgram/sdk 5.13).
    ...(detect_entities === true && said.isFinal ? { entities: entitiesOf(words) } : {}),
  };
}

/** A word; there is no `speaker_confidence` here (captured). */
function liveWord(word: SpokenWord, query: ListenQuery): object {
  const written: { speaker_confidence?: number } = { ...writtenWord(word, query) };
  delete written.speaker_confidence;
  return written;
}

/** What was understood late belongs to an earlier time, which is told already. */
function within({ words, start, end }: Said): Word[] {
  const clamp = (time: number): number => Math.min(end, Math.max(start, time));
  return words.map((word) => ({ ...word, start: clamp(word.start), end: clamp(word.end) }));
}

/** @param remember whether who speaks is known from then on: an interim result may be wrong */
function withSpeakers(words: readonly Word[], known: string[], remember: boolean): SpokenWord[] {
  const speakers = remember ? known : [...known];
  return words.map((word) => {
    if (!speakers.includes(word.voice)) speakers.push(word.voice);
    return { ...word, speaker: speakers.indexOf(word.voice) };
  });
}
