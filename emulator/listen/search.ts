import { float32, scoreOf } from './score.js';
import { plain, type Word } from './words.js';

/** Where a term was found. */
export interface Hit {
  readonly confidence: number;
  readonly start: number;
  readonly end: number;
  readonly snippet: string;
}

/**
 * Hits of a term, the best first. Deepgram compares sounds and always finds something; what sounds like it
 * and is not has next to no confidence, and there is one of these here.
 */
export function searched(words: readonly Word[], query: string): { query: string; hits: Hit[] } {
  const wanted = query.split(/\s+/).map(plain);
  const hits: Hit[] = [];
  words.forEach((_, at) => {
    const run = words.slice(at, at + wanted.length);
    if (run.length === wanted.length && run.every(({ word }, index) => plain(word) === wanted[index])) {
      hits.push(hit(run, 1));
    }
  });
  const others = words.filter(({ word }) => !wanted.includes(plain(word)));
  const [unlike] = others;
  if (unlike !== undefined) hits.push(hit([unlike], scoreOf(`${query} ${unlike.word}`, 0, 0.1)));
  return { query, hits };
}

function hit(run: readonly Word[], confidence: number): Hit {
  const { start = 0 } = run[0] ?? {};
  const { end = 0 } = run.at(-1) ?? {};
  return {
    confidence,
    start: float32(start),
    end: float32(end),
    snippet: run.map(({ word }) => word).join(' '),
  };
}
