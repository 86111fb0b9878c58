import assert from 'node:assert/strict';
import { encodingOf, STREAM, sampleRateOf } from '../../src/speak/parameters.js';

describe('the table of what speaks', () => {
  it('knows what is spoken when nothing is said', () => {
    assert.equal(encodingOf({}), 'mp3');
    assert.equal(sampleRateOf('v1', {}), 22050);
    for (const version of ['v1', 'v2'] as const) {
      assert.equal(encodingOf({}, STREAM), 'linear16');
      assert.equal(sampleRateOf(version, {}, STREAM), 24000);
      assert.equal(sampleRateOf(version, { encoding: 'mulaw' }, STREAM), 8000);
    }
  });
  it('knows the sample rate that was chosen, as a number', () => {
    assert.equal(sampleRateOf('v1', { encoding: 'alaw', sample_rate: '16000' }, STREAM), 16000);
    assert.equal(sampleRateOf('v2', { sample_rate: 44100 }, STREAM), 44100);
  });
});
