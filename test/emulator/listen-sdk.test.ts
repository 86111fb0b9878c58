import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DeepgramClient, DeepgramError } from '@deepgram/sdk';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { say } from './listen-support.js';
import { SENTENCE } from './support.js';

describe("Deepgram's own SDK", () => {
  let emulator: Emulator;
  let client: DeepgramClient;
  let wav: Buffer;
  before(async () => {
    emulator = await startEmulator();
    const { url, key: apiKey } = emulator;
    const environment = { base: url, production: url, agent: url, agentRest: url };
    client = new DeepgramClient({ apiKey, environment, maxRetries: 0 });
    wav = await say(emulator, SENTENCE);
  });
  after(() => emulator.close());

  it('transcribes a file with every parameter it knows', async () => {
    const answer = await client.listen.v1.media.transcribeFile(wav, {
      model: 'nova-3',
      smart_format: true,
      diarize_model: 'latest',
      utterances: true,
      utt_split: 0.5,
      keyterm: ['kettle', 'front door'],
      search: 'kettle',
      replace: 'cat:dog',
      summarize: 'v2',
      topics: true,
      intents: true,
      sentiment: true,
      detect_entities: true,
      tag: ['one', 'two'],
      extra: 'job:7',
      mip_opt_out: true,
    });
    assert.ok('results' in answer);
    const { results, metadata } = answer;
    assert.equal(
      results.channels[0]?.alternatives?.[0]?.transcript,
      'The kettle is on, and the dog has been fed.',
    );
    assert.equal(results.utterances?.length, 1);
    assert.equal(results.summary?.result, 'success');
    assert.deepEqual(metadata.tags, ['one', 'two']);
  });

  it('transcribes what is at a URL', async () => {
    const host = createServer((_, response) => void response.end(wav)).listen(0, '127.0.0.1');
    await once(host, 'listening');
    const url = `http://127.0.0.1:${(host.address() as AddressInfo).port}/kettle.wav`;
    const answer = await client.listen.v1.media.transcribeUrl({ url, model: 'nova-3' });
    assert.ok('results' in answer);
    assert.equal(answer.results.channels[0]?.alternatives?.[0]?.words?.length, 10);
    host.closeAllConnections();
    host.close();
  });

  it('gets an acknowledgement with a callback', async () => {
    emulator.fault({ kind: 'callback-lost' });
    const callback = 'https://example.com/hook';
    const answer = await client.listen.v1.media.transcribeFile(wav, { callback });
    assert.deepEqual(answer, { request_id: emulator.accepted.at(-1)?.requestId });
  });

  it('gets proper errors', async () => {
    const failure = (asked: PromiseLike<unknown>): Promise<unknown> =>
      Promise.resolve(asked).then(
        () => undefined,
        (error: unknown) => error,
      );
    const unknown = await failure(client.listen.v1.media.transcribeFile(wav, { model: 'nova-33' }));
    assert.ok(unknown instanceof DeepgramError && unknown.statusCode === 403);
    const bad = await failure(client.listen.v1.media.transcribeFile(Buffer.from('no audio'), {}));
    assert.ok(bad instanceof DeepgramError && bad.statusCode === 400);
  });
});
