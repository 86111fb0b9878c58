import assert from 'node:assert/strict';
import { appendFile, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { type CachePlace, openSpeechCache } from '../../src/announce/cached-speech.js';
import type { Account } from '../../src/client/account.js';
import { speak } from '../../src/speak/speak.js';
import { context, filesIn, listen, openTestAccount, sentence, useFolder } from '../helpers/announce-cache.js';

const SENTENCES = ['One.', 'Two.', 'Three.', 'Four.', 'Five.', 'Six.', 'Seven.', 'Eight.'];

type Damage = 'delete' | 'flip' | 'cut' | 'append';

/** What may happen to a cache; what stands in one step happens at the same time. */
type Happening =
  | { what: 'say'; which: number; place: CachePlace; times: number }
  | { what: 'damage'; how: Damage; file: number; at: number }
  | { what: 'restart' }
  | { what: 'empty' };

interface Step {
  happenings: Happening[];
  /** Whether it is waited for what is on its way to the disk. */
  settles: boolean;
}

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      what: fc.constant('say' as const),
      which: fc.nat({ max: SENTENCES.length - 1 }),
      place: fc.constantFrom('disk' as const, 'disk' as const, 'memory' as const),
      times: fc.constantFrom(1, 1, 3),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('damage' as const),
      how: fc.constantFrom<Damage>('delete', 'flip', 'flip', 'flip', 'cut', 'append'),
      file: fc.nat(),
      at: fc.nat(),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ what: 'restart' as const }) },
  { weight: 1, arbitrary: fc.constant({ what: 'empty' as const }) },
);

const step: fc.Arbitrary<Step> = fc.record({
  happenings: fc.array(happening, { minLength: 1, maxLength: 4 }),
  settles: fc.constantFrom(true, true, true, false),
});

describe('cached speech, whatever happens to it', () => {
  const folder = useFolder();
  let emulator: Emulator;
  let account: Account;
  let sounds: Buffer[];
  let bound: number;

  before(async () => {
    emulator = await startEmulator();
    account = openTestAccount(emulator);
    sounds = await Promise.all(
      SENTENCES.map(async (text) => listen(await speak(account, sentence(text), context()))),
    );
    assert.equal(new Set(sounds.map((sound) => sound.toString('latin1'))).size, SENTENCES.length);
    // Four of the eight have room, and the largest is just small enough.
    bound = 4 * Math.max(...sounds.map(({ length }) => length));
  });
  after(async () => {
    await account.close();
    await emulator.close();
  });

  it('says the right bytes, from the cache or by one fresh request, and never those of another sentence', async () => {
    let run = 0;
    let fromCache = 0;

    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), async (steps) => {
        const below = path.join(folder(), String(run++));
        let cache = openSpeechCache(below, bound);

        async function say(which: number, place: CachePlace): Promise<void> {
          const text = SENTENCES[which] ?? '';
          const speech = await cache.say(place, account, sentence(text), context());
          const audio = await listen(speech);
          const heard = sounds.findIndex((sound) => sound.equals(audio));
          assert.equal(SENTENCES[heard], text);
          const { requests, cached } = speech.describe();
          assert.equal(requests, cached ? 0 : 1);
          if (cached) fromCache += 1;
        }

        async function happen(one: Happening): Promise<void> {
          if (one.what === 'restart') cache = openSpeechCache(below, bound);
          else if (one.what === 'empty') await cache.empty();
          else if (one.what === 'damage') await damage(below, one);
          else await Promise.all(Array.from({ length: one.times }, () => say(one.which, one.place)));
        }

        for (const { happenings, settles } of steps) {
          const before = emulator.requests.length;
          await Promise.all(happenings.map(happen));
          if (settles) await cache.idle();
          const asked = emulator.requests.length - before;
          // Three at once are one request, but what is in one step need not overlap.
          const told = happenings.filter(({ what }) => what === 'say').length;
          assert.ok(asked <= told, `${asked} requests for ${told}`);
        }
      }),
      { numRuns: 100 },
    );
    assert.ok(fromCache > 500, `only ${fromCache} came from the cache`);
  }).timeout(120_000);
});

/** Does something to one of the files below a folder, which may be gone by then. */
async function damage(
  folder: string,
  { how, file, at }: Extract<Happening, { what: 'damage' }>,
): Promise<void> {
  const files = await filesIn(folder, '').catch(() => []);
  const victim = files[file % files.length];
  if (!victim) return;
  const place = at % Math.max(1, victim.bytes);
  const damages: Record<Damage, () => Promise<unknown>> = {
    delete: () => rm(victim.file),
    cut: () => truncate(victim.file, place),
    append: () => appendFile(victim.file, 'more'),
    flip: async () => {
      const bytes = await readFile(victim.file);
      bytes[place] = (bytes[place] ?? 0) ^ 0x10;
      await writeFile(victim.file, bytes);
    },
  };
  await damages[how]().catch(() => undefined);
}
