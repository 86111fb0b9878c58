import assert from 'node:assert/strict';
import { DeepgramClient } from '@deepgram/sdk';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { decode, SENTENCE } from './support.js';

describe("the sockets of Deepgram's own SDK", () => {
  let emulator: Emulator;
  let client: DeepgramClient;
  before(async () => {
    emulator = await startEmulator();
    const socket = emulator.url.replace('http', 'ws');
    const environment = { base: emulator.url, production: socket, agent: socket, agentRest: emulator.url };
    client = new DeepgramClient({ apiKey: emulator.key, environment, maxRetries: 0 });
  });
  afterEach(() => emulator.clearFaults());
  after(() => emulator.close());

  it('speak with an Aura voice', async () => {
    const connection = await client.speak.v1.connect({
      model: 'aura-2-thalia-en',
      encoding: 'linear16',
      sample_rate: '16000',
      speed: 1.1,
      mip_opt_out: 'true',
      Authorization: `Token ${emulator.key}`,
      reconnectAttempts: 0,
    });
    const { types, sounds, until } = listenTo(connection);
    connection.connect();
    await connection.waitForOpen();
    connection.sendText({ type: 'Speak', text: SENTENCE });
    connection.sendFlush({ type: 'Flush' });
    await until('Flushed');
    connection.sendClear({ type: 'Clear' });
    connection.sendClose({ type: 'Close' });
    await emulator.waitForSocketEnd(({ close }) => close?.code === 1000);
    assert.deepEqual(types.slice(0, 2), ['Metadata', 'Flushed']);
    const { complaints, seconds } = await decode(await joined(sounds), ['-f', 's16le', '-ar', '16000']);
    assert.equal(complaints, '');
    assert.ok(seconds > 1.5);
    assert.deepEqual(
      emulator.sockets.at(-1)?.messages.map(({ type }) => type),
      ['Speak', 'Flush', 'Clear', 'Close'],
    );
  });

  it('speak with a Flux voice', async () => {
    const connection = await client.speak.v2.connect({
      model: 'flux-haley-en',
      encoding: 'linear16',
      sample_rate: '24000',
      expressivity: 1,
      tag: ['one', 'two'],
      Authorization: `Token ${emulator.key}`,
      reconnectAttempts: 0,
    });
    const { types, sounds, until } = listenTo(connection);
    connection.connect();
    await connection.waitForOpen();
    connection.sendSpeak({ type: 'Speak', text: SENTENCE });
    connection.sendFlush({ type: 'Flush' });
    connection.sendConfigure({ type: 'Configure', speed: 1.15 });
    connection.sendClose({ type: 'Close' });
    await until('SessionMetadata');
    assert.deepEqual(
      [types.at(0), types.at(-2), types.at(-1)],
      ['Connected', 'SpeechMetadata', 'SessionMetadata'],
    );
    assert.deepEqual(await joined(sounds), emulator.sockets.at(-1)?.speeches[0]?.audio);
    assert.deepEqual(emulator.sockets.at(-1)?.query.getAll('tag'), ['one', 'two']);
  });

  it('hear why a socket is closed', async () => {
    emulator.fault({ kind: 'socket-close', code: 1011, reason: 'NET-0000', at: 'after Metadata' });
    const connection = await client.speak.v1.connect({
      Authorization: `Token ${emulator.key}`,
      reconnectAttempts: 0,
    });
    const closing = new Promise<{ code: number; reason: string }>((resolve) =>
      connection.on('close', resolve),
    );
    connection.connect();
    const { code, reason } = await closing;
    assert.deepEqual([code, reason], [1011, 'NET-0000']);
  });
});

interface Connection {
  on(event: 'message', hear: (message: unknown) => void): void;
}

/** What a connection hears: the SDK gives audio as Blobs, whatever its types say. */
function listenTo(connection: Connection): {
  types: string[];
  sounds: Blob[];
  until(type: string): Promise<void>;
} {
  const types: string[] = [];
  const sounds: Blob[] = [];
  const waiting = new Map<string, () => void>();
  connection.on('message', (message) => {
    if (message instanceof Blob) return sounds.push(message);
    const { type } = message as { type: string };
    types.push(type);
    return waiting.get(type)?.();
  });
  return { types, sounds, until: (type) => new Promise((resolve) => waiting.set(type, resolve)) };
}

async function joined(sounds: Blob[]): Promise<Buffer> {
  return Buffer.from(await new Blob(sounds).arrayBuffer());
}
