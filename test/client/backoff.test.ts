import assert from 'node:assert/strict';
import { backoff, retryAfter } from '../../src/client/backoff.js';

describe('the wait before another try', () => {
  it('doubles its upper bound with each failure, up to 30 s', () => {
    const longest = [1, 2, 3, 4, 10, 100].map((attempt) => backoff(attempt, () => 1));
    assert.deepEqual(longest, [500, 1000, 2000, 4000, 30_000, 30_000]);
  });

  it('is spread evenly over the whole of it, so that many nodes do not come back together', () => {
    const draws = Array.from({ length: 10_000 }, () => backoff(3));
    const buckets = Array.from(
      { length: 10 },
      (_, i) => draws.filter((ms) => Math.floor(ms / 200) === i).length,
    );
    assert.equal(draws.filter((ms) => ms < 0 || ms >= 2000).length, 0);
    // 1000 expected in each; six standard deviations are 180.
    for (const count of buckets) assert.ok(Math.abs(count - 1000) < 180, `buckets: ${buckets}`);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-21T10:00:00Z');

  it('is read as seconds', () => assert.equal(retryAfter('2', now), 2000));
  it('is read as a date', () => assert.equal(retryAfter('Sat, 21 Nov 2026 10:00:05 GMT', now), 5000));
  it('never lies in the past', () => assert.equal(retryAfter('Sat, 21 Nov 2026 09:00:00 GMT', now), 0));
  it('counts as absent when it is unreadable', () => assert.equal(retryAfter('soon', now), undefined));
  it('counts as absent when it is blank', () => assert.equal(retryAfter('', now), undefined));
});
