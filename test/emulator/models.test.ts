import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';

interface Model {
  readonly name: string;
  readonly canonical_name: string;
  readonly architecture: string;
  readonly languages: readonly string[];
  readonly version: string;
  readonly uuid: string;
  readonly metadata: { readonly accent: string; readonly age: string; readonly tags: readonly string[] };
}

describe('the list of models', () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator();
  });
  after(() => emulator.close());

  const list = async (path: string): Promise<{ stt: Model[]; tts: Model[] }> => {
    const response = await fetch(`${emulator.url}${path}`);
    assert.equal(response.status, 200);
    return (await response.json()) as { stt: Model[]; tts: Model[] };
  };

  it('of v1 has the Aura voices and no Flux voice, without a key', async () => {
    const { stt, tts } = await list('/v1/models');
    const count = (architecture: string): number =>
      tts.filter((model) => model.architecture === architecture).length;
    assert.deepEqual([count('aura'), count('aura-2'), tts.length], [12, 90, 102]);
    assert.ok(stt.some((model) => model.canonical_name === 'nova-3-general'));
    assert.equal(new Set(tts.map((model) => model.uuid)).size, tts.length);
  });

  it('of v2 has the Flux voices only', async () => {
    const { tts } = await list('/v2/models');
    assert.equal(tts.length, 36);
    assert.ok(tts.every((model) => /^flux-[a-z]+-en$/.test(model.canonical_name)));
  });

  it('says of a voice what Deepgram says', async () => {
    const { tts } = await list('/v1/models');
    const draco = tts.find((model) => model.canonical_name === 'aura-2-draco-en');
    assert.equal(draco?.name, 'draco');
    assert.deepEqual(draco?.languages, ['en', 'en-GB']);
    assert.equal(draco?.metadata.accent, 'British');
    assert.equal(draco?.metadata.age, 'Adult');
    assert.ok(draco?.metadata.tags.includes('masculine'));
  });

  it('has older versions too when they are asked for', async () => {
    const { tts } = await list('/v1/models?include_outdated=true');
    assert.equal(tts.filter((model) => model.canonical_name === 'aura-2-thalia-en').length, 2);
    assert.equal((await list('/v1/models?include_outdated=false')).tts.length, 102);
  });

  it('is refused for a flag that is no boolean', async () => {
    assert.equal((await fetch(`${emulator.url}/v1/models?include_outdated=True`)).status, 400);
  });
});
