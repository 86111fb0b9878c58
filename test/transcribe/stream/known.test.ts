import assert from 'node:assert/strict';
import { createKnown } from '../../../src/transcribe/stream/known.js';
import { heard } from './heards.js';

describe('what is known for good', () => {
  it('is what all channels have heard', () => {
    const known = createKnown();
    assert.equal(known.add(heard('one two', { channel: 0, channels: 2 })), 0);
    assert.equal(known.add(heard('one', { channel: 1, channels: 2 })), 1000);
    assert.equal(known.add(heard('two three', { channel: 1, channels: 2, start: 1 })), 2000);
  });

  it('is not told again: of what is heard again only the new words are left', () => {
    const known = createKnown();
    known.add(heard('one two'));
    const fresh = known.fresh(heard('two three four', { start: 1 }));
    assert.deepEqual([fresh.transcript, fresh.start, fresh.duration], ['three four', 2, 2]);
    assert.deepEqual(
      fresh.words.map(({ word }) => word),
      ['three', 'four'],
    );
  });

  it('is nothing new where all of it was told', () => {
    const known = createKnown();
    known.add(heard('one two'));
    const { transcript, words, duration } = known.fresh(heard('two', { start: 1 }));
    assert.deepEqual([transcript, words, duration], ['', [], 0]);
  });

  it('is told as it was written', () => {
    const known = createKnown();
    known.add(heard('one'));
    const words = ['One,', 'two.'].map((word, at) => ({
      ...{ word: word.slice(0, 3), punctuated_word: word, start: at, end: at + 1 },
    }));
    assert.equal(known.fresh(heard('One, two.', { words, duration: 2 })).transcript, 'two.');
  });

  it('leaves a result alone that begins where it ends, as precisely as a float32 says', () => {
    const known = createKnown();
    known.add(heard('one', { duration: 1.00000012 }));
    const next = heard('two', { start: 1 });
    assert.equal(known.fresh(next), next);
  });

  it('leaves words alone that have no times, and other channels', () => {
    const known = createKnown();
    known.add(heard('one two'));
    const timeless = known.fresh(heard('two', { words: [{ word: 'two' }] }));
    assert.equal(timeless.transcript, 'two');
    const other = heard('one', { channel: 1, channels: 2 });
    assert.equal(known.fresh(other), other);
  });
});
