import assert from 'node:assert/strict';
import fc from 'fast-check';
import { WebVTTParser } from 'webvtt-parser';
import { captionsOf } from '../../src/transcribe/captions.js';
import { answer, anyAnswer, channel, word } from './answers.js';

/** What a caption shows, without its markup. */
function shown(text: string): string {
  const words = text.replace(/<[^>]*>/g, '');
  return words.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function parse(file: string) {
  const { cues, errors } = new WebVTTParser().parse(file, 'captions');
  assert.deepEqual(errors, [], file);
  return cues.map(({ startTime, endTime, text }) => ({ startTime, endTime, text: shown(text) }));
}

const letters = (texts: readonly string[]) => texts.join('').replace(/\s+/g, '').split('').sort().join('');

describe('captions, as the W3C’s parser of WebVTT reads them', () => {
  it('are captions', () =>
    assert.deepEqual(parse(captionsOf(answer(channel([word('Tea &', 0.5), word('<milk>?', 1)])), 'vtt')), [
      { startTime: 0.5, endTime: 1.5, text: 'Tea & <milk>?' },
    ]));

  it('may be none', () => assert.deepEqual(parse(captionsOf(answer(channel([])), 'vtt')), []));

  it('of a recording of more than a day never go back in time', () => {
    const words = Array.from({ length: 60 }, (_, index) => word(`w${index}`, index * 3600));
    const times = parse(captionsOf(answer(channel(words)), 'vtt')).map(({ startTime }) => startTime);
    assert.deepEqual(
      times,
      words.map(({ start }) => start),
    );
  });

  it('rise, never overlap, and have every word, whatever the answer', () =>
    fc.assert(
      fc.property(anyAnswer, (some) => {
        const cues = parse(captionsOf(some, 'vtt'));
        cues.forEach(({ startTime, endTime }, index) => {
          assert.ok(endTime > startTime);
          const before = cues[index - 1];
          if (!before) return;
          assert.ok(startTime >= before.endTime);
        });
        const words = some.results.channels
          .flatMap(({ alternatives }) => alternatives?.[0]?.words ?? [])
          .map((each) => each.punctuated_word ?? each.word ?? '');
        assert.equal(letters(cues.map(({ text }) => text)), letters(words));
      }),
      { numRuns: 300 },
    ));
});
