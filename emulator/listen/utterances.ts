import { randomUUID } from 'node:crypto';
import type { ListenQuery } from './parameters.js';
import { float32 } from './score.js';
import { confidenceOf, isDiarized, type SpokenWord, transcriptOf, writtenWord } from './spoken.js';

/** In seconds, when `utt_split` does not say otherwise. */
const SPLIT = 0.8;

/** `results.utterances`: speech between pauses, of one speaker where they are told apart, in order of time. */
export function utterancesOf(channels: readonly (readonly SpokenWord[])[], query: ListenQuery): object[] {
  const diarized = isDiarized(query);
  const { utt_split: split = SPLIT } = query;
  const turns = channels.flatMap((words, channel) => {
    const found: { channel: number; words: SpokenWord[] }[] = [];
    for (const word of words) {
      const current = found.at(-1)?.words;
      const before = current?.at(-1);
      const goesOn =
        before !== undefined &&
        word.start - before.end <= split &&
        !(diarized && before.speaker !== word.speaker);
      if (goesOn) current?.push(word);
      else found.push({ channel, words: [word] });
    }
    return found;
  });
  const startOf = ({ words }: { words: SpokenWord[] }): number => words[0]?.start ?? 0;
  return turns
    .sort((a, b) => startOf(a) - startOf(b))
    .map(({ channel, words }) => ({
      start: float32(words[0]?.start ?? 0),
      end: float32(words.at(-1)?.end ?? 0),
      confidence: confidenceOf(words),
      channel,
      transcript: transcriptOf(words, query),
      words: words.map((word) => writtenWord(word, query)),
      ...(diarized ? { speaker: words[0]?.speaker ?? 0 } : {}),
      id: randomUUID(),
    }));
}
