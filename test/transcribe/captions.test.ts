import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Answer } from '../../src/transcribe/answer.js';
import { type CaptionFormat, captionsOf } from '../../src/transcribe/captions.js';
import { answer, anyAnswer, channel, word } from './answers.js';
import { type Cue, parseSrt, parseVtt } from './caption-files.js';

const PARSERS: Record<CaptionFormat, (file: string) => Cue[]> = { srt: parseSrt, vtt: parseVtt };
const FORMATS = ['srt', 'vtt'] as const;

async function cues(some: Answer, format: CaptionFormat): Promise<Cue[]> {
  return PARSERS[format](captionsOf(some, format));
}

function wordsOf(texts: Iterable<string>): string[] {
  return [...texts].flatMap((text) => text.split(/\s+/)).filter(Boolean);
}

describe('captions', () => {
  it('are SubRip', async () =>
    assert.equal(
      captionsOf(answer(channel([word('Tea', 0.5), word('& milk?', 1.001)])), 'srt'),
      '1\n00:00:00,500 --> 00:00:01,501\nTea & milk?\n',
    ));
  it('are WebVTT, with its own spelling of what is markup there', async () =>
    assert.equal(
      captionsOf(answer(channel([word('Tea', 0.5), word('& <milk>', 1.001)])), 'vtt'),
      'WEBVTT\n\n00:00:00.500 --> 00:00:01.501\nTea &amp; &lt;milk&gt;\n',
    ));

  for (const format of FORMATS) {
    describe(`as ${format}`, () => {
      it('have eight words at most', async () => {
        const words = Array.from({ length: 20 }, (_, index) => word(`w${index}`, index / 2));
        const texts = (await cues(answer(channel(words)), format)).map(({ text }) => text.split(' ').length);
        assert.deepEqual(texts, [8, 8, 4]);
      });
      it('do not stay on through a pause', async () => {
        const said = await cues(answer(channel([word('One.', 0), word('Two.', 10)])), format);
        assert.deepEqual(said, [
          { start: 0, end: 500, text: 'One.' },
          { start: 10000, end: 10500, text: 'Two.' },
        ]);
      });
      it('name speakers from 1, where they are told apart', async () => {
        const words = [word('Tea?', 0, { speaker: 0 }), word('Please.', 0.5, { speaker: 1 })];
        const said = await cues(answer(channel(words)), format);
        assert.deepEqual(
          said.map(({ speaker, text }) => `${speaker} ${text}`),
          ['Speaker 1 Tea?', 'Speaker 2 Please.'],
        );
      });
      it('are in order of time over channels, which count as speakers', async () => {
        const one = channel([word('Hello?', 0), word('Yes.', 4)]);
        const other = channel([word('Ann?', 2)]);
        const said = await cues(answer(one, other), format);
        assert.deepEqual(
          said.map(({ speaker, text }) => `${speaker} ${text}`),
          ['Speaker 1 Hello?', 'Speaker 2 Ann?', 'Speaker 1 Yes.'],
        );
      });
      it('are shown for a millisecond at least', async () => {
        const said = await cues(answer(channel([word('Oh!', 3, { end: 3 })])), format);
        assert.deepEqual(said, [{ start: 3000, end: 3001, text: 'Oh!' }]);
      });
      it('go on counting hours after a day, and after a hundred of them', async () => {
        const said = await cues(answer(channel([word('One.', 86_400), word('Two.', 360_000.25)])), format);
        assert.deepEqual(said, [
          { start: 86_400_000, end: 86_400_500, text: 'One.' },
          { start: 360_000_250, end: 360_000_750, text: 'Two.' },
        ]);
      });
      it('give way to the next one where words of one channel overlap', async () => {
        const words = [word('Well', 1, { end: 9, speaker: 0 }), word('no.', 2, { speaker: 1 })];
        const said = await cues(answer(channel(words)), format);
        assert.deepEqual(
          said.map(({ start, end }) => [start, end]),
          [
            [1000, 2000],
            [2000, 2500],
          ],
        );
      });
      it('are none, and a valid file, for silence', async () => {
        assert.deepEqual(await cues(answer(channel([])), format), []);
        assert.deepEqual(await cues(answer({}), format), []);
      });

      it('have the words of the answer, whatever of it is missing, and valid times in order', () =>
        fc.assert(
          fc.asyncProperty(anyAnswer, async (some) => {
            const said = await cues(some, format);
            const starts = said.map(({ start }) => start);
            assert.deepEqual(
              starts,
              starts.toSorted((one, other) => one - other),
            );
            const words = some.results.channels
              .flatMap(({ alternatives }) => alternatives?.[0]?.words ?? [])
              .map((each) => each.punctuated_word ?? each.word ?? '');
            const letters = (texts: string[]) => wordsOf(texts).join('').split('').sort().join('');
            assert.equal(letters(said.map(({ text }) => text)), letters(words));
          }),
          { numRuns: 200 },
        ));
    });
  }
});
