import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { openDiskCache } from '../../src/announce/cache/disk-cache.js';
import { filesIn, useFolder } from '../helpers/announce-cache.js';
import { audioFor, keyFor } from '../helpers/announce-sounds.js';
import { BYTES, SOUNDS, type Writing } from '../helpers/announce-writer.js';

const WRITER = path.join(__dirname, '../helpers/announce-writer.js');

const ROUNDS = 50;

/** Room for less than half of the sounds: most writes have to remove something first. */
const BOUND = 8 * (BYTES + 2000);

describe('the cache on disk, when its process is killed', () => {
  const folder = useFolder();

  // The next process starts while what the last one has left is looked at.
  let waiting: ChildProcess;
  const start = () => fork(WRITER, { stdio: 'inherit' });
  before(() => {
    waiting = start();
  });
  after(() => waiting.kill('SIGKILL'));

  /**
   * Writes until the process has begun so many sounds, and kills it: every other time when a file has appeared that
   * is to be moved to its place.
   *
   * @returns the next sound
   */
  async function writeAndKill(first: number, round: number): Promise<number> {
    const child = waiting;
    const aside = path.join(folder(), 'tmp');
    await mkdir(aside, { recursive: true });
    const writing: Writing = { folder: folder(), bound: BOUND, first };
    child.send(writing);
    let begun = first;
    const hasBegun = async (sounds: number) => {
      while (begun < sounds) [begun] = (await once(child, 'message')) as [number];
    };
    await hasBegun(first + 1 + (round % 7));
    if (round % 2 === 1) {
      const watcher = watch(aside);
      // A cache that writes elsewhere is killed all the same, and is to be caught.
      await Promise.race([once(watcher, 'change'), hasBegun(begun + 3)]);
      watcher.close();
    }
    // Scatters the moment over what comes then: the looking up, the removing and the writing of a sound or two.
    for (let turn = 0; turn < (round * 397) % 4000; turn++) await setImmediate();
    child.kill('SIGKILL');
    const [code, signal] = await once(child, 'exit');
    assert.deepEqual([code, signal], [null, 'SIGKILL']);
    waiting = start();
    return begun;
  }

  it(`finds whole sounds only, ${ROUNDS} times in a row, and heals by itself`, async () => {
    let next = 0;
    let found = 0;
    let halves = 0;
    for (let round = 0; round < ROUNDS; round++) {
      next = await writeAndKill(next, round);
      halves += (await filesIn(folder(), 'tmp')).length;
      const cache = openDiskCache(folder(), BOUND);
      for (let sound = 0; sound < SOUNDS; sound++) {
        const name = String(sound);
        const kept = await cache.find(keyFor(name), (errno) => assert.fail(errno));
        if (!kept) continue;
        found += 1;
        assert.ok(kept.audio.equals(audioFor(name, BYTES)), `sound ${name} is not what it was`);
        assert.equal(kept.about.contentType, 'audio/mpeg');
      }
    }
    assert.ok(found > ROUNDS, `only ${found} sounds were found`);
    assert.ok(halves > 0, 'none of them was killed while it wrote');
    const { entries } = await openDiskCache(folder(), BOUND).empty();
    assert.ok(entries > 0);
    assert.deepEqual(await filesIn(folder(), ''), [], 'what was left has been removed');
  }).timeout(120_000);
});
