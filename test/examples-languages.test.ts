import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Emulator, startEmulator } from '../emulator/server.js';
import { deployExample, pressButton } from './examples/deploy.js';
import { assertPlays } from './examples/plays.js';
import type { NodeRed } from './helpers/node-red.js';
import { sharedNodeRed } from './helpers/shared.js';

describe('"Two languages by voice"', () => {
  const FILE = 'Two languages by voice';
  let nodeRed: NodeRed;
  let emulator: Emulator;
  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), startEmulator()]);
  });
  after(() => emulator.close());
  afterEach(() => emulator.clearFaults());

  const guests = [
    ['english', 'en', 'Good morning! Is anybody at home?', 'aura-2-thalia-en', /^Hello!/],
    ['german', 'de', 'Guten Morgen! Ist jemand zu Hause?', 'aura-2-viktoria-de', /^Guten Tag!/],
  ] as const;
  for (const [button, language, question, voice, greeting] of guests) {
    it(`hears that a guest speaks ${button}, and answers so`, async () => {
      const filename = path.join(nodeRed.userDir, `answer-${language}.mp3`);
      const changes = { 'guest-file': { filename } };
      const tapped = ['guest-hear', 'guest-file'];
      await deployExample(nodeRed, emulator, FILE, { changes, tapped });
      await pressButton(nodeRed, `guest-${button}`);
      const [heard] = await nodeRed.until('guest-hear-sink');
      assert.deepEqual([heard?.heard, heard?.deepgram?.language], [question, language]);
      const [answered] = await nodeRed.until('guest-file-sink');
      assert.equal(answered?.deepgram?.model, voice);
      await assertPlays(await readFile(filename), 'mp3');
      const { text } = JSON.parse(String(emulator.requests.at(-1)?.body));
      assert.match(text, greeting);
    });
  }

  it('says in words when there is no answer', async () => {
    await deployExample(nodeRed, emulator, FILE, { tapped: ['guest-failed'] });
    emulator.fault({ kind: 'status', status: 402 });
    await pressButton(nodeRed, 'guest-english');
    const [failed] = await nodeRed.until('guest-failed-sink');
    assert.match(String(failed?.payload), /^The guest gets no answer: .*credit/);
  });
});
