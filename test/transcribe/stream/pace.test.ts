import assert from 'node:assert/strict';
import { createPace } from '../../../src/transcribe/stream/pace.js';

describe('the pace of what is sent again', () => {
  let now = 0;
  const pace = createPace(1.25, () => now);

  it('is none before something is', () => {
    assert.deepEqual([pace.isOn, pace.wait(1_000_000)], [false, 0]);
  });

  it('has each second wait for 800 ms', () => {
    now = 5000;
    pace.begin(60_000);
    assert.deepEqual(
      [60_000, 60_100, 61_000, 70_000].map((start) => pace.wait(start)),
      [0, 80, 800, 8000],
    );
    now = 5700;
    assert.deepEqual([pace.wait(60_100), pace.wait(61_000)], [0, 100]);
  });

  it('is over when told', () => {
    pace.end();
    assert.deepEqual([pace.isOn, pace.wait(61_000)], [false, 0]);
  });
});
