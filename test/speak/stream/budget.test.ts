import assert from 'node:assert/strict';
import fc from 'fast-check';
import { openBudget } from '../../../src/speak/stream/budget.js';
import { STREAM_LIMITS } from '../../../src/speak/stream/limits.js';

interface Flush {
  readonly at: number;
  readonly characters: number;
  /** ms that it was waited for. */
  readonly waited: number;
}

/** Flushes as somebody does who always has something to say after these pauses, and waits when told. */
function flushAll(wishes: readonly { pause: number; characters: number }[]): Flush[] {
  const budget = openBudget(STREAM_LIMITS);
  let now = 0;
  return wishes.map(({ pause, characters }) => {
    now += pause;
    const begun = now;
    for (let wait = budget.wait(characters, now); wait > 0; wait = budget.wait(characters, now))
      now += Math.ceil(wait);
    budget.spend(characters, now);
    return { at: now, characters, waited: now - begun };
  });
}

/** The most of something within any 60 s. */
function mostInAMinute(flushes: readonly Flush[], amount: (flush: Flush) => number): number {
  const sums = flushes.map(({ at }) =>
    flushes
      .filter((flush) => flush.at >= at && flush.at < at + 60_000)
      .reduce((sum, flush) => sum + amount(flush), 0),
  );
  return Math.max(0, ...sums);
}

const wish = fc.record({
  pause: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 70_000 })),
  characters: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 2000 })),
});
const wishes = fc.array(wish, { minLength: 1, maxLength: 120 });
const shortWishes = fc.array(
  fc.record({ pause: wish.map(({ pause }) => pause), characters: fc.constant(20) }),
  { minLength: 20, maxLength: 120 },
);

describe("a socket's budget", () => {
  it('lets the first half of the flushes go at once', () => {
    const flushes = flushAll(Array.from({ length: 10 }, () => ({ pause: 0, characters: 10 })));
    assert.ok(flushes.every(({ waited }) => waited === 0));
  });

  it('is low once half of the flushes are spent, and no longer when they are long ago', () => {
    const budget = openBudget(STREAM_LIMITS);
    for (let count = 1; count <= 10; count += 1) {
      assert.equal(budget.isLow(count), false);
      budget.spend(10, count);
    }
    assert.equal(budget.isLow(11), true);
    assert.equal(budget.isLow(STREAM_LIMITS.flushWindow + 2), false);
  });

  it('never allows more than 20 flushes within 60 s', () => {
    fc.assert(fc.property(wishes, (list) => assert.ok(mostInAMinute(flushAll(list), () => 1) <= 20)));
  });

  it('never allows more than 2,400 characters within 60 s', () => {
    fc.assert(
      fc.property(wishes, (list) =>
        assert.ok(mostInAMinute(flushAll(list), ({ characters }) => characters) <= 2400),
      ),
    );
  });

  it('spreads the flushes of somebody who wants one every 2 s over the minute', () => {
    const waits = flushAll(Array.from({ length: 600 }, () => ({ pause: 2000, characters: 10 }))).map(
      ({ waited }) => waited,
    );
    assert.ok(Math.max(...waits) < 8000, `longest wait: ${Math.max(...waits)} ms`);
  });

  it('makes nobody wait long for a flush, whatever came before', () => {
    const at = (pause: number) => ({ pause, characters: 20 });
    // One, nine more forty seconds later, and from then on always another.
    const uneven = [at(0), at(40_000), ...Array.from({ length: 40 }, () => at(0))];
    const isShort = fc.property(shortWishes, (list) => {
      const longest = Math.max(...flushAll(list).map(({ waited }) => waited));
      assert.ok(longest < 8000, `longest wait: ${longest} ms`);
    });
    fc.assert(isShort, { examples: [[uneven]] });
  });

  it('waits for characters no longer than until enough of them are forgotten', () => {
    const budget = openBudget(STREAM_LIMITS);
    budget.spend(1000, 0);
    budget.spend(1000, 10_000);
    assert.equal(budget.wait(400, 20_000), 0);
    assert.equal(budget.wait(401, 20_000), STREAM_LIMITS.characterWindow - 20_000);
    assert.equal(budget.wait(1401, 20_000), STREAM_LIMITS.characterWindow - 10_000);
  });
});
