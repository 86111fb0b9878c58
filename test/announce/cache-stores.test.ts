import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Kept } from '../../src/announce/announcement.js';
import { openDiskCache } from '../../src/announce/cache/disk-cache.js';
import { openMemoryCache } from '../../src/announce/cache/memory-cache.js';
import type { SpeechStore } from '../../src/announce/cache/speech-store.js';
import { filesIn, useFolder } from '../helpers/announce-cache.js';
import { audioFor, keptFor, keyFor } from '../helpers/announce-sounds.js';

const BOUND = 100_000;

/** One that is complained to, but that nobody expects anything of. */
const quiet = () => undefined;

describe('where cached speech is kept', () => {
  const folder = useFolder();
  const below = () => path.join(folder(), 'cache');
  const open = { memory: () => openMemoryCache(BOUND), disk: () => openDiskCache(below(), BOUND) };

  const find = async (store: SpeechStore, name: string): Promise<Kept | undefined> =>
    store.find(keyFor(name), quiet);
  const keep = (store: SpeechStore, name: string, bytes = 20_000) =>
    store.keep(keyFor(name), keptFor(name, bytes), quiet);
  /** Which of some are found, in the order in which they are looked for. */
  async function names(store: SpeechStore, wanted: string): Promise<string> {
    let found = '';
    for (const name of wanted) if (await find(store, name)) found += name;
    return found;
  }

  for (const place of ['memory', 'disk'] as const) {
    describe(place, () => {
      it('finds what was kept, and nothing else', async () => {
        const store = open[place]();
        assert.equal(await find(store, 'a'), undefined);
        await keep(store, 'a');
        assert.deepEqual(await find(store, 'a'), keptFor('a', 20_000));
        assert.equal(await find(store, 'b'), undefined);
      });

      it('keeps the newer of two under the same name', async () => {
        const store = open[place]();
        await keep(store, 'a', 10_000);
        await keep(store, 'a', 20_000);
        assert.equal((await find(store, 'a'))?.audio.length, 20_000);
        assert.deepEqual(await store.empty(), { entries: 1, bytes: 20_000 });
      });

      it('does not keep what is larger than a quarter of its bound', async () => {
        const store = open[place]();
        await keep(store, 'a', BOUND / 4 + 1);
        await keep(store, 'b', BOUND / 4);
        assert.equal(await names(store, 'ab'), 'b');
      });

      it('lets the least recently used go first when it is full, and counts finding as using', async () => {
        const store = open[place]();
        for (const name of 'abcd') await keep(store, name);
        assert.equal(await names(store, 'abcd'), 'abcd');
        await find(store, 'a');
        await keep(store, 'e');
        assert.equal(await names(store, 'bcdea'), 'cdea');
        await keep(store, 'f');
        assert.equal(await names(store, 'cdeaf'), 'deaf');
      });

      it('keeps nothing with a bound of 0', async () => {
        const store = place === 'memory' ? openMemoryCache(0) : openDiskCache(below(), 0);
        await keep(store, 'a', 1);
        assert.equal(await find(store, 'a'), undefined);
      });
    });
  }

  describe('disk', () => {
    it('finds what was kept before a restart, and remembers in which order it was used', async () => {
      const before = open.disk();
      for (const name of 'abcd') await keep(before, name);
      await find(before, 'a');
      await usedLast(below(), 'a');
      const store = open.disk();
      await keep(store, 'e');
      assert.equal(await names(store, 'abcde'), 'acde');
      assert.deepEqual(await find(store, 'c'), keptFor('c', 20_000));
    });

    it('never has more on disk than its bound, a smaller one after a restart included', async () => {
      const store = open.disk();
      for (const name of 'abcdefghij') {
        await keep(store, name);
        assert.ok((await bytesIn(below())) <= BOUND);
      }
      const smaller = openDiskCache(below(), BOUND / 2);
      await keep(smaller, 'k', 10_000);
      assert.ok((await bytesIn(below())) <= BOUND / 2);
      assert.equal(await names(smaller, 'hijk'), 'jk');
    });

    it('removes content with its entry, also where two sound alike', async () => {
      const store = open.disk();
      const alike = keptFor('the same', 20_000);
      for (const name of 'ab') await store.keep(keyFor(name), alike, quiet);
      for (const name of 'cde') await keep(store, name);
      assert.equal(await names(store, 'ab'), 'b');
      assert.deepEqual((await find(store, 'b'))?.audio, alike.audio);
      assert.equal((await filesIn(below(), 'content-')).length, 4);
      await store.empty();
      assert.deepEqual(await filesIn(below(), ''), []);
    });

    it('removes what a killed process has left: halves of files, and content that nothing names', async () => {
      const before = open.disk();
      await keep(before, 'a');
      await keep(before, 'b');
      const [index] = await filesIn(below(), 'index-');
      await rm(index?.file ?? assert.fail());
      await mkdir(path.join(below(), 'tmp'), { recursive: true });
      await writeFile(path.join(below(), 'tmp', 'half'), audioFor('half', 50_000));
      const store = open.disk();
      await keep(store, 'c');
      assert.equal((await filesIn(below(), 'content-')).length, 2);
      assert.deepEqual(await filesIn(below(), 'tmp'), []);
    });

    describe('when it is damaged', () => {
      const damages: Record<string, () => Promise<unknown>> = {
        'a byte is another one': () => inContent((file) => flip(file)),
        'content is cut': () => inContent((file) => truncate(file, 5000)),
        'content is longer': () => inContent((file) => appendFile(file, 'more')),
        'content is empty': () => inContent((file) => truncate(file, 0)),
        'content is gone': () => inContent((file) => rm(file)),
        'a folder lies where content was': () => inContent((file) => rm(file).then(() => mkdir(file))),
        'a line of the index is cut': () =>
          inIndex(async (file) => truncate(file, (await readFile(file)).length - 9)),
        'a line of the index is garbage': () => inIndex((file) => writeFile(file, Buffer.alloc(300, 0xff))),
        'a file of the index is gone': () => inIndex((file) => rm(file)),
        'a folder lies where a file of the index was': () =>
          inIndex((file) => rm(file).then(() => mkdir(file))),
        'a file lies where the index was': async () => {
          await rm(path.join(below(), 'index-v5'), { recursive: true });
          await writeFile(path.join(below(), 'index-v5'), '');
        },
        'all of it is gone': () => rm(below(), { recursive: true }),
        'its folder is a file now': () =>
          rm(below(), { recursive: true }).then(() => writeFile(below(), 'a file')),
      };
      /** What is not to be healed by being said again. */
      const lasting = ['a file lies where the index was', 'its folder is a file now'];

      for (const [what, damage] of Object.entries(damages)) {
        for (const when of ['while it runs', 'before a restart']) {
          it(`${what} ${when}: nothing is found, and it is kept anew`, async () => {
            const problems: string[] = [];
            const first = open.disk();
            await keep(first, 'a');
            await damage();
            const store = when === 'while it runs' ? first : open.disk();
            const say = async () => {
              const found = await store.find(keyFor('a'), (errno) => problems.push(errno));
              if (!found)
                await store.keep(keyFor('a'), keptFor('a', 20_000), (errno) => problems.push(errno));
              return found;
            };
            assert.equal(await say(), undefined);
            const again = await say();
            if (lasting.includes(what)) {
              assert.equal(again, undefined);
              await say();
              assert.ok(problems.length > 0, 'it says so');
              assert.equal(new Set(problems).size, problems.length, 'once for each reason');
            } else {
              assert.deepEqual(again, keptFor('a', 20_000));
              assert.equal((await filesIn(below(), 'content-')).length, 1);
            }
          });
        }
      }

      it('ignores half a line at the end of the index, and writes behind it', async () => {
        const before = open.disk();
        await keep(before, 'a');
        await inIndex((file) => appendFile(file, '\n0123456789abcdef\t{"key":"'));
        assert.deepEqual(await find(open.disk(), 'a'), keptFor('a', 20_000));
        const store = open.disk();
        await keep(store, 'a', 10_000);
        assert.deepEqual(await find(open.disk(), 'a'), keptFor('a', 10_000));
      });

      it('does not give the audio of other words, even where the index says so', async () => {
        const store = open.disk();
        await keep(store, 'a');
        const [index] = await filesIn(below(), 'index-');
        const { insert } = (await import('cacache')).index;
        const line = JSON.parse((await readFile(index?.file ?? '', 'utf8')).split('\t')[1] ?? '');
        await insert(below(), keyFor('b'), line.integrity, { metadata: line.metadata });
        assert.equal(await find(store, 'b'), undefined);
      });
    });

    for (const [what, place] of [
      ['is below a file', () => path.join(folder(), 'file', 'cache')],
      ['has a name that is too long', () => path.join(folder(), 'n'.repeat(300))],
    ] as const) {
      it(`says once for each reason that its folder ${what}, and finds nothing`, async () => {
        await writeFile(path.join(folder(), 'file'), '');
        const problems: string[] = [];
        const store = openDiskCache(place(), BOUND);
        for (const name of 'aabb') {
          await store.keep(keyFor(name), keptFor(name, 1000), (errno) => problems.push(errno));
          assert.equal(await store.find(keyFor(name), (errno) => problems.push(errno)), undefined);
        }
        assert.ok(problems.length > 0);
        assert.equal(new Set(problems).size, problems.length);
        await assert.rejects(store.empty(), 'who empties it is told');
      });
    }

    it('is emptied wherever it lies, and when its index can’t be read', async () => {
      for (const [name, damage] of [
        ['[audio] {a,b}', () => Promise.resolve()],
        ['damaged', (place: string) => writeFile(path.join(place, 'index-v5'), 'where the folder should be')],
      ] as const) {
        const place = path.join(folder(), name);
        await mkdir(place);
        const keepOne = () => openDiskCache(place, BOUND).keep(keyFor('a'), keptFor('a', 1000), quiet);
        if (name === 'damaged') await damage(place);
        await keepOne();
        await openDiskCache(place, BOUND).empty();
        assert.deepEqual(await filesIn(place, ''), []);
        await keepOne();
        assert.ok(await find(openDiskCache(place, BOUND), 'a'));
      }
    });

    it('says the right sound or none, where two Node-REDs share the user directory', async () => {
      const wanted = [...'abcdefghijklmnop'];
      const stores = [open.disk(), open.disk()];
      let found = 0;
      await Promise.all(
        stores.map(async (store, which) => {
          for (let turn = 0; turn < 150; turn++) {
            const name = wanted[(turn * (which + 3)) % wanted.length] ?? '';
            const kept = await find(store, name);
            if (!kept) await keep(store, name, 10_000);
            else assert.ok(kept.audio.equals(audioFor(name, 10_000)), `${name} is not what it was`);
            found += Number(kept !== undefined);
          }
        }),
      );
      assert.ok(found > 10, `only ${found} were found`);
      const { entries } = await open.disk().empty();
      assert.ok(entries > 0);
    });

    it('says that it can’t write, and goes on when it can again', async () => {
      const problems: string[] = [];
      // Permissions would not do: they don't apply to root, as whom tests run in containers.
      await writeFile(below(), 'where the folder should be');
      const store = open.disk();
      await store.keep(keyFor('a'), keptFor('a', 1000), (errno) => problems.push(errno));
      assert.equal(problems.length, 1);
      await rm(below());
      await keep(store, 'a');
      assert.ok(await find(store, 'a'));
    });

    async function inContent(damage: (file: string) => Promise<unknown>): Promise<void> {
      for (const { file } of await filesIn(below(), 'content-')) await damage(file);
    }

    async function inIndex(damage: (file: string) => Promise<unknown>): Promise<void> {
      for (const { file } of await filesIn(below(), 'index-')) await damage(file);
    }
  });
});

async function flip(file: string): Promise<void> {
  const bytes = await readFile(file);
  bytes.writeUInt8(bytes.readUInt8(1000) ^ 1, 1000);
  await writeFile(file, bytes);
}

async function bytesIn(folder: string): Promise<number> {
  return (await filesIn(folder, 'content-')).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Waits until the file system has been told of a use: nobody who says something waits for that. */
async function usedLast(folder: string, name: string): Promise<void> {
  const { ls } = await import('cacache');
  for (;;) {
    const entries = await Promise.all(
      Object.values(await ls(folder)).map(async (entry) => ({
        ...entry,
        used: (await stat(entry.path)).mtimeMs,
      })),
    );
    const [last] = entries.sort((one, other) => other.used - one.used);
    if (last?.key === keyFor(name)) return;
  }
}
