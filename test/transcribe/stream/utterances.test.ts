import assert from 'node:assert/strict';
import { MOST_FINALS, openUtterances } from '../../../src/transcribe/stream/utterances.js';
import { heard } from './heards.js';

describe('utterances', () => {
  it('of final results leave as they come, each with the utterance so far', () => {
    const utterances = openUtterances('final');
    const said = [heard('one'), heard('two', { isSpeechFinal: true }), heard('three')];
    assert.deepEqual(
      said.map((one) => utterances.add(one)?.utterance),
      ['one', 'one two', 'three'],
    );
    assert.deepEqual(utterances.end(), []);
  });

  it('leave out interim results where they are not wanted, and those that say nothing', () => {
    const interim = heard('one', { isFinal: false });
    assert.equal(openUtterances('final').add(interim), undefined);
    assert.equal(openUtterances('utterance').add(interim), undefined);
    assert.equal(openUtterances('all').add(interim)?.utterance, 'one');
    for (const emit of ['final', 'utterance', 'all'] as const)
      assert.equal(openUtterances(emit).add(heard('')), undefined);
  });

  it('grow with interim results, which are replaced by the next', () => {
    const utterances = openUtterances('all');
    const said = ['one', '', 'two', 'two three'].map((text, index) => heard(text, { isFinal: index === 0 }));
    assert.deepEqual(
      said.map((one) => utterances.add(one)?.utterance),
      ['one', undefined, 'one two', 'one two three'],
    );
  });

  it('are joined of their final results, with all words, from the first to the last', () => {
    const utterances = openUtterances('utterance');
    const first = heard('one two', { start: 1, confidence: 0.9, speaker: 3 });
    const last = heard('three', { start: 4, confidence: 0.5, isSpeechFinal: true, speaker: 1 });
    assert.equal(utterances.add(first), undefined);
    assert.deepEqual(utterances.add(last), {
      ...last,
      transcript: 'one two three',
      utterance: 'one two three',
      ...{ start: 1, duration: 4, confidence: 0.7, speaker: 3 },
      words: [...first.words, ...last.words],
    });
    assert.deepEqual(utterances.end(), []);
  });

  it('of one result are that result', () => {
    const utterances = openUtterances('utterance');
    const one = heard('one');
    utterances.add(one);
    assert.deepEqual(utterances.end(), [{ ...one, isSpeechFinal: true, utterance: 'one' }]);
  });

  it('have no confidence where no result has one', () => {
    const utterances = openUtterances('utterance');
    utterances.add(heard('one', { confidence: undefined }));
    utterances.add(heard('two', { confidence: undefined }));
    assert.equal(utterances.end()[0]?.confidence, undefined);
  });

  it('end with an empty result, with what was asked for, and when told', () => {
    const utterances = openUtterances('utterance');
    utterances.add(heard('one'));
    assert.equal(utterances.add(heard('', { isSpeechFinal: true }))?.transcript, 'one');
    utterances.add(heard('two'));
    assert.equal(utterances.add(heard('three', { isFinalized: true }))?.transcript, 'two three');
    utterances.add(heard('four'));
    assert.deepEqual(
      utterances.end(0).map(({ transcript }) => transcript),
      ['four'],
    );
  });

  it('are kept apart by their channels', () => {
    const utterances = openUtterances('utterance');
    utterances.add(heard('left', { channel: 0, channels: 2 }));
    utterances.add(heard('right', { channel: 1, channels: 2 }));
    assert.deepEqual(
      utterances.end(1).map(({ transcript }) => transcript),
      ['right'],
    );
    assert.deepEqual(utterances.end(1), []);
    assert.deepEqual(
      utterances.end().map(({ transcript }) => transcript),
      ['left'],
    );
  });

  for (const emit of ['final', 'utterance', 'all'] as const)
    it(`without a pause come to an end nevertheless, where ${emit} is to leave`, () => {
      const utterances = openUtterances(emit);
      const left = Array.from({ length: MOST_FINALS * 3 }, () => utterances.add(heard('more')));
      const longest = Math.max(...left.map((one) => one?.utterance.length ?? 0));
      assert.equal(longest, MOST_FINALS * 'more '.length - 1);
      if (emit === 'utterance') assert.equal(left.filter((one) => one !== undefined).length, 3);
    });

  it('keep nothing of silence', () => {
    const utterances = openUtterances('utterance');
    for (let count = 0; count < MOST_FINALS * 2; count += 1)
      assert.equal(utterances.add(heard('')), undefined);
    utterances.add(heard('one'));
    assert.equal(utterances.end()[0]?.transcript, 'one');
  });
});
