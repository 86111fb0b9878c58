import assert from 'node:assert/strict';
import { once } from 'node:events';
import { fromKept } from '../../src/announce/cache/from-kept.js';
import { startFlight } from '../../src/announce/flight/flight.js';
import { context, listen } from '../helpers/announce-cache.js';
import { audioFor, keptFor } from '../helpers/announce-sounds.js';

describe('words on their way', () => {
  it('are heard, and nothing is left behind, when there is no memory to keep them in', async () => {
    const ended = new EventTarget();
    const flight = startFlight({
      open: async () => fromKept(keptFor('a', 1000)),
      limit: 1000,
      keep: () => Promise.reject(new RangeError('Array buffer allocation failed')),
      onEnd: () => ended.dispatchEvent(new Event('end')),
    });
    const end = once(ended, 'end');
    assert.ok((await listen(await flight.join(context()))).equals(audioFor('a', 1000)));
    // A rejection that nobody handles would end Node-RED; here it fails the test.
    await end;
  });
});
