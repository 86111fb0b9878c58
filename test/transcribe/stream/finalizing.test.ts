import assert from 'node:assert/strict';
import { createFinalizing, type Finalizing } from '../../../src/transcribe/stream/finalizing.js';

/** ms; longer than any test. */
const LONG = 60_000;

describe('finalizing', () => {
  let finalizing: Finalizing;
  let done: string[];

  const begin = (patience = LONG) => {
    finalizing = createFinalizing(patience);
    done = [];
  };
  const ask = (name: string, after: number) => finalizing.ask(after).then(() => void done.push(name));

  beforeEach(() => begin());
  afterEach(() => finalizing.settle());

  it('is due when all audio that came before has been sent, once', () => {
    void ask('one', 100);
    assert.deepEqual([finalizing.isDue(99), finalizing.isDue(100)], [false, true]);
    finalizing.asked(100);
    assert.equal(finalizing.isDue(200), false);
  });

  it('is done with the answer of the last channel', async () => {
    const one = ask('one', 0);
    finalizing.asked(0);
    finalizing.answered(0, 2);
    finalizing.answered(0, 2);
    await Promise.resolve();
    assert.deepEqual(done, []);
    finalizing.answered(1, 2);
    await one;
  });

  it('is not done with the answer to an earlier one', async () => {
    const [one, two] = [ask('one', 0), ask('two', 100)];
    finalizing.asked(0);
    finalizing.answered(0, 1);
    await one;
    assert.deepEqual([done, finalizing.isDue(100)], [['one'], true]);
    finalizing.asked(100);
    finalizing.answered(0, 1);
    await two;
  });

  it('is done where no answer comes', async () => {
    begin(10);
    const one = ask('one', 0);
    finalizing.asked(0);
    await one;
  });

  it('is done where no answer comes, however often it is asked for', async () => {
    begin(10);
    let isDone = false;
    const first = ask('first', 0).then(() => {
      isDone = true;
    });
    finalizing.asked(0);
    while (!isDone) {
      void ask('another', 0);
      finalizing.asked(0);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await first;
  });

  it('is asked for again where the socket was lost', async () => {
    const one = ask('one', 100);
    finalizing.asked(100);
    finalizing.again();
    assert.deepEqual([finalizing.isDue(50), finalizing.isDue(100)], [false, true]);
    finalizing.asked(100);
    finalizing.answered(0, 1);
    await one;
  });

  it('is done for all when nothing more is to be waited for', async () => {
    const all = [ask('one', 0), ask('two', 100)];
    finalizing.asked(0);
    finalizing.settle();
    await Promise.all(all);
    assert.equal(finalizing.isDue(1000), false);
  });
});
