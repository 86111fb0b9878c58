import type { TranscriptionModel } from '../listen/model.js';
import { checkRules } from '../listen/rules.js';
import { invalidQuery, Refusal } from '../refusal.js';
import { type LiveQuery, recordedQuery } from './v1-query.js';

/** Throws the {@link Refusal} 400 for what does not go together in a live query. */
export function checkLiveRules(query: LiveQuery, model: TranscriptionModel): void {
  const { encoding, sample_rate, diarize_model } = query;
  if (encoding !== undefined && sample_rate === undefined) throw invalidQuery('missing field `sample_rate`');
  // "latest" or "v1" for live audio; that another one is refused is documented, how is not.
  if (diarize_model === 'v2') {
    throw new Refusal(400, 'INVALID_QUERY_PARAMETER', 'diarize_model v2 is not available for streaming.');
  }
  // Whisper is for recordings only (docs/deepgram-whisper-cloud).
  if (model.architecture === 'whisper') {
    throw new Refusal(400, 'Bad Request', 'Bad Request: No such model/language/tier combination found.');
  }
  checkRules(recordedQuery(query), model);
}
