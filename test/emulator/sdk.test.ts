import assert from 'node:assert/strict';
import { DeepgramClient, DeepgramError } from '@deepgram/sdk';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { decode, SENTENCE } from './support.js';

describe("Deepgram's own SDK", () => {
  let emulator: Emulator;
  let client: DeepgramClient;
  before(async () => {
    emulator = await startEmulator();
    client = clientWith(emulator.key);
  });
  afterEach(() => emulator.clearFaults());
  after(() => emulator.close());

  const clientWith = (apiKey: string): DeepgramClient => {
    const { url } = emulator;
    const environment = { base: url, production: url, agent: url, agentRest: url };
    return new DeepgramClient({ apiKey, environment, maxRetries: 0 });
  };

  for (const encoding of ['linear16', 'mulaw', 'alaw', 'mp3', 'opus', 'flac', 'aac'] as const) {
    it(`speaks ${encoding}`, async () => {
      const response = await client.speak.v1.audio.generate({
        text: SENTENCE,
        model: 'aura-2-thalia-en',
        encoding,
      });
      const { complaints, seconds } = await decode(Buffer.from(await response.arrayBuffer()));
      assert.equal(complaints, '');
      assert.ok(seconds > 1.5);
    });
  }

  it('speaks with every parameter it knows', async () => {
    const response = await client.speak.v1.audio.generate({
      text: SENTENCE,
      model: 'aura-2-thalia-en',
      encoding: 'linear16',
      container: 'none',
      sample_rate: 16000,
      speed: 1.1,
      mip_opt_out: true,
      tag: ['one', 'two'],
    });
    assert.ok((await response.arrayBuffer()).byteLength > 20_000);
    const request = emulator.requests.at(-1);
    assert.equal(request?.query.get('mip_opt_out'), 'true');
    assert.deepEqual(request?.query.getAll('tag'), ['one', 'two']);
  });

  it('speaks with a Flux voice', async () => {
    const response = await client.speak.v2.audio.generate({ text: SENTENCE, model: 'flux-haley-en' });
    assert.ok((await response.arrayBuffer()).byteLength > 5000);
    assert.equal(emulator.requests.at(-1)?.path, '/v2/speak');
  });

  it('gets an acknowledgement with a callback', async () => {
    emulator.fault({ kind: 'callback-lost' });
    const response = await client.speak.v1.audio.generate({
      text: SENTENCE,
      callback: 'https://example.com/hook',
      callback_method: 'PUT',
    });
    assert.deepEqual(JSON.parse(Buffer.from(await response.arrayBuffer()).toString()), {
      request_id: emulator.accepted.at(-1)?.requestId,
    });
    assert.equal(emulator.accepted.at(-1)?.method, 'PUT');
  });

  const failure = async (asked: Promise<unknown>): Promise<DeepgramError> => {
    const error = await asked.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof DeepgramError);
    return error;
  };
  const codeOf = (error: DeepgramError): unknown => (error.body as { err_code?: unknown }).err_code;

  it('gets a proper error for a wrong format', async () => {
    const error = await failure(
      client.speak.v1.audio.generate({ text: SENTENCE, encoding: 'mp3', container: 'none' }),
    );
    assert.deepEqual([error.statusCode, codeOf(error)], [400, 'UNSUPPORTED_AUDIO_FORMAT']);
  });

  it('gets a proper error for a wrong key', async () => {
    const error = await failure(clientWith('wrong').speak.v1.audio.generate({ text: SENTENCE }));
    assert.deepEqual([error.statusCode, codeOf(error)], [401, 'INVALID_AUTH']);
  });

  it('gets a proper error for too much text', async () => {
    const error = await failure(client.speak.v1.audio.generate({ text: 'a'.repeat(2001) }));
    assert.deepEqual([error.statusCode, codeOf(error)], [413, 'Payload Too Large']);
  });

  it('comes through a 503 by trying again', async () => {
    emulator.fault({ kind: 'status', status: 503, retryAfter: 0 });
    const response = await client.speak.v1.audio.generate({ text: SENTENCE }, { maxRetries: 1 });
    assert.ok((await response.arrayBuffer()).byteLength > 5000);
  });

  it('lists the voices', async () => {
    const { tts } = await client.manage.v1.models.list();
    assert.ok(
      tts?.some(
        (model) => model.canonical_name === 'aura-2-thalia-en' && model.metadata?.accent === 'American',
      ),
    );
  });
});
