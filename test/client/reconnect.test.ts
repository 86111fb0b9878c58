import assert from 'node:assert/strict';
import { DeepgramError } from '../../src/client/errors.js';
import { type Connecting, createReconnector, type Reconnector } from '../../src/client/reconnect.js';

const REFUSED = new DeepgramError('NETWORK', 'connectionLost', {}, { retryable: true });
const UNAUTHORIZED = new DeepgramError('AUTH', 'AUTH', {}, { status: 401 });
/** Draws no time at all. */
const atOnce = () => 0;

const forever = () => new AbortController().signal;
const isGivenUp = ({ code, reason }: DeepgramError) => code === 'CLOSED' && reason === 'socketGaveUp';

/** The wait that is told before the next try, which is not made; `refused` where none would be. */
async function nextWait(reconnector: Reconnector): Promise<number | 'refused'> {
  const abort = new AbortController();
  let waited = 0;
  const tell = (progress: Connecting) => {
    if (progress.state !== 'waiting') return;
    waited = progress.ms;
    abort.abort(REFUSED);
  };
  const open = reconnector.connect(async () => 'socket', abort.signal, tell);
  const isRefused = await open.then(
    () => false,
    (thrown) => thrown !== REFUSED,
  );
  return isRefused ? 'refused' : waited;
}

describe('connections, one after another', () => {
  it('are made at once where nothing has failed', async () => {
    const told: Connecting[] = [];
    const reconnector = createReconnector();
    const socket = await reconnector.connect(
      async () => 'socket',
      forever(),
      (one) => told.push(one),
    );
    assert.equal(socket, 'socket');
    assert.deepEqual(told, [{ state: 'connecting' }]);
    assert.equal(reconnector.isTroubled, false);
  });

  it('are tried again, and say how often and when', async () => {
    const told: Connecting[] = [];
    let tries = 0;
    const open = async () => {
      tries += 1;
      if (tries < 3) throw REFUSED;
      return tries;
    };
    const reconnector = createReconnector(undefined, undefined, () => 0.001);
    assert.equal(await reconnector.connect(open, forever(), (one) => told.push(one)), 3);
    assert.deepEqual(
      told.map((one) => (one.state === 'waiting' ? one.attempt : one.state)),
      ['connecting', 2, 'connecting', 3, 'connecting'],
    );
    assert.equal(reconnector.isTroubled, true);
    reconnector.succeeded();
    assert.equal(reconnector.isTroubled, false);
  });

  it('F22 are not tried again when refused for good', async () => {
    let tries = 0;
    const open = async () => {
      tries += 1;
      throw UNAUTHORIZED;
    };
    await assert.rejects(
      createReconnector().connect(open, forever(), () => undefined),
      UNAUTHORIZED,
    );
    assert.equal(tries, 1);
  });

  it('come back spread evenly over half a second when a thousand are lost together', async () => {
    const waits = await Promise.all(
      Array.from({ length: 1000 }, () => {
        const reconnector = createReconnector();
        reconnector.wasted();
        return nextWait(reconnector);
      }),
    );
    const buckets = new Map<number, number>();
    for (const ms of waits) {
      const bucket = Math.floor(Number(ms) / 100);
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
    }
    const counts = [...buckets.values()];
    assert.equal(counts.length, 5);
    assert.ok(Math.max(...counts) < 280 && Math.min(...counts) > 120, `${counts}`);
  });

  it('F23 are given up after three that were of no use, and said to be', async () => {
    const reconnector = createReconnector(undefined, undefined, atOnce);
    for (let count = 0; count < 3; count += 1) {
      await reconnector.connect(
        async () => 'socket',
        forever(),
        () => undefined,
      );
      reconnector.wasted();
    }
    const isRefused = reconnector.connect(
      () => assert.fail('connected'),
      forever(),
      () => undefined,
    );
    await assert.rejects(isRefused, isGivenUp);
  });

  it('F23 are less than ten a minute to a server that ends each at once, however often it is asked', async () => {
    const reconnector = createReconnector(undefined, undefined, atOnce);
    let clock = 0;
    let connects = 0;
    for (let asked = 0; clock < 60_000; asked += 1) {
      assert.ok(asked < 1000, 'It is asked for without end.');
      // Not waited for, but taken for waited.
      const wait = await nextWait(reconnector);
      if (wait === 'refused') continue;
      clock += wait;
      if (clock >= 60_000) break;
      connects += 1;
      reconnector.wasted();
    }
    assert.ok(connects < 10, `${connects} connects`);
  });

  it('forget what has failed once one was of use', async () => {
    const reconnector = createReconnector();
    for (let count = 0; count < 5; count += 1) {
      reconnector.wasted();
      reconnector.succeeded();
    }
    assert.equal(await nextWait(reconnector), 0);
  });

  it('wait as long as the server asks', async () => {
    const busy = Object.assign(new DeepgramError('RATE_LIMITED', 'RATE_LIMITED', {}, { retryable: true }), {
      wait: 7000,
    });
    const waits: number[] = [];
    const abort = new AbortController();
    const tell = (progress: Connecting) => {
      if (progress.state !== 'waiting') return;
      waits.push(progress.ms);
      abort.abort(REFUSED);
    };
    const refused = createReconnector(undefined, undefined, atOnce).connect(
      () => Promise.reject(busy),
      abort.signal,
      tell,
    );
    await assert.rejects(refused, REFUSED);
    assert.deepEqual(waits, [7000]);
  });

  it('are given up where the server asks for more patience than there is', async () => {
    const busy = Object.assign(new DeepgramError('RATE_LIMITED', 'RATE_LIMITED', {}, { retryable: true }), {
      wait: 121_000,
    });
    const refused = createReconnector().connect(
      () => Promise.reject(busy),
      forever(),
      () => undefined,
    );
    await assert.rejects(refused, busy);
  });

  it('are tried for so long, and then fail with what failed last', async () => {
    let tries = 0;
    const begun = performance.now();
    const open = async () => {
      tries += 1;
      throw REFUSED;
    };
    const refused = createReconnector(undefined, 50, () => 0.005).connect(open, forever(), () => undefined);
    await assert.rejects(refused, REFUSED);
    assert.ok(tries > 1);
    assert.ok(performance.now() - begun >= 50);
  });

  it('are given up when they are no longer wanted', async () => {
    const abort = new AbortController();
    const tell = ({ state }: Connecting) => {
      if (state === 'waiting') abort.abort(UNAUTHORIZED);
    };
    const refused = createReconnector(undefined, undefined, () => 1).connect(
      () => Promise.reject(REFUSED),
      abort.signal,
      tell,
    );
    await assert.rejects(refused, UNAUTHORIZED);
  });
});
