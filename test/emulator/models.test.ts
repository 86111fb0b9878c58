import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';

interface Model {
  readonly name: string;
  readonly canonical_name: string;
  readonly architecture: string;
  readonly languages: readonly string[];
  readonly version: string;
  readonly uuid: string;
  readonly metadata: {
    readonly accent: string;
    readonly age: string;
    readonly sample: string;
    readonly tags: readonly string[];
    readonly use_cases: readonly string[];
  };
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
    assert.deepEqual(draco?.metadata.tags, [
      ...['masculine', 'warm', 'approachable', 'trustworthy', 'baritone'],
    ]);
    assert.deepEqual(draco?.metadata.use_cases, ['storytelling']);
    for (const { metadata, canonical_name: name } of tts)
      assert.ok(metadata.tags.length > 2 && metadata.use_cases[0], name);
  });

  it('has a sample of each voice, which is heard without a key', async () => {
    const [voices, flux] = [(await list('/v1/models')).tts, (await list('/v2/models')).tts];
    assert.equal(new Set([...voices, ...flux].map(({ metadata }) => metadata.sample)).size, 138);
    for (const voice of [voices[0], flux[0]]) {
      const response = await fetch(voice?.metadata.sample ?? '');
      assert.equal(response.headers.get('content-type'), 'audio/mpeg');
      assert.ok((await response.arrayBuffer()).byteLength > 1000);
    }
    assert.equal((await fetch(`${emulator.url}/examples/aura-2-nobody-en.mp3`)).status, 404);
  });

  it('fails, dawdles and talks nonsense when it is told to', async () => {
    const path = '/v1/models';
    emulator.fault({ kind: 'status', status: 500, path });
    assert.equal((await fetch(emulator.url + path)).status, 500);
    emulator.fault({ kind: 'html', path });
    await assert.rejects((await fetch(emulator.url + path)).json(), SyntaxError);
    const silent = emulator.fault({ kind: 'silence', afterBytes: 100, path });
    const leaving = new AbortController();
    const asked = await fetch(emulator.url + path, { signal: leaving.signal });
    await silent.reached;
    leaving.abort();
    await assert.rejects(asked.json());
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
