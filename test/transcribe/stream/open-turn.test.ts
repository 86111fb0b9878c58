import assert from 'node:assert/strict';
import { createOpenTurn } from '../../../src/transcribe/stream/open-turn.js';
import { heard } from './heards.js';

const update = (text: string) => heard(text, { isFinal: false, turn: 3, event: 'Update' });

describe('an open turn', () => {
  it('ends with what was heard of it last', () => {
    const turn = createOpenTurn();
    turn.add(update('one'));
    turn.add(update('one two'));
    const { transcript, isFinal, isSpeechFinal, turn: number } = turn.end() ?? assert.fail();
    assert.deepEqual([transcript, isFinal, isSpeechFinal, number], ['one two', true, true, 3]);
    assert.equal(turn.end(), undefined);
  });

  it('is none once it has ended, before anything was said, and elsewhere than in Flux', () => {
    const turn = createOpenTurn();
    turn.add(update('one'));
    turn.add(heard('one', { turn: 3, event: 'EndOfTurn' }));
    assert.equal(turn.end(), undefined);
    turn.add(update(''));
    assert.equal(turn.end(), undefined);
    turn.add(heard('one', { isFinal: false }));
    assert.equal(turn.end(), undefined);
  });

  it('that is heard again in part leaves what is not', () => {
    const turn = createOpenTurn();
    turn.add(update('one two three'));
    const { transcript, duration, isFinal, isSpeechFinal } = turn.rewind(1.8) ?? assert.fail();
    assert.deepEqual([transcript, duration, isFinal, isSpeechFinal], ['one two', 1.8, true, false]);
    assert.equal(turn.end(), undefined);
  });

  it('that is heard again as a whole leaves nothing', () => {
    const turn = createOpenTurn();
    turn.add(update('one two three'));
    assert.equal(turn.rewind(0), undefined);
    assert.equal(turn.end(), undefined);
  });
});
