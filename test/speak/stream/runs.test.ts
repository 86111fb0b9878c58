import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DeepgramError } from '../../../src/client/errors.js';
import { cutRuns, type Run, releaseRuns, textOf } from '../../../src/speak/stream/runs.js';
import { type CountedInput, countedShare } from './shares.js';

const FAILURE = new DeepgramError('NETWORK', 'socketLost');

const inputsOf = (texts: readonly string[]) =>
  texts.map((text, index) => ({ text, ...countedShare(`message ${index}`) }));

describe('runs of text', () => {
  it('are cut so that nothing is lost, and each message is ended once, when its last piece is', () => {
    const texts = fc.array(fc.string({ maxLength: 6 }), { maxLength: 8 });
    const cuts = fc.array(fc.nat({ max: 12 }), { maxLength: 8 });
    fc.assert(
      fc.property(texts, cuts, fc.nat(), (list, lengths, order) => {
        const inputs = inputsOf(list);
        let left: Run<CountedInput>[] = inputs.map(({ text, share }) => ({ text, share }));
        const pieces: Run<CountedInput>[][] = [];
        for (const length of lengths) {
          const [before, behind] = cutRuns(left, length);
          assert.equal(textOf(before) + textOf(behind), textOf(left));
          assert.equal(textOf(before).length, Math.min(length, textOf(left).length));
          pieces.push(before);
          left = behind;
        }
        pieces.push(left);
        assert.equal(pieces.map(textOf).join(''), list.join(''));
        for (let turn = order; pieces.length > 0; turn += 7) {
          const [piece = []] = pieces.splice(turn % pieces.length, 1);
          releaseRuns(piece);
          const waiting = new Set(pieces.flat().map(({ share }) => share.input.name));
          for (const { input } of inputs) assert.equal(input.ends.length, waiting.has(input.name) ? 0 : 1);
        }
      }),
    );
  });

  it('fail with the message that began them; the others are completed', () => {
    const inputs = inputsOf(['one ', 'two ', 'three']);
    releaseRuns(inputs, FAILURE);
    assert.deepEqual(
      inputs.map(({ input }) => input.ends),
      [[FAILURE], [undefined], [undefined]],
    );
  });

  it('tell a message of the first failure only, once all of it is done with', () => {
    const [{ input, share, text } = assert.fail()] = inputsOf(['one two']);
    const [first, rest] = cutRuns([{ text, share }], 3);
    releaseRuns(first, FAILURE);
    assert.deepEqual(input.ends, []);
    releaseRuns(rest, new DeepgramError('TIMEOUT', 'speechStalled'));
    assert.deepEqual(input.ends, [FAILURE]);
  });
});
