import assert from 'node:assert/strict';
import { frameBytes } from '../../src/editor/frame-size.js';

describe('the size of an audio message', () => {
  it('is 160 bytes for 20 ms of a telephone line', () => {
    assert.equal(frameBytes(20, 'v1', { encoding: 'mulaw', sample_rate: 8000 }), 160);
    assert.equal(frameBytes(20, 'v1', { encoding: 'alaw' }), 160);
  });
  it('is twice as much with two bytes a sample, at whole samples', () => {
    assert.equal(frameBytes(20, 'v1', {}), 960);
    assert.equal(frameBytes(20, 'v2', { encoding: 'linear16', sample_rate: 44100 }), 1764);
    assert.equal(frameBytes(1, 'v2', { encoding: 'linear16', sample_rate: 44100 }), 88);
  });
  it('is not known where there is no frame, or the rate is told later', () => {
    assert.equal(frameBytes(0, 'v1', {}), undefined);
    assert.equal(frameBytes(Number.NaN, 'v1', {}), undefined);
    assert.equal(frameBytes(20, 'v1', { sample_rate: '$(RATE)' }), undefined);
  });
});
