import assert from 'node:assert/strict';
import type { Receiver } from '../../src/callback/hands.js';
import type { Job } from '../../src/callback/job.js';
import { type Jobs, openJobs, STREAM_MS, type Submission } from '../../src/callback/jobs.js';
import type { LiveStream, LiveStreams } from '../../src/callback/live-stream.js';
import { createFakeClock } from './fake-clock.js';
import { createMemoryStore } from './memory-store.js';

const MINUTE = 60_000;
const DEADLINE = 60 * MINUTE;

const SUBMISSION: Submission = {
  ...{ submitter: { id: 'stream', flow: 'tab' }, kind: 'stream', form: { property: 'payload' } },
  ...{ message: '{"topic":"mine"}', requestMs: MINUTE },
};

/** One endpoint's jobs, and what has become of them. */
function desk({
  streams,
  instance = 'here',
  store = createMemoryStore(),
  time = createFakeClock(),
  onError = (error) => assert.fail(String(error)),
}: Desk = {}) {
  const missed: string[] = [];
  const ended: LiveStream[] = [];
  const kept: number[] = [];
  const counting = {
    ...store,
    find: (id: string) => store.find(id),
    takeIn(job: Job) {
      kept.push(time.clock.now());
      return store.takeIn(job);
    },
  };
  const jobs = openJobs({
    ...{ store: counting, clock: time.clock, deadline: DEADLINE, instance, ...(streams && { streams }) },
    onMissed: (job) => missed.push(job.id),
    onStreamEnd: (stream) => ended.push(stream),
    onChange: () => undefined,
    onError,
  });
  return { jobs, store, time, missed, ended, kept };
}

interface Desk {
  streams?: LiveStreams;
  instance?: string;
  store?: ReturnType<typeof createMemoryStore>;
  time?: ReturnType<typeof createFakeClock>;
  onError?: (error: unknown) => void;
}

type Ticket = Awaited<ReturnType<Jobs['submit']>>;

/** Takes a result. @returns the state of its job, as whoever takes it sees it */
async function take(jobs: Jobs, ticket: Ticket): Promise<string> {
  let seen = 'nobody';
  const outcome = await jobs.deliver(
    ticket,
    (job): Receiver => ({
      ...{ settles: 'not', leaves: 'settled' },
      hand() {
        seen = job?.state ?? 'unknown';
        return true;
      },
    }),
  );
  return outcome === 'taken' ? seen : outcome;
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('the job of a live stream', () => {
  async function begin(more: Desk = {}) {
    const made = desk(more);
    const ticket = await made.jobs.submit(SUBMISSION);
    await made.jobs.acknowledge(ticket.id, 'request');
    return { ...made, ticket };
  }

  it('takes any number of results, and is not settled by them', async () => {
    const { jobs, ticket } = await begin();
    for (let nth = 0; nth < 10; nth++) assert.equal(await take(jobs, ticket), 'open');
    assert.deepEqual([jobs.waiting(), jobs.streaming()], [[], [SUBMISSION.submitter]]);
    jobs.close();
  });

  it('misses its deadline, which counts from the last result', async () => {
    const { jobs, ticket, time, missed } = await begin();
    for (let nth = 0; nth < 5; nth++) {
      time.turn(DEADLINE - 1);
      await settle();
      assert.equal(await take(jobs, ticket), 'open');
    }
    time.turn(DEADLINE - 1);
    await settle();
    assert.deepEqual(missed, []);
    time.turn(2);
    await settle();
    assert.deepEqual(missed, [ticket.id]);
    assert.equal(await take(jobs, ticket), 'missed', 'what comes nevertheless comes alone');
    assert.equal(await take(jobs, ticket), 'missed');
    jobs.close();
  });

  it('tells its store of results once a minute, not each time', async () => {
    const { jobs, ticket, time, kept } = await begin();
    const { length } = kept;
    for (let second = 0; second < 300; second++) {
      time.turn(1000);
      await take(jobs, ticket);
    }
    assert.equal(kept.length - length, 5);
    jobs.close();
  });

  it('has a token for as long as a stream may last', async () => {
    const { jobs, ticket, time } = await begin();
    assert.ok(ticket.expires - time.clock.now() >= STREAM_MS + DEADLINE);
    jobs.close();
  });

  it('is found again after a restart, with the deadline of its last results', async () => {
    const { jobs, ticket, store, time } = await begin();
    time.turn(DEADLINE - MINUTE);
    await take(jobs, ticket);
    await jobs.close();
    const next = desk({ store, time });
    await next.jobs.takeUp();
    time.turn(DEADLINE - 2 * MINUTE);
    await settle();
    assert.equal(await take(next.jobs, ticket), 'open');
    assert.deepEqual(next.missed, []);
    next.jobs.close();
  });

  it('that came by requests takes late results for ten minutes when its session has ended, and then is gone without a word', async () => {
    const { jobs, ticket, time, missed, ended } = await begin();
    await jobs.finish(ticket.id);
    assert.deepEqual(jobs.streaming(), []);
    time.turn(9 * MINUTE);
    await settle();
    assert.equal(await take(jobs, ticket), 'open');
    assert.equal(ended.length, 0);
    time.turn(2 * MINUTE);
    await settle();
    assert.deepEqual([missed, ended.length], [[], 1]);
    assert.equal(await take(jobs, ticket), 'missed');
    jobs.close();
  });

  for (const [what, first] of [
    ['before', 'disconnect'],
    ['behind', 'finish'],
  ] as const) {
    it(`that came over a WebSocket is settled when that is closed, ${what} the end of its session`, async () => {
      const { jobs, ticket, ended } = await begin();
      const lost: string[] = [];
      assert.equal(await jobs.connect(ticket), true);
      const steps = {
        disconnect: () => jobs.disconnect(ticket.id, ({ id }) => lost.push(id)),
        finish: () => jobs.finish(ticket.id),
      };
      await steps[first]();
      assert.equal(ended.length, 0);
      assert.equal(await take(jobs, ticket), 'open');
      await steps[first === 'finish' ? 'disconnect' : 'finish']();
      assert.equal(ended.length, 1);
      assert.deepEqual(lost, first === 'disconnect' ? [ticket.id] : [], 'lost only while it lives');
      assert.equal(await take(jobs, ticket), 'repeated');
      assert.equal(await jobs.connect(ticket), false);
      jobs.close();
    });
  }

  it('whose session was opened again is settled when the WebSocket of that is closed, however late it comes', async () => {
    const { jobs, ticket, ended } = await begin();
    await jobs.connect(ticket);
    await jobs.disconnect(ticket.id, () => undefined);
    await jobs.acknowledge(ticket.id, 'second request');
    await jobs.finish(ticket.id);
    await jobs.connect(ticket);
    assert.equal(await take(jobs, ticket), 'open');
    await jobs.disconnect(ticket.id, () => assert.fail());
    assert.equal(ended.length, 1);
    jobs.close();
  });

  it('counts a WebSocket once, also where its store fails when that comes', async () => {
    const store = createMemoryStore();
    const find = store.find.bind(store);
    const { jobs, ended } = desk({ store });
    const ticket = await jobs.submit(SUBMISSION);
    store.find = () => Promise.reject(new Error('full'));
    await assert.rejects(jobs.connect(ticket));
    store.find = find;
    await jobs.acknowledge(ticket.id, 'request');
    await jobs.disconnect(ticket.id, () => undefined);
    await jobs.connect(ticket);
    await jobs.finish(ticket.id);
    assert.equal(await take(jobs, ticket), 'open');
    await jobs.disconnect(ticket.id, () => assert.fail());
    assert.equal(ended.length, 1);
    jobs.close();
  });

  it('goes on where its store can’t be told of a deadline, which is tried again a minute later', async () => {
    const store = createMemoryStore();
    const errors: unknown[] = [];
    const { jobs, ticket, time } = await begin({ store, onError: (error) => errors.push(error) });
    const fail = () => Promise.reject(new Error('full'));
    store.find = fail;
    store.takeIn = fail;
    for (let second = 0; second < 150; second++) {
      time.turn(1000);
      assert.equal(await take(jobs, ticket), 'open');
    }
    assert.equal(errors.length, 2);
    jobs.close();
  });

  it('lets go of its session when that has ended', async () => {
    const streams: LiveStreams = new Map();
    const { jobs, ticket } = await begin({ streams });
    await jobs.follow(ticket.id, () => undefined);
    const [stream] = streams.values();
    assert.ok(stream?.follower);
    await jobs.finish(ticket.id);
    assert.equal(stream.follower, undefined);
    jobs.close();
  });

  it('may have a second WebSocket before the first one is gone', async () => {
    const { jobs, ticket, ended } = await begin();
    await jobs.connect(ticket);
    await jobs.connect(ticket);
    await jobs.finish(ticket.id);
    await jobs.disconnect(ticket.id, () => assert.fail());
    assert.equal(ended.length, 0);
    await jobs.disconnect(ticket.id, () => assert.fail());
    assert.equal(ended.length, 1);
    jobs.close();
  });

  it('keeps in memory, over a deploy, what is known of it', async () => {
    const streams: LiveStreams = new Map();
    const { jobs, ticket, store, time } = await begin({ streams });
    await take(jobs, ticket);
    const [stream] = streams.values();
    assert.ok(stream);
    stream.memory.value = 'the beginning of an utterance';
    await jobs.close();
    const next = desk({ streams, store, time });
    await next.jobs.takeUp();
    await next.jobs.finish(ticket.id);
    time.turn(11 * MINUTE);
    await settle();
    assert.deepEqual(
      next.ended.map(({ memory }) => memory.value),
      ['the beginning of an utterance'],
    );
    assert.equal(streams.size, 0);
    next.jobs.close();
  });

  it('that another Node-RED has ended is forgotten here: what was kept of it leaves', async () => {
    const streams: LiveStreams = new Map();
    const { jobs, ticket, store, time } = await begin();
    const there = desk({ instance: 'there', streams, store, time });
    await there.jobs.takeUp();
    assert.equal(await take(there.jobs, ticket), 'open');
    assert.equal(streams.size, 1);
    await jobs.withdraw(ticket.id, 'settled');
    time.turn(MINUTE + 1);
    await settle();
    assert.equal(streams.size, 0);
    assert.equal(there.ended.length, 1);
    await Promise.all([jobs.close(), there.jobs.close()]);
  });

  it('is over wherever its results come, when another Node-RED says that its session has ended', async () => {
    const { jobs, ticket, store, time, missed } = await begin();
    const there = desk({ instance: 'there', store, time });
    await there.jobs.takeUp();
    assert.equal(await take(there.jobs, ticket), 'open');
    await jobs.finish(ticket.id);
    time.turn(2 * MINUTE);
    await settle();
    assert.equal(await take(there.jobs, ticket), 'open');
    for (let minute = 0; minute < 120; minute += 1) {
      time.turn(MINUTE);
      await settle();
    }
    assert.deepEqual([missed, there.missed], [[], []]);
    await Promise.all([jobs.close(), there.jobs.close()]);
  });
});
