import { FRAME_RATE } from '../hearing/bands.js';
import { loudest } from '../hearing/likeness.js';
import { QUIET, type Remembered } from '../hearing/memory.js';
import { scoreOf } from '../listen/score.js';
import { plain, type Word } from '../listen/words.js';
import { type Span, sharedOut } from './share.js';
import { RANGE } from './voice.js';

/** So many frames without sound lie between two words, or before a stop consonant. */
const GAP = 11;

const known = new WeakMap<Remembered, readonly Word[]>();

/**
 * The words of something that was said, at the times they have in it, in seconds. They share out the time that is
 * spoken by their lengths; a pause lies between two words, behind a mark of punctuation where one is near.
 */
export function wordsIn(said: Remembered): readonly Word[] {
  const words = known.get(said) ?? timed(said);
  known.set(said, words);
  return words;
}

function timed(said: Remembered): Word[] {
  const { voice, text } = said.utterance;
  const written = text.split(/[\s—]+/).filter((part) => plain(part) !== '');
  const groups = sharedOut(written, soundsIn(said));
  return groups.flatMap(({ words, span }) => {
    const letters = words.reduce((sum, word) => sum + word.length + 1, 0);
    let before = 0;
    return words.map((punctuated): Word => {
      const at = (done: number): number =>
        (span.from + ((span.to - span.from) * done) / letters) / FRAME_RATE;
      const start = at(before);
      before += punctuated.length + 1;
      return {
        word: plain(punctuated),
        punctuated,
        start,
        end: at(before),
        confidence: scoreOf(`${punctuated} ${start}`, 0.9, 0.9999),
        voice: voice.model,
        language: voice.language.slice(0, 2),
      };
    });
  });
}

/** Where there is sound: between pauses. */
function soundsIn({ frames, length }: Remembered): Span[] {
  const floor = loudest({ values: frames, from: 0 }, length) - RANGE;
  const spans: Span[] = [];
  let silent = GAP;
  for (let frame = QUIET; frame < length - QUIET; frame += 1) {
    if (loudest({ values: frames, from: frame }, 1) <= floor) {
      silent += 1;
      continue;
    }
    const before = spans.pop();
    if (before === undefined) spans.push({ from: frame, to: frame + 1 });
    else if (silent < GAP) spans.push({ from: before.from, to: frame + 1 });
    else spans.push(before, { from: frame, to: frame + 1 });
    silent = 0;
  }
  return spans;
}
