import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { fromKept } from '../../src/announce/cache/from-kept.js';
import { openSpeechCache, type SpeechCache } from '../../src/announce/cached-speech.js';
import type { Account } from '../../src/client/account.js';
import { DeepgramError } from '../../src/client/errors.js';
import type { Progress } from '../../src/client/rest.js';
import { speak } from '../../src/speak/speak.js';
import { context, listen, openTestAccount, sentence, useFolder } from '../helpers/announce-cache.js';
import { keptFor } from '../helpers/announce-sounds.js';

const MB = 1024 * 1024;

describe('cached speech', () => {
  const folder = useFolder();
  let emulator: Emulator;
  let account: Account;
  let cache: SpeechCache;
  // Each of them would end Node-RED.
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);

  before(async () => {
    process.on('unhandledRejection', note);
    emulator = await startEmulator();
    account = openTestAccount(emulator);
  });
  after(async () => {
    process.off('unhandledRejection', note);
    assert.deepEqual(unhandled, []);
    await account.close();
    await emulator.close();
  });
  beforeEach(() => {
    emulator.clearFaults();
    cache = openSpeechCache(folder(), 20 * MB);
  });

  const asked = () => emulator.requests.length;

  for (const place of ['memory', 'disk'] as const) {
    describe(`in ${place}`, () => {
      const say = (text: string, more = {}) => cache.say(place, account, sentence(text), context(more));

      it('is asked for once, and sounds as it did', async () => {
        const before = asked();
        const first = await say('The washing machine is done.');
        const audio = await listen(first);
        const again = await say('The washing machine is done.');
        assert.ok((await listen(again)).equals(audio));
        assert.equal(asked(), before + 1);
        const fresh = await listen(await speak(account, sentence('The washing machine is done.'), context()));
        assert.ok(fresh.equals(audio));
      });

      it('tells the same of it as the first time, that it was cached, and its own times', async () => {
        const first = await say('Somebody is at the door.');
        await listen(first);
        const again = await say('Somebody is at the door.');
        assert.deepEqual([again.format, again.contentType], [first.format, first.contentType]);
        assert.equal(again.describe().totalMs, undefined);
        await listen(again);
        const { firstByteMs: _first, totalMs: _total, ...rest } = first.describe();
        const { firstByteMs, totalMs, ...told } = again.describe();
        assert.deepEqual(told, { ...rest, cached: true, requests: 0 });
        assert.equal(told.requestId, emulator.requests.at(-1)?.requestId);
        assert.ok(firstByteMs >= 0 && Number(totalMs) >= firstByteMs);
      });

      it('is one request when ten say it at once, and each hears it from the first byte on', async () => {
        const before = asked();
        const held = emulator.fault({ kind: 'hold', afterBytes: 1500 });
        const saying = Promise.all(Array.from({ length: 10 }, () => say('All together now.')));
        await held.reached;
        const speeches = await saying;
        const heard = speeches.map(({ audio }) => audio[Symbol.asyncIterator]());
        const firsts = await Promise.all(heard.map((chunks) => chunks.next()));
        const late = (await say('All together now.')).audio[Symbol.asyncIterator]();
        assert.ok((await late.next()).value.equals(firsts[0]?.value));
        held.release();
        const rests = await Promise.all(
          [...heard, late].map((chunks) => listen({ audio: { [Symbol.asyncIterator]: () => chunks } })),
        );
        assert.equal(asked(), before + 1);
        assert.ok(rests.every((rest) => rest.length > 1000 && rest.equals(rests[0] ?? Buffer.alloc(0))));
        const told = speeches.map((speech) => speech.describe());
        assert.deepEqual(
          told.map(({ requests, cached }) => [requests, cached]),
          [[1, undefined], ...Array.from({ length: 9 }, () => [0, true])],
        );
      });

      it('is not changed by a flow that writes into what it got, first, shared or again', async () => {
        const text = 'Nobody scribbles on this.';
        const fresh = await listen(await speak(account, sentence(text), context()));
        const scribbled = async (speech: Awaited<ReturnType<typeof say>>) => {
          const chunks: Buffer[] = [];
          for await (const chunk of speech.audio) {
            chunks.push(Buffer.from(chunk));
            chunk.fill(0);
          }
          return Buffer.concat(chunks);
        };
        const together = await Promise.all([say(text), say(text)]);
        const heard = await Promise.all(together.map(scribbled));
        heard.push(await scribbled(await say(text)), await scribbled(await say(text)));
        for (const audio of heard) assert.ok(audio.equals(fresh));
      });

      it('goes on for the others when one of them is cancelled, even who asked first', async () => {
        const held = emulator.fault({ kind: 'hold', afterBytes: 1500 });
        const abort = new AbortController();
        const first = await say('One of us leaves.', { signal: abort.signal });
        const second = await say('One of us leaves.');
        const cancelled = listen(first);
        const kept = listen(second);
        const reason = new Error('not wanted any more');
        abort.abort(reason);
        await assert.rejects(cancelled, reason);
        held.release();
        const before = asked();
        assert.ok((await listen(await say('One of us leaves.'))).equals(await kept));
        assert.equal(asked(), before);
      });

      it('is aborted when the last one has gone, in each phase, and asked for anew by the next', async () => {
        for (const phase of [{ kind: 'hold' }, { kind: 'hold', afterBytes: 1500 }] as const) {
          const held = emulator.fault(phase);
          const aborts = [new AbortController(), new AbortController()];
          const saying = aborts.map(async ({ signal }) => listen(await say('All of us leave.', { signal })));
          for (const each of saying) each.catch(() => undefined);
          await held.reached;
          const before = asked();
          for (const abort of aborts) abort.abort();
          await emulator.waitForAbort(({ requestId }) => requestId === emulator.requests.at(-1)?.requestId);
          await Promise.allSettled(saying);
          emulator.clearFaults();
          const again = await say('All of us leave.');
          assert.equal(again.describe().requests, 1);
          await listen(again);
          assert.equal(asked(), before + 1);
          await cache.empty();
        }
      });

      it('is aborted when who hears it stops in the middle', async () => {
        emulator.fault({ kind: 'hold', afterBytes: 1500 });
        for await (const _ of (await say('Enough of it.')).audio) break;
        await emulator.waitForAbort(({ requestId }) => requestId === emulator.requests.at(-1)?.requestId);
      });

      it('fails for all who share it, each with an error of its own, and is not kept', async () => {
        const failures = [
          { kind: 'status', status: 402 },
          { kind: 'reset', afterBytes: 1500 },
          { kind: 'cut', afterBytes: 1500 },
          { kind: 'empty' },
        ] as const;
        for (const fault of failures) {
          const text = `This one fails by ${fault.kind}.`;
          emulator.fault(fault);
          const saying = [1, 2, 3].map(async () => listen(await say(text)));
          const errors = (await Promise.allSettled(saying)).map((outcome) =>
            outcome.status === 'rejected' ? outcome.reason : assert.fail('it is not whole'),
          );
          assert.equal(new Set(errors).size, 3);
          assert.equal(new Set(errors.map((error) => (error as DeepgramError).cause)).size, 3);
          for (const error of errors) {
            assert.ok(error instanceof DeepgramError);
            assert.deepEqual([error.code, error.reason], [errors[0].code, errors[0].reason]);
          }
          const before = asked();
          assert.equal((await say(text).then(async (speech) => listen(speech))).length > 1000, true);
          assert.equal(asked(), before + 1, 'the next one asks anew');
        }
      });

      it('is said when Deepgram can no longer be reached', async () => {
        const another = await startEmulator();
        const lost = openTestAccount(another);
        const audio = await listen(await cache.say(place, lost, sentence('Still here.'), context()));
        await another.close();
        assert.ok(
          (await listen(await cache.say(place, lost, sentence('Still here.'), context()))).equals(audio),
        );
        await assert.rejects(
          cache.say(place, lost, sentence('Never said.'), context()),
          (error: DeepgramError) => error.code === 'NETWORK',
        );
        await lost.close();
      });

      it('is kept whole where it was spoken in pieces', async () => {
        const text = 'A sentence among many others. '.repeat(100).trim();
        assert.ok(text.length > 2000);
        const first = await say(text);
        const audio = await listen(first);
        assert.equal(first.describe().requests, 2);
        const before = asked();
        const again = await say(text);
        assert.ok((await listen(again)).equals(audio));
        assert.equal(again.describe().requests, 0);
        const { duration, characters } = first.describe();
        assert.deepEqual([again.describe().duration, again.describe().characters], [duration, characters]);
        assert.equal(asked(), before);
      });

      it('does not get round the limit of who refuses long text', async () => {
        const text = 'A sentence among many others. '.repeat(100).trim();
        await listen(await say(text));
        await assert.rejects(
          cache.say(place, account, sentence(text, { longText: 'refuse' }), context()),
          (error: DeepgramError) => error.code === 'TOO_LARGE',
        );
      });

      it('is shared by accounts with other keys of the same server', async () => {
        const other = openTestAccount(emulator, { key: 'another-key' });
        const audio = await listen(await say('The same for all keys.'));
        assert.ok(
          (await listen(await cache.say(place, other, sentence('The same for all keys.'), context()))).equals(
            audio,
          ),
        );
        await other.close();
      });

      it('is not shared on its way with an account that is refused', async () => {
        const other = openTestAccount(emulator, { key: 'wrong-key' });
        const saying = [account, other].map(async (each) =>
          listen(await cache.say(place, each, sentence('Only one may.'), context())),
        );
        const outcomes = await Promise.allSettled(saying);
        assert.deepEqual(
          outcomes.map(({ status }) => status),
          ['fulfilled', 'rejected'],
        );
        await other.close();
      });

      it('tells everybody who waits what the request is doing, also who came later', async () => {
        const held = emulator.fault({ kind: 'hold' });
        const told: Progress['state'][][] = [[], []];
        const following = (states: Progress['state'][] = []) => ({
          follow: () => (progress: Progress) => void states.push(progress.state),
        });
        const first = say('Tell us.', following(told[0]));
        await held.reached;
        const second = say('Tell us.', following(told[1]));
        assert.deepEqual(told, [['working'], ['working']]);
        held.release();
        await Promise.all([listen(await first), listen(await second)]);
        assert.deepEqual(told, [
          ['working', 'ended'],
          ['working', 'ended'],
        ]);
      });

      it('is emptied, and says what that was', async () => {
        const audio = await Promise.all(
          ['One.', 'Two.', 'Three.'].map(async (text) => listen(await say(text))),
        );
        // What is said again has been kept by then.
        const bytes = audio.reduce((sum, { length }) => sum + length, 0);
        assert.deepEqual(await cache.empty(), { entries: 3, bytes });
        assert.deepEqual(await cache.empty(), { entries: 0, bytes: 0 });
        const before = asked();
        await listen(await say('One.'));
        assert.equal(asked(), before + 1);
      });
    });
  }

  it('comes in pieces of a sensible size', async () => {
    const kept = keptFor('long', 100_000);
    const chunks: Buffer[] = [];
    for await (const chunk of fromKept(kept).audio) chunks.push(chunk);
    assert.deepEqual(
      chunks.map(({ length }) => length),
      [32_768, 32_768, 32_768, 1696],
    );
    assert.ok(Buffer.concat(chunks).equals(kept.audio));
  });

  it('is kept in both places when it is asked for in both at once', async () => {
    const say = (place: 'memory' | 'disk') => cache.say(place, account, sentence('In both.'), context());
    const before = asked();
    await Promise.all([say('memory'), say('disk')].map(async (speech) => listen(await speech)));
    assert.equal(asked(), before + 1);
    const { entries } = await cache.empty();
    assert.equal(entries, 2);
  });

  for (const [kept, asking] of [
    ['memory', 'disk'],
    ['disk', 'memory'],
  ] as const) {
    it(`is said at once from ${kept} while another message waits for Deepgram, to keep it in ${asking}`, async () => {
      const text = `From ${kept}.`;
      const say = (place: 'memory' | 'disk', signal?: AbortSignal) =>
        cache.say(place, account, sentence(text), context(signal && { signal }));
      const audio = await listen(await say(kept));
      await cache.idle();
      const held = emulator.fault({ kind: 'hold' });
      const abort = new AbortController();
      const waiting = say(asking, abort.signal);
      await held.reached;
      const speech = await say(kept);
      assert.ok((await listen(speech)).equals(audio));
      assert.equal(speech.describe().cached, true);
      const end = assert.rejects(waiting);
      abort.abort();
      await end;
    });
  }

  it('is not kept when the text has more than 10,000 characters', async () => {
    emulator.fault({ kind: 'huge', bytes: 2000, times: Number.POSITIVE_INFINITY });
    const raw = { parameters: { encoding: 'linear16', container: 'none' } };
    const requestsFor = async (text: string) => {
      const before = asked();
      await listen(await cache.say('memory', account, sentence(text, raw), context()));
      return asked() - before;
    };
    const text = 'Word '.repeat(2000);
    assert.deepEqual([await requestsFor(text), await requestsFor(text)], [5, 0]);
    assert.deepEqual([await requestsFor(`${text}!`), await requestsFor(`${text}!`)], [6, 6]);
  });

  describe('larger than a quarter of the bound', () => {
    beforeEach(() => {
      cache = openSpeechCache(folder(), 64 * 1024);
    });
    const say = (more = {}) => cache.say('disk', account, sentence('Too much.'), context(more));

    it('is not kept, nor joined any more, and heard whole by who has begun', async () => {
      emulator.fault({ kind: 'huge', bytes: MB, times: 3 });
      const [first, second] = await Promise.all([say(), say()]);
      const fast = await listen(first);
      const before = asked();
      assert.equal((await listen(await say())).length, MB);
      assert.equal(asked(), before + 1);
      assert.ok((await listen(second)).equals(fast), 'a slow one misses nothing');
      assert.deepEqual(await cache.empty(), { entries: 0, bytes: 0 });
    });
  });
});
