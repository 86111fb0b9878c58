import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Receiver } from '../../src/callback/hands.js';
import type { Job, OpenJob } from '../../src/callback/job.js';
import { AFTER_DEADLINE_MS, type Jobs, openJobs, type Submission } from '../../src/callback/jobs.js';
import { createFakeClock } from './fake-clock.js';
import { createMemoryStore } from './memory-store.js';

const MINUTE = 60_000;
const DEADLINE = 60 * MINUTE;

const SUBMISSION: Submission = {
  submitter: { id: 'speak', flow: 'tab' },
  kind: 'speech',
  form: { property: 'payload' },
  message: '{"payload":"hello"}',
  requestMs: 0,
};

interface Book {
  delivered: string[];
  late: string[];
  missed: string[];
}

function desk(instance = 'here', store = createMemoryStore(), time = createFakeClock()) {
  const book: Book = { delivered: [], late: [], missed: [] };
  const open = (): Jobs =>
    openJobs({
      store,
      clock: time.clock,
      deadline: DEADLINE,
      instance,
      onMissed: (job) => book.missed.push(job.id),
      onChange: () => undefined,
      onError: (error) => assert.fail(String(error)),
    });
  const take = (job: Job | undefined): Receiver => ({
    settles: 'now',
    leaves: 'settled',
    hand: () => (job?.state === 'open' ? book.delivered : book.late).push(job?.id ?? '?') > 0,
  });
  return { store, time, book, open, take };
}

/** Lets everything that was begun on the store come to its end. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('jobs', () => {
  it('hands a result over once, however often it comes', async () => {
    const { book, open, take } = desk();
    const jobs = open();
    const ticket = await jobs.submit(SUBMISSION);
    await jobs.acknowledge(ticket.id, 'request');
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => jobs.deliver(ticket, take)));
    assert.deepEqual(outcomes, ['taken', ...Array(9).fill('repeated')]);
    assert.deepEqual(book, { delivered: [ticket.id], late: [], missed: [] });
    assert.deepEqual([...jobs.waiting()], []);
    jobs.close();
  });

  it('knows a job whose delivery outruns its acknowledgement', async () => {
    const { book, open, take, store } = desk();
    const jobs = open();
    const ticket = await jobs.submit(SUBMISSION);
    await Promise.all([jobs.deliver(ticket, take), jobs.acknowledge(ticket.id, 'request')]);
    assert.deepEqual(book.delivered, [ticket.id]);
    assert.match(store.kept.get(ticket.id) ?? '', /"settled"/);
  });

  it('fails a job that has no result when its deadline comes, counted from the acknowledgement', async () => {
    const { book, open, time } = desk();
    const jobs = open();
    const ticket = await jobs.submit(SUBMISSION);
    time.turn(5 * MINUTE);
    await jobs.acknowledge(ticket.id, 'request');
    time.turn(DEADLINE - 1);
    await settle();
    assert.deepEqual(book.missed, []);
    time.turn(1);
    await settle();
    assert.deepEqual(book.missed, [ticket.id]);
  });

  it('lets a result that comes after the deadline out once, alone', async () => {
    const { book, open, time, take } = desk();
    const jobs = open();
    const ticket = await jobs.submit(SUBMISSION);
    time.turn(DEADLINE);
    await settle();
    assert.equal(await jobs.deliver(ticket, take), 'taken');
    assert.equal(await jobs.deliver(ticket, take), 'repeated');
    assert.deepEqual(book, { delivered: [], late: [ticket.id], missed: [ticket.id] });
  });

  it('takes jobs up again after a restart, with their deadlines', async () => {
    const { book, open, time, store } = desk();
    const before = open();
    const ticket = await before.submit(SUBMISSION);
    before.close();
    time.turn(DEADLINE / 2);
    const after = open();
    await after.takeUp();
    assert.deepEqual([...after.waiting()], [SUBMISSION.submitter]);
    time.turn(DEADLINE / 2);
    await settle();
    assert.deepEqual(book.missed, [ticket.id]);
    assert.equal(store.kept.size, 1);
  });

  it('fires the deadline of a job that another instance submitted a minute later, and once among both', async () => {
    const here = desk('here');
    const there = desk('there', here.store, here.time);
    const jobsHere = here.open();
    const ticket = await jobsHere.submit(SUBMISSION);
    jobsHere.close();
    const jobsThere = there.open();
    await jobsThere.takeUp();
    here.time.turn(DEADLINE);
    await settle();
    assert.deepEqual(there.book.missed, []);
    here.time.turn(MINUTE);
    await settle();
    assert.deepEqual(there.book.missed, [ticket.id]);
  });

  it('forgets a job that has ended when its token proves nothing any more', async () => {
    const { store, open, time, take } = desk();
    const jobs = open();
    await jobs.takeUp();
    const ticket = await jobs.submit(SUBMISSION);
    assert.equal(ticket.expires, time.clock.now() + DEADLINE + AFTER_DEADLINE_MS);
    await jobs.deliver(ticket, take);
    for (let minute = 0; minute < 70; minute++) {
      time.turn(MINUTE);
      await settle();
    }
    assert.equal(store.kept.size, 1, 'remembered as long as the token is valid');
    time.turn(2 * MINUTE);
    await settle();
    assert.equal(store.kept.size, 0);
  });

  it('leaves a job open that nobody can take, for the next try', async () => {
    const { book, open, take } = desk();
    const jobs = open();
    const ticket = await jobs.submit(SUBMISSION);
    assert.equal(await jobs.deliver(ticket, () => undefined), 'untaken');
    assert.equal(await jobs.deliver(ticket, take), 'taken');
    assert.deepEqual(book.delivered, [ticket.id]);
  });

  it('is as it was where the taker has been closed while it was settled', async () => {
    const { book, open, take, time } = desk();
    const jobs = open();
    const ticket = await jobs.submit(SUBMISSION);
    const gone = (job: Job | undefined): Receiver => ({ ...take(job), hand: () => false });
    assert.equal(await jobs.deliver(ticket, gone), 'untaken');
    assert.equal(jobs.waiting().length, 1);
    assert.equal(await jobs.deliver(ticket, take), 'taken');
    time.turn(DEADLINE);
    await settle();
    assert.deepEqual(book, { delivered: [ticket.id], late: [], missed: [] });
  });

  it('counts a deadline from the acknowledgement another instance knows of', async () => {
    const here = desk('here');
    const there = desk('there', here.store, here.time);
    const [jobsHere, jobsThere] = [here.open(), there.open()];
    const ticket = await jobsHere.submit({ ...SUBMISSION, requestMs: 5 * DEADLINE });
    await jobsThere.takeUp();
    here.time.turn(10 * MINUTE);
    await settle();
    await jobsHere.acknowledge(ticket.id, 'request');
    await jobsHere.close();
    here.time.turn(MINUTE);
    await settle();
    here.time.turn(DEADLINE - MINUTE);
    await settle();
    assert.deepEqual(there.book.missed, [], 'a minute later than where it was submitted');
    here.time.turn(MINUTE);
    await settle();
    assert.deepEqual(there.book.missed, [ticket.id]);
  });

  it('has its deadline back where the store fails as a flow is to hold it', async () => {
    const { store, time, book, open } = desk();
    const jobs = open();
    const ticket = await jobs.submit(SUBMISSION);
    const { takeIn } = store;
    store.takeIn = () => Promise.reject(new Error('full'));
    const byFlow = (): Receiver => ({ settles: 'later', leaves: 'settled', hand: () => true });
    await assert.rejects(jobs.deliver(ticket, byFlow), /full/);
    store.takeIn = takeIn;
    time.turn(DEADLINE);
    await settle();
    assert.deepEqual(book.missed, [ticket.id]);
  });

  it('drops a job whose request was refused: no deadline, and what may come is swallowed', async () => {
    const { book, open, take, time } = desk();
    const jobs = open();
    const ticket = await jobs.submit(SUBMISSION);
    await jobs.withdraw(ticket.id, 'settled');
    time.turn(DEADLINE);
    await settle();
    assert.equal(await jobs.deliver(ticket, take), 'repeated');
    assert.deepEqual(book, { delivered: [], late: [], missed: [] });
  });

  it('lets a result out alone whose job the store has lost', async () => {
    const { book, open, take, store } = desk();
    const jobs = open();
    const ticket = await jobs.submit(SUBMISSION);
    store.kept.clear();
    assert.equal(await jobs.deliver(ticket, take), 'taken');
    assert.equal(await jobs.deliver(ticket, take), 'repeated');
    assert.deepEqual(book.late, ['?']);
  });

  describe('that a flow acknowledges', () => {
    const byFlow = (times: number[]) => (): Receiver => ({
      settles: 'later',
      leaves: 'settled',
      hand: ({ delivery }) => times.push(delivery) > 0,
    });

    it('come out again until the flow has said yes, with the number of the delivery', async () => {
      const { open } = desk();
      const jobs = open();
      const ticket = await jobs.submit(SUBMISSION);
      const times: number[] = [];
      for (const acknowledged of [false, false, true]) {
        assert.equal(await jobs.deliver(ticket, byFlow(times)), 'taken');
        await jobs.answer(ticket, acknowledged);
      }
      assert.equal(await jobs.deliver(ticket, byFlow(times)), 'repeated');
      assert.deepEqual(times, [1, 2, 3]);
    });

    it('have no deadline while a flow holds them, and have it again when it has said no', async () => {
      const { open, time, book } = desk();
      const jobs = open();
      const ticket = await jobs.submit(SUBMISSION);
      await jobs.deliver(ticket, byFlow([]));
      time.turn(DEADLINE + MINUTE);
      await settle();
      assert.deepEqual(book.missed, []);
      await jobs.answer(ticket, false);
      time.turn(0);
      await settle();
      assert.deepEqual(book.missed, [ticket.id]);
    });
  });

  it('are settled exactly once each, whatever comes when', async () => {
    const event = fc.record({
      kind: fc.constantFrom('acknowledge', 'deliver', 'deliver', 'deadline', 'restart', 'wait'),
      job: fc.nat({ max: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 25 }), async (events) => {
        const { store, time, book, open, take } = desk();
        let jobs = open();
        const tickets = await Promise.all([0, 1, 2].map(() => jobs.submit(SUBMISSION)));
        const pending: Promise<unknown>[] = [];
        const delivered = new Set<string>();
        for (const { kind, job } of events) {
          const ticket = tickets[job];
          assert.ok(ticket);
          if (kind === 'acknowledge') pending.push(jobs.acknowledge(ticket.id, 'request'));
          // What comes later than that is refused by its token.
          if (kind === 'deliver' && time.clock.now() <= ticket.expires) {
            delivered.add(ticket.id);
            pending.push(jobs.deliver(ticket, take));
          }
          if (kind === 'deadline') {
            // What is on its way for longer than a token lives is out of this world.
            if (time.clock.now() + DEADLINE > ticket.expires) await settle();
            time.turn(DEADLINE);
          }
          if (kind === 'wait') await settle();
          if (kind === 'restart') {
            // Within one Node-RED an endpoint has closed before the next one opens.
            await jobs.close();
            jobs = open();
            pending.push(jobs.takeUp());
          }
        }
        await Promise.all(pending);
        // In the end each has had its deadline, and no job waits.
        await settle();
        time.turn(2 * DEADLINE);
        await settle();
        jobs.close();
        const ended = [...book.delivered, ...book.missed].sort();
        assert.deepEqual(ended, tickets.map(({ id }) => id).sort(), 'each once');
        for (const id of book.late) assert.ok(book.missed.includes(id), 'late only after its deadline');
        assert.equal(new Set(book.late).size, book.late.length, 'late once');
        for (const id of delivered) {
          assert.ok([...book.delivered, ...book.late].includes(id), 'no result is lost');
        }
        for (const text of store.kept.values()) assert.notEqual((JSON.parse(text) as OpenJob).state, 'open');
      }),
      { numRuns: 300 },
    );
  });
});
