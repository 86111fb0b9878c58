import assert from 'node:assert/strict';
import { createCache } from '../../src/node-red/catalog-cache.js';

describe('the cache of catalogs', () => {
  let now = 0;
  let loaded = 0;
  beforeEach(() => {
    [now, loaded] = [0, 0];
  });
  const load = (ms: number) => async () => {
    loaded += 1;
    return { value: loaded, ms };
  };

  it('loads once for all who ask at the same time, and again when its time is over', async () => {
    const cache = createCache<number>(5, () => now);
    assert.deepEqual(await Promise.all([cache('a', load(100)), cache('a', load(100))]), [1, 1]);
    now = 99;
    assert.equal(await cache('a', load(100)), 1);
    now = 100;
    assert.deepEqual(await Promise.all([cache('a', load(100)), cache('a', load(100))]), [2, 2]);
  });

  it('keeps those that were asked for last', async () => {
    const cache = createCache<number>(2, () => now);
    for (const name of ['a', 'b', 'a', 'c', 'a']) await cache(name, load(100));
    assert.equal(loaded, 3);
    await cache('b', load(100));
    assert.equal(loaded, 4);
  });

  it('keeps nothing of what has failed to load', async () => {
    const cache = createCache<number>(2, () => now);
    await assert.rejects(cache('a', () => Promise.reject(new Error('lost'))));
    assert.equal(await cache('a', load(100)), 1);
  });
});
