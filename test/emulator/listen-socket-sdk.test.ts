import assert from 'node:assert/strict';
import { DeepgramClient } from '@deepgram/sdk';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { type Results, sayRaw, silence, type Turn, textOf } from './listen-socket-support.js';
import { SENTENCE } from './support.js';

const BYTES = 3200;

describe("the live clients of Deepgram's own SDK", () => {
  let emulator: Emulator;
  let client: DeepgramClient;
  let audio: Buffer;
  before(async () => {
    emulator = await startEmulator();
    const socket = emulator.url.replace('http', 'ws');
    const environment = { base: emulator.url, production: socket, agent: socket, agentRest: emulator.url };
    client = new DeepgramClient({ apiKey: emulator.key, environment, maxRetries: 0 });
    audio = Buffer.concat([await sayRaw(emulator, SENTENCE), silence(1.5)]);
  });
  after(() => emulator.close());

  it('transcribe what was said', async () => {
    const connection = await client.listen.v1.connect({
      model: 'nova-3',
      encoding: 'linear16',
      sample_rate: 16_000,
      smart_format: 'true',
      interim_results: 'true',
      utterance_end_ms: 1000,
      vad_events: 'true',
      keyterm: ['kettle', 'cat food'],
      Authorization: `Token ${emulator.key}`,
      reconnectAttempts: 0,
    });
    const messages: { readonly type: string }[] = [];
    const closing = new Promise<number>((resolve) => connection.on('close', ({ code }) => resolve(code)));
    connection.on('message', (message) => messages.push(message));
    connection.connect();
    await connection.waitForOpen();
    connection.sendKeepAlive({ type: 'KeepAlive' });
    for (let at = 0; at < audio.length; at += BYTES) connection.sendMedia(audio.subarray(at, at + BYTES));
    connection.sendFinalize({ type: 'Finalize' });
    connection.sendCloseStream({ type: 'CloseStream' });
    assert.equal(await closing, 1000);
    const results = messages.filter((one): one is Results => one.type === 'Results');
    const final = results.filter(({ is_final }) => is_final).map(textOf);
    assert.equal(final.join(' ').trim(), SENTENCE);
    assert.ok(
      results.some(({ is_final }) => !is_final) && results.some(({ from_finalize }) => from_finalize),
    );
    assert.deepEqual(
      ['SpeechStarted', 'UtteranceEnd', 'Metadata'].map((type) => messages.some((one) => one.type === type)),
      [true, true, true],
    );
    assert.deepEqual(emulator.sockets.at(-1)?.query.getAll('keyterm'), ['kettle', 'cat food']);
  });

  it('hear turns from Flux', async () => {
    const connection = await client.listen.v2.connect({
      model: 'flux-general-en',
      encoding: 'linear16',
      sample_rate: 16_000,
      eager_eot_threshold: 0.4,
      eot_threshold: 0.8,
      Authorization: `Token ${emulator.key}`,
      reconnectAttempts: 0,
    });
    const messages: { readonly type: string }[] = [];
    const closing = new Promise((resolve) => connection.on('close', resolve));
    connection.on('message', (message) => messages.push(message));
    connection.connect();
    await connection.waitForOpen();
    connection.sendConfigure({ type: 'Configure', thresholds: { eot_timeout_ms: 3000 } });
    for (let at = 0; at < audio.length; at += BYTES) connection.sendMedia(audio.subarray(at, at + BYTES));
    connection.sendForceEndTurn({ type: 'ForceEndTurn' });
    connection.sendCloseStream({ type: 'CloseStream' });
    await closing;
    const turns = messages.filter((one): one is Turn => one.type === 'TurnInfo');
    const events = turns.map(({ event }) => event).filter((event) => event !== 'Update');
    assert.deepEqual(events, ['StartOfTurn', 'EagerEndOfTurn', 'EndOfTurn']);
    assert.equal(turns.find(({ event }) => event === 'EndOfTurn')?.transcript, SENTENCE);
    assert.deepEqual(
      messages.map(({ type }) => type).filter((type) => type !== 'TurnInfo'),
      ['Connected', 'ConfigureSuccess', 'Warning'],
    );
  });
});
