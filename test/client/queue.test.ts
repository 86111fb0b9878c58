import assert from 'node:assert/strict';
import { createQueue } from '../../src/client/queue.js';

const never = new AbortController().signal;
const nothing = () => undefined;
const turn = () => new Promise(setImmediate);

describe('the queue of an account', () => {
  it('lets in as many as there are places, and the others in order', async () => {
    const queue = createQueue(2, 10);
    const order: number[] = [];
    const leaves: (() => void)[] = [];
    const all = [1, 2, 3, 4].map(async (n) => {
      leaves.push(await queue.enter(never, nothing));
      order.push(n);
    });
    await turn();
    assert.deepEqual(order, [1, 2]);
    leaves[1]?.();
    await turn();
    assert.deepEqual(order, [1, 2, 3]);
    leaves[0]?.();
    await Promise.all(all);
    assert.deepEqual(order, [1, 2, 3, 4]);
  });

  it('gives a place back once, however often it is left', async () => {
    const queue = createQueue(1, 10);
    const leave = await queue.enter(never, nothing);
    leave();
    leave();
    await queue.enter(never, nothing);
    let waits = false;
    void queue.enter(never, () => (waits = true));
    assert.equal(waits, true);
  });

  it('tells those who wait that they do', async () => {
    const queue = createQueue(1, 10);
    const told: string[] = [];
    await queue.enter(never, () => told.push('first'));
    void queue.enter(never, () => told.push('second'));
    assert.deepEqual(told, ['second']);
  });

  it('refuses those over its limit with OVERFLOW', async () => {
    const queue = createQueue(1, 1);
    await queue.enter(never, nothing);
    void queue.enter(never, nothing);
    await assert.rejects(queue.enter(never, nothing), { code: 'OVERFLOW', cause: { retryable: true } });
  });

  it('forgets one that gives up waiting, and goes on with the next', async () => {
    const queue = createQueue(1, 10);
    const leave = await queue.enter(never, nothing);
    const impatient = new AbortController();
    const gaveUp = queue.enter(impatient.signal, nothing);
    const patient = queue.enter(never, nothing);
    impatient.abort(new Error('enough'));
    await assert.rejects(gaveUp, /enough/);
    leave();
    await patient;
  });

  it('does not let in one that had given up before', async () => {
    await assert.rejects(createQueue(1, 1).enter(AbortSignal.abort(new Error('enough')), nothing), /enough/);
  });
});
