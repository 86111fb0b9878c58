import assert from 'node:assert/strict';
import type { Task, Words } from '../../src/node-red/input.js';
import type { Message } from '../../src/node-red/runtime.js';
import { type IncomingSequence, openSequences, partOf } from '../../src/node-red/sequences.js';
import type { Outgoing } from '../../src/node-red/transcribe-message.js';

const PATIENCE = 60_000;
const UNREADABLE = new Error('unreadable');

/** A sequence that has begun, which ends when the test says so. */
interface Begun extends IncomingSequence {
  succeed(): void;
  fail(error: unknown): void;
}

/** A part on its way: what has become of its message, and how to cancel that. */
interface Sent {
  readonly ended: Promise<Words>;
  readonly outputs: Message[];
  cancel(): void;
}

describe('the parts of a sequence', () => {
  let begun: Begun[];
  let takePart: ReturnType<typeof openSequences>;

  beforeEach(() => {
    begun = [];
    takePart = openSequences(
      (incoming) =>
        new Promise<Outgoing>((resolve, reject) => {
          const succeed = () => resolve({ message: incoming.message(), words: () => 'done' });
          begun.push({ ...incoming, succeed, fail: reject });
        }),
    );
  });

  /** Sends a part, which is `payload` unless it is read otherwise. */
  function post(
    index: number,
    read: () => Promise<unknown> = async () => Buffer.of(index),
    count?: number,
  ): Sent {
    const abort = new AbortController();
    const outputs: Message[] = [];
    const message: Message = { n: index, parts: { id: 'one', index, type: 'buffer', count } };
    const send = (output: Message | (Message | null)[]) => void outputs.push(output as Message);
    const task: Task = { message, send, signal: abort.signal, follow: () => () => undefined };
    const part = partOf(message);
    assert.ok(part);
    const ended = takePart(part, task, read, PATIENCE);
    ended.catch(() => undefined);
    return { ended, outputs, cancel: () => abort.abort() };
  }

  const fails = async () => Promise.reject(UNREADABLE);

  /** Waits until so many sequences have begun. */
  async function untilBegun(count: number): Promise<Begun> {
    while (begun.length < count) await new Promise(setImmediate);
    const newest = begun.at(-1);
    assert.ok(newest && begun.length === count);
    return newest;
  }

  /** The bytes of a sequence that has ended. */
  async function audioOf({ chunks }: IncomingSequence): Promise<number[]> {
    const bytes: number[] = [];
    for await (const chunk of chunks) bytes.push(...chunk);
    return bytes;
  }

  it('that come when it was cancelled are let go, also before its request has ended', async () => {
    const first = post(0);
    const { signal, fail } = await untilBegun(1);
    first.cancel();
    assert.ok(signal.aborted);
    const second = post(1);
    assert.equal(await second.ended, undefined);
    fail(signal.reason);
    await assert.rejects(first.ended, { name: 'AbortError' });
    assert.equal(await post(2, undefined, 3).ended, undefined);
    assert.equal(begun.length, 1);
  });

  it('begin it anew with the first one when it was cancelled, also before its request has ended', async () => {
    const cancelled = post(0);
    const old = await untilBegun(1);
    cancelled.cancel();
    const first = post(0);
    const { succeed, ...sequence } = await untilBegun(2);
    old.fail(old.signal.reason);
    await assert.rejects(cancelled.ended, { name: 'AbortError' });
    const last = post(1, undefined, 2);
    assert.equal(await first.ended, undefined);
    assert.deepEqual(await audioOf(sequence), [0, 1]);
    succeed();
    assert.equal((await last.ended)?.(), 'done');
    assert.deepEqual(last.outputs, [{ n: 1 }]);
  });

  for (const index of [1, 2]) {
    const which = index === 1 ? 'in its middle' : 'at its end';
    it(`of which one ${which} can't be read fail once, as that one`, async () => {
      const first = post(0);
      const { signal, fail } = await untilBegun(1);
      const between = index === 1 ? [] : [post(1)];
      const unreadable = post(index, fails, 3);
      await assert.rejects(unreadable.ended, UNREADABLE);
      assert.equal(signal.reason, UNREADABLE, 'it does not go on with a gap');
      fail(signal.reason);
      for (const { ended } of [first, ...between, post(index + 1), post(index + 2, fails)])
        assert.equal(await ended, undefined);
      assert.equal(begun.length, 1);
    });
  }

  it('of which the first one can’t be read fail once, and never begin', async () => {
    await assert.rejects(post(0, fails).ended, UNREADABLE);
    for (const sent of [post(1), post(2, fails), post(3, undefined, 4)])
      assert.equal(await sent.ended, undefined);
    assert.equal(begun.length, 0);
  });

  for (const index of [0, 1]) {
    it(`of which number ${index} is cancelled while it is read are let go, without output`, async () => {
      const before = index === 0 ? [] : [post(0)];
      const sequence = index === 0 ? undefined : await untilBegun(1);
      let give = (_audio: Buffer) => {};
      const late = post(index, () => new Promise((resolve) => (give = resolve)));
      const next = post(index + 1);
      late.cancel();
      give(Buffer.of(index));
      await assert.rejects(late.ended, { name: 'AbortError' });
      for (const { ended } of [...before, next, post(index + 2, undefined, index + 3)])
        assert.equal(await ended, undefined);
      assert.equal(sequence?.signal.aborted, sequence && true);
      assert.equal(begun.length, index);
    });
  }

  it('are read one after another, however long one takes', async () => {
    let give = (_audio: Buffer) => {};
    const first = post(0, () => new Promise((resolve) => (give = resolve)));
    const last = post(1, undefined, 2);
    give(Buffer.of(0));
    const sequence = await untilBegun(1);
    assert.deepEqual(await audioOf(sequence), [0, 1]);
    sequence.succeed();
    assert.equal(await first.ended, undefined);
    assert.equal((await last.ended)?.(), 'done');
  });
});
