import assert from 'node:assert/strict';
import { wish } from '../../helpers/listen-session.js';

describe('what is known of live audio', () => {
  for (const encoding of [
    'linear16',
    'linear32',
    'mulaw',
    'alaw',
    'opus',
    'speex',
    'amr-nb',
    'amr-wb',
    'g729',
  ])
    it(`${encoding} is heard from any message on`, () => {
      assert.equal(wish({ encoding }).audio.isBare, true);
    });

  for (const encoding of ['', 'ogg-opus', 'flac'])
    it(`${encoding || 'a container without an encoding'} means nothing without its beginning`, () => {
      assert.equal(wish({ encoding }).audio.isBare, false);
    });

  it('only of samples it is known how long they last', () => {
    const audio = wish({ encoding: 'linear16', sample_rate: 16_000, channels: 2 }).audio;
    assert.deepEqual([audio.byteRate, audio.block], [64_000, 4]);
    assert.equal(wish({ encoding: 'opus' }).audio.byteRate, undefined);
  });
});
