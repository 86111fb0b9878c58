import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AUDIO_NAME } from '../../src/announce/serve/audio-file.js';
import { type AudioFetch, createAudioStore, KEPT_MS } from '../../src/announce/serve/audio-store.js';
import { steadyClock } from '../../src/client/clock.js';
import { DeepgramError } from '../../src/client/errors.js';
import { createFakeClock } from '../callback/fake-clock.js';

const MINUTE = 60_000;

function given(limit: number) {
  const time = createFakeClock();
  const store = createAudioStore(limit, time.clock);
  const keep = (size: number, fill = 1) => store.keep(Buffer.alloc(size, fill), 'mp3', 'audio/mpeg').name;
  /** Whether it is there; to look is to use. */
  const has = (name: string) => {
    const fetch = store.fetch(name);
    fetch?.release();
    return fetch !== undefined;
  };
  return { ...time, store, keep, has };
}

const overflow = (reason: string) => (error: unknown) =>
  error instanceof DeepgramError && error.code === 'OVERFLOW' && error.reason === reason;

describe('the store of audio for players', () => {
  it('keeps what it has when the machine is told the time: a Raspberry Pi wakes up in the past', () => {
    const store = createAudioStore(1000, steadyClock);
    const { name } = store.keep(Buffer.alloc(10), 'mp3', 'audio/mpeg');
    const { now } = Date;
    Date.now = () => now() + 30 * 24 * 60 * MINUTE;
    try {
      assert.ok(store.fetch(name));
    } finally {
      Date.now = now;
    }
  });

  it('gives what it keeps a name that nobody can guess, with the extension', () => {
    const { keep, store } = given(1000);
    const names = Array.from({ length: 500 }, () => keep(1));
    assert.equal(new Set(names).size, 500);
    for (const name of names) assert.match(name, AUDIO_NAME);
    assert.match(store.keep(Buffer.alloc(1), 'ulaw', 'audio/mulaw').name, /^[0-9a-f]{32}\.ulaw$/);
  });

  it('keeps a copy: who still has the audio can write into it', () => {
    const { store } = given(1000);
    const block = Buffer.alloc(100, 1);
    const audio = block.subarray(10, 20);
    const { name } = store.keep(audio, 'mp3', 'audio/mpeg');
    audio.fill(9);
    const kept = store.fetch(name)?.file.bytes ?? Buffer.alloc(0);
    assert.deepEqual(kept, Buffer.alloc(10, 1));
    assert.equal(kept.buffer.byteLength, 10, 'nothing larger than the audio is kept with it');
  });

  it('drops the oldest first when it is full', () => {
    const { keep, has } = given(30);
    const [first, second, third] = [keep(10), keep(10), keep(10)];
    assert.ok(has(first ?? ''));
    const fourth = keep(15);
    assert.deepEqual(
      [first, second, third, fourth].map((name = '') => has(name)),
      [false, false, true, true],
    );
  });

  it('never drops what is being fetched, but the next oldest', () => {
    const { keep, has, store } = given(30);
    const [first, second, third] = [keep(10), keep(10), keep(10)];
    const fetch = store.fetch(first ?? '');
    const fourth = keep(20);
    assert.deepEqual(
      [first, second, third, fourth].map((name = '') => has(name)),
      [true, false, false, true],
    );
    fetch?.release();
    keep(10);
    assert.equal(has(first ?? ''), false, 'it can be dropped when it has been fetched');
  });

  it('has no room for audio that is larger than itself, and drops nothing for it', () => {
    const { keep, has } = given(30);
    const name = keep(30);
    assert.throws(() => keep(31), overflow('audioStoreSmall'));
    assert.ok(has(name));
  });

  it('has no room where too much is being fetched, and drops nothing in vain', () => {
    const { keep, has, store } = given(30);
    const [held, idle] = [keep(20), keep(10)];
    const fetches = [store.fetch(held ?? ''), store.fetch(held ?? '')];
    assert.throws(() => keep(11), overflow('audioStoreBusy'));
    assert.ok(has(idle ?? ''));
    fetches[0]?.release();
    fetches[0]?.release();
    assert.throws(() => keep(11), overflow('audioStoreBusy'), 'released twice is released once');
    fetches[1]?.release();
    keep(11);
  });

  it('drops what nobody has used for an hour, and counts from the end of the last fetch', () => {
    const { keep, has, store, turn, alarms } = given(30);
    const [used, unused] = [keep(10), keep(10)];
    turn(30 * MINUTE);
    const fetch = store.fetch(used ?? '');
    turn(2 * KEPT_MS);
    assert.equal(has(unused ?? ''), false);
    fetch?.release();
    turn(KEPT_MS - 1);
    assert.ok(has(used ?? ''));
    turn(KEPT_MS);
    assert.equal(has(used ?? ''), false);
    turn(MINUTE);
    assert.equal(alarms(), 0, 'an empty store waits for nothing');
    keep(30);
    assert.equal(alarms(), 1);
  });

  it('keeps its bound and its promises, whatever comes in which order', () => {
    const LIMIT = 100;
    const event = fc.oneof(
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('keep'), size: fc.nat({ max: 120 }) }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('begin'), size: fc.nat() }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('end'), size: fc.nat() }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait'), size: fc.nat({ max: 40 * MINUTE }) }) },
    );
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 60 }), (events) => {
        const { store, clock, turn } = given(LIMIT);
        /** What a store that keeps its promises has, the oldest first. */
        let model: { name: string; size: number; fill: number; used: number; fetches: AudioFetch[] }[] = [];
        let fill = 0;
        const bytes = () => model.reduce((sum, { size }) => sum + size, 0);
        const expire = () => {
          model = model.filter(({ fetches, used }) => fetches.length > 0 || clock.now() - used < KEPT_MS);
        };
        const gone: string[] = [];
        for (const { kind, size } of events) {
          const before = model;
          const one = model[size % Math.max(1, model.length)];
          if (kind === 'wait') {
            turn(size);
            expire();
          } else if (kind === 'begin' && one) {
            const fetch = store.fetch(one.name);
            assert.ok(fetch, 'what should be there is there');
            one.fetches.push(fetch);
            one.used = clock.now();
          } else if (kind === 'end' && one) {
            const fetch = one.fetches.pop();
            fetch?.release();
            if (fetch) one.used = clock.now();
          } else if (kind === 'keep') {
            const held = model.filter(({ fetches }) => fetches.length > 0);
            const heldBytes = held.reduce((sum, kept) => sum + kept.size, 0);
            fill = (fill % 255) + 1;
            const audio = Buffer.alloc(size, fill);
            if (heldBytes + size > LIMIT) {
              assert.throws(() => store.keep(audio, 'mp3', 'audio/mpeg'), DeepgramError);
            } else {
              const { name } = store.keep(audio, 'mp3', 'audio/mpeg');
              while (bytes() + size > LIMIT)
                model.splice(
                  model.findIndex(({ fetches }) => fetches.length === 0),
                  1,
                );
              model.push({ name, size, fill, used: clock.now(), fetches: [] });
            }
          }
          assert.ok(bytes() <= LIMIT);
          gone.push(...before.filter((kept) => !model.includes(kept)).map(({ name }) => name));
          for (const kept of model) {
            for (const { file } of kept.fetches)
              assert.deepEqual(file.bytes, Buffer.alloc(kept.size, kept.fill));
          }
          for (const name of gone) assert.equal(store.fetch(name), undefined, 'what is dropped is gone');
        }
        for (const kept of model) {
          const fetch = store.fetch(kept.name);
          assert.deepEqual(fetch?.file.bytes, Buffer.alloc(kept.size, kept.fill), 'and nothing else is');
        }
      }),
      { numRuns: 500 },
    );
  });
});
