import type { Answer } from './answer.js';
import { numberOr, wordsOf } from './turns.js';

/** What is told about a transcript besides its text, as far as Deepgram says it. */
export interface Description {
  readonly requestId?: string;
  /** Deepgram's name for the model that was used: `general-nova-3`, say. */
  readonly model?: string;
  /** Seconds of audio. */
  readonly duration?: number;
  readonly channels: number;
  /** BCP 47: detected, or the most spoken one; absent where Deepgram was told the language. */
  readonly language?: string;
  /** 0 to 1; of several channels, the mean of their words. */
  readonly confidence?: number;
}

/** Everything that Deepgram's answer tells about a transcript. */
export function describe(answer: Answer): Description {
  const { request_id, duration, channels, models, model_info } = answer.metadata ?? {};
  const model = model_info?.[models?.[0] ?? '']?.name ?? Object.values(model_info ?? {})[0]?.name;
  const language = languageOf(answer);
  const confidence = confidenceOf(answer);
  return {
    ...(typeof request_id === 'string' && { requestId: request_id }),
    ...(typeof model === 'string' && { model }),
    ...(typeof duration === 'number' && { duration }),
    channels: numberOr(channels, answer.results.channels.length),
    ...(typeof language === 'string' && { language }),
    ...(confidence !== undefined && { confidence }),
  };
}

function languageOf({ results: { channels } }: Answer): string | undefined {
  const detected = channels.map(({ alternatives, detected_language }) => {
    return detected_language ?? alternatives?.[0]?.languages?.[0];
  });
  return detected.find((language) => typeof language === 'string');
}

function confidenceOf({ results: { channels } }: Answer): number | undefined {
  const known = channels.flatMap((channel) => {
    const confidence = channel.alternatives?.[0]?.confidence;
    return typeof confidence === 'number' ? [{ confidence, words: wordsOf(channel).length }] : [];
  });
  const words = known.reduce((sum, channel) => sum + channel.words, 0);
  // A channel on which nobody speaks has confidence 0, and says nothing about the others.
  if (words === 0) return known[0]?.confidence;
  return known.reduce((sum, channel) => sum + channel.confidence * channel.words, 0) / words;
}
