import assert from 'node:assert/strict';
import { DeepgramError } from '../../src/client/errors.js';
import { createRefusals } from '../../src/node-red/refusals.js';

describe('refusals of a live session', () => {
  const refused = (status = 401) => new DeepgramError('AUTH', 'AUTH', {}, { status });

  function noted(times: number, error = refused()) {
    const clock = { now: 0 };
    const refusals = createRefusals(() => clock.now);
    for (let count = 0; count < times; count++) refusals.note('/a', error);
    return { refusals, clock };
  }

  it('after two the same may be asked for at once', () => {
    noted(2).refusals.check('/a');
  });

  it('after three it is refused here, in the words of the last one; something else is not', () => {
    const error = refused();
    const { refusals } = noted(3, error);
    assert.throws(
      () => refusals.check('/a'),
      (thrown) => thrown === error,
    );
    refusals.check('/b');
  });

  it('ten seconds later it may be asked for once; the next refusal begins ten seconds more', () => {
    const { refusals, clock } = noted(3);
    clock.now = 9_999;
    assert.throws(() => refusals.check('/a'));
    clock.now = 10_000;
    refusals.check('/a');
    refusals.note('/a', refused());
    clock.now = 19_999;
    assert.throws(() => refusals.check('/a'));
  });

  it('what is granted once has never been refused', () => {
    const { refusals } = noted(3);
    refusals.forget('/a');
    refusals.check('/a');
  });

  it('a lost connection and a server that may be asked again are no refusals', () => {
    for (const cause of [{}, { status: 503, retryable: true }]) {
      noted(9, new DeepgramError('SERVER', 'SERVER', {}, cause)).refusals.check('/a');
    }
  });

  it('the hundred latest are remembered, and no more', () => {
    const { refusals } = noted(3);
    for (let count = 0; count < 100; count++) refusals.note(`/${count}`, refused());
    refusals.check('/a');
  });
});
