import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { createPacer, type Pacer } from '../../src/audio/pacer.js';

interface Left {
  readonly name: number;
  readonly at: number;
}

/** A pacer, and what has left it when. */
function open(ahead: number | undefined): {
  pacer: Pacer;
  left: Left[];
  until(count: number): Promise<void>;
} {
  const changes = new EventEmitter();
  const pacer = createPacer(ahead, () => changes.emit('left'));
  const left: Left[] = [];
  return {
    left,
    pacer: {
      put(ms, leave) {
        pacer.put(ms, leave);
      },
      drop: () => pacer.drop(),
      get waiting() {
        return pacer.waiting;
      },
    },
    async until(count) {
      while (left.length < count) await once(changes, 'left');
    },
  };
}

describe('audio that leaves no faster than it is heard', () => {
  it('leaves as it comes where nothing is said', () => {
    const { pacer, left } = open(undefined);
    for (const name of [1, 2, 3]) pacer.put(1000, () => left.push({ name, at: 0 }));
    assert.deepEqual(
      left.map(({ name }) => name),
      [1, 2, 3],
    );
    assert.equal(pacer.waiting, 0);
  });

  it('is never more than `ahead` ms ahead of real time, and in order', async () => {
    const [ahead, ms, count] = [20, 5, 24];
    const { pacer, left, until } = open(ahead);
    const begun = performance.now();
    for (let name = 0; name < count; name += 1)
      pacer.put(ms, () => left.push({ name, at: performance.now() - begun }));
    assert.equal(left.length, ahead / ms);
    assert.equal(pacer.waiting, ms * count - ahead);
    await until(count);
    assert.deepEqual(
      left.map(({ name }) => name),
      Array.from({ length: count }, (_, name) => name),
    );
    for (const { name, at } of left) assert.ok((name + 1) * ms - at <= ahead + 0.001, `${name} at ${at} ms`);
    assert.equal(pacer.waiting, 0);
  });

  it('leaves when all before it has been heard, where it is longer than `ahead`', async () => {
    const { pacer, left, until } = open(5);
    const begun = performance.now();
    for (const name of [0, 1, 2]) pacer.put(20, () => left.push({ name, at: performance.now() - begun }));
    assert.equal(left.length, 1);
    await until(3);
    for (const { name, at } of left) assert.ok(at >= name * 20 - 0.001, `${name} at ${at} ms`);
  });

  it('lets an end without sound out behind what is before it', async () => {
    const { pacer, left, until } = open(10);
    for (const [name, ms] of [10, 10, 0].entries()) pacer.put(ms, () => left.push({ name, at: 0 }));
    await until(3);
    assert.deepEqual(
      left.map(({ name }) => name),
      [0, 1, 2],
    );
  });

  it('is thrown away, and what comes then leaves at once', async () => {
    const { pacer, left, until } = open(10);
    for (const name of [0, 1, 2]) pacer.put(1000, () => left.push({ name, at: 0 }));
    pacer.drop();
    assert.equal(pacer.waiting, 0);
    pacer.put(10, () => left.push({ name: 3, at: 0 }));
    pacer.put(10, () => left.push({ name: 4, at: 0 }));
    await until(3);
    assert.deepEqual(
      left.map(({ name }) => name),
      [0, 3, 4],
    );
  });

  it('may be thrown away, and followed by more, by one who has just got some', async () => {
    const { pacer, left, until } = open(10);
    pacer.put(10, () => {
      left.push({ name: 0, at: 0 });
      pacer.put(1000, () => left.push({ name: 1, at: 0 }));
      pacer.drop();
      pacer.put(10, () => left.push({ name: 2, at: 0 }));
    });
    await until(2);
    assert.deepEqual(
      left.map(({ name }) => name),
      [0, 2],
    );
  });
});
