import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { keepMessage, restoreMessage } from '../../src/callback/keep-message.js';

const again = (message: Record<string, unknown>) => restoreMessage(keepMessage(message, 1e6).json);

describe('a message that is kept with a job', () => {
  const values: Record<string, unknown> = {
    text: 'Grüße 👋',
    number: 1.5,
    nothing: null,
    yes: true,
    list: [1, 'two', null, { three: 3 }],
    inside: { deep: { deeper: [Buffer.from('raw')] } },
    buffer: Buffer.from([0, 1, 255]),
    empty: Buffer.alloc(0),
    date: new Date('2026-11-21T08:00:00.123Z'),
    bytes: new Uint8Array([1, 2, 3]),
    floats: new Float32Array([0.5, -1]),
    words: new Uint16Array([1, 65535]),
    big: 12345678901234567890n,
    bigs: new BigInt64Array([-1n]),
    infinite: Number.NEGATIVE_INFINITY,
  };
  for (const [name, value] of Object.entries(values)) {
    it(`comes back with what it was: ${name}`, () => assert.deepStrictEqual(again({ value }), { value }));
  }

  it('comes back with a date that is none, and with NaN', () => {
    const { date, number } = again({ date: new Date(Number.NaN), number: Number.NaN });
    assert.ok(date instanceof Date && Number.isNaN(date.getTime()));
    assert.ok(Number.isNaN(number));
  });

  it('keeps a Buffer that is a window of a larger one without what is around it', () => {
    const { json } = keepMessage({ value: Buffer.from('secret public secret').subarray(7, 13) }, 1e6);
    assert.deepEqual(restoreMessage(json), { value: Buffer.from('public') });
    assert.doesNotMatch(json, new RegExp(Buffer.from('secret').toString('base64').slice(0, 6)));
  });

  it('drops functions, streams, req, res and cycles, and says which', () => {
    const cycle: Record<string, unknown> = { name: 'cycle' };
    cycle.self = cycle;
    const message = {
      payload: 'stays',
      req: { socket: 1 },
      res: { _res: 2 },
      act: () => 1,
      stream: Readable.from([]),
      cycle,
      list: [1, () => 2],
      inner: { req: 'is no connection here' },
    };
    const { json, dropped } = keepMessage(message, 1e6);
    assert.deepEqual(dropped, ['req', 'res', 'act', 'stream', 'cycle.self', 'list[1]']);
    assert.deepEqual(restoreMessage(json), {
      payload: 'stays',
      cycle: { name: 'cycle' },
      list: [1, null],
      inner: { req: 'is no connection here' },
    });
  });

  it('keeps the same object in two places, which is no cycle', () => {
    const shared = { one: 1 };
    assert.deepEqual(again({ here: shared, there: shared }), { here: shared, there: shared });
  });

  it('is not broken by getters and proxies that throw', () => {
    const hostile = new Proxy({}, { ownKeys: () => assert.fail('no') });
    const message = {
      get bad(): string {
        throw new Error('no');
      },
      hostile,
      payload: 1,
    };
    const { json, dropped } = keepMessage(message, 1e6);
    assert.deepEqual(restoreMessage(json), { payload: 1 });
    assert.deepEqual(dropped, ['bad', 'hostile']);
  });

  it('can’t be made to pollute a prototype', () => {
    const message = JSON.parse('{"__proto__":{"polluted":1},"inner":{"__proto__":{"polluted":1}}}');
    again(message);
    assert.equal(({} as { polluted?: number }).polluted, undefined);
  });

  it('comes back as it was, whatever JSON it holds, also names like our own marks', () => {
    const name = fc.oneof(
      fc.string(),
      fc.constantFrom('\u0000type', '\u0000type\u0000type', 'text', '__proto__'),
    );
    const value = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.uint8Array().map((bytes) => Buffer.from(bytes)),
        fc.date({ noInvalidDate: true }),
        fc.array(tie('tree')),
        fc.dictionary(name, tie('tree'), { noNullPrototype: true }),
      ),
    })).tree;
    fc.assert(fc.property(value, (payload) => assert.deepStrictEqual(again({ payload }), { payload })));
  });

  it('drops what shows nothing of what it holds, and says so', () => {
    const message = {
      map: new Map([[1, 2]]),
      set: new Set([1]),
      fault: new Error('x'),
      at: new URL('http://x'),
    };
    assert.deepEqual(keepMessage({ ...message, payload: 1 }, 1e6).dropped, ['map', 'set', 'fault', 'at']);
  });

  it('is refused when it is too large, before it is written', () => {
    const large = Buffer.alloc(512 * 1024 * 1024);
    const started = performance.now();
    for (const value of [large, 'x'.repeat(1001), Array(1001).fill({}), { ['x'.repeat(1001)]: 1 }]) {
      assert.throws(() => keepMessage({ value }, 1000), RangeError);
    }
    let shared: unknown = 'x';
    for (let level = 0; level < 40; level++) shared = [shared, shared];
    assert.throws(() => keepMessage({ shared }, 1000), RangeError);
    assert.ok(performance.now() - started < 1000);
  });

  it('is refused when it nests beyond all measure', () => {
    let deep: object = {};
    for (let level = 0; level < 100_000; level++) deep = { deep };
    assert.throws(() => keepMessage({ deep }, 1e9), RangeError);
  });
});
