import type { ListenQuery } from './parameters.js';
import { float32, scoreOf } from './score.js';
import type { SpokenWord } from './spoken.js';

/** So many words are no summary's worth, and are given back as they are. */
const SHORT = 50;
const good = new Set('good great thank thanks happy love lovely nice fine welcome fed finished'.split(' '));
const bad = new Set('bad terrible sad hate awful wrong broken angry sorry fire alarm leak'.split(' '));

/** `summary`, `topics`, `intents` and `sentiments` of an answer, as far as they are wanted: the shapes are Deepgram's, the sense is not. */
export function understood(words: readonly SpokenWord[], query: ListenQuery): object {
  const text = words.map(({ punctuated }) => punctuated).join(' ');
  const whole = { text, start_word: 0, end_word: Math.max(0, words.length - 1) };
  const named = (custom: readonly string[], mode: string | undefined, own: string): string[] => {
    const found = custom.filter((one) => text.toLowerCase().includes(one.toLowerCase()));
    return mode === 'strict' || own === '' ? found : [...found, own];
  };
  const longest = [...words].sort((a, b) => b.word.length - a.word.length)[0]?.word ?? '';
  const topics = named(query.custom_topic, query.custom_topic_mode, capital(longest));
  const intents = named(
    query.custom_intent,
    query.custom_intent_mode,
    longest === '' ? '' : `Mention ${longest}`,
  );
  return {
    ...(query.summarize === true ? { summary: { result: 'success', short: short(words, text) } } : {}),
    ...(query.topics === true
      ? { topics: { segments: segment(topics, whole, (all) => ({ topics: scored(all, 'topic') })) } }
      : {}),
    ...(query.intents === true
      ? { intents: { segments: segment(intents, whole, (all) => ({ intents: scored(all, 'intent') })) } }
      : {}),
    ...(query.sentiment === true ? { sentiments: sentiments(words, whole) } : {}),
  };
}

function short(words: readonly SpokenWord[], text: string): string {
  return words.length < SHORT ? text : (/^.*?[.!?](?=\s|$)/.exec(text)?.[0] ?? text);
}

function segment(found: string[], whole: object, more: (found: string[]) => object): object[] {
  return found.length === 0 ? [] : [{ ...whole, ...more(found) }];
}

function scored(found: readonly string[], name: string): object[] {
  return found.map((one) => ({ [name]: one, confidence_score: scoreOf(one, 0.5, 0.99) }));
}

function sentiments(words: readonly SpokenWord[], whole: object): object {
  const score = words.reduce((sum, { word }) => sum + (good.has(word) ? 1 : 0) - (bad.has(word) ? 1 : 0), 0);
  const sentiment_score = float32(Math.max(-1, Math.min(1, score / 3)));
  const sentiment = score > 0 ? 'positive' : score < 0 ? 'negative' : 'neutral';
  const average = { sentiment, sentiment_score };
  return { segments: words.length === 0 ? [] : [{ ...whole, ...average }], average };
}

function capital(text: string): string {
  return text.replace(/^./u, (letter) => letter.toUpperCase());
}
