import assert from 'node:assert/strict';
import { once } from 'node:events';
import helper from 'node-red-node-test-helper';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import accountNode from '../../nodes/deepgram-config.js';
import speakNode from '../../nodes/deepgram-speak.js';

type Message = Record<string, unknown>;

/** What the helper gives back of a node under test. */
interface TestNode {
  receive(message: Message): void;
  on(event: 'input', listener: (message: Message) => void): void;
  status: { callCount: number };
  error: { callCount: number; lastCall?: { args: unknown[] } };
}

helper.init(require.resolve('node-red'));

describe('deepgram-speak, the node by itself', () => {
  let emulator: Emulator;

  before(async () => {
    emulator = await startEmulator();
    await new Promise<void>((resolve) => helper.startServer(resolve));
  });
  after(async () => {
    await new Promise<void>((resolve) => helper.stopServer(resolve));
    await emulator.close();
  });
  afterEach(() => helper.unload());

  async function load(
    speak: Message = {},
    credentials: Message = { apiKey: emulator.key },
  ): Promise<TestNode> {
    const flow = [
      { id: 'account', type: 'deepgram-config', url: emulator.url },
      { id: 'speak', type: 'deepgram-speak', account: 'account', wires: [['out']], ...speak },
      { id: 'out', type: 'helper' },
    ];
    await helper.load([accountNode, speakNode], flow, { account: credentials });
    return helper.getNode('speak') as unknown as TestNode;
  }

  const output = () =>
    new Promise<Message>((resolve) => (helper.getNode('out') as unknown as TestNode).on('input', resolve));

  it('speaks with nothing set but an account: what an older flow lacks has its default', async () => {
    const speak = await load();
    const leaves = output();
    speak.receive({ payload: 'Hello.' });
    const { payload, contentType } = await leaves;
    assert.ok(Buffer.isBuffer(payload));
    assert.equal(contentType, 'audio/mpeg');
    assert.equal(emulator.requests.at(-1)?.query.get('model'), 'aura-2-thalia-en');
  });

  it('takes numbers as text, as they come from the environment', async () => {
    const speak = await load({ params: { encoding: 'linear16', container: 'none', sample_rate: '16000' } });
    const leaves = output();
    speak.receive({ payload: 'Hello.' });
    assert.equal(((await leaves).deepgram as Message).sampleRate, 16000);
  });

  it('ends a message that fails once, with an error that says so', async () => {
    const speak = await load({}, {});
    speak.receive({ payload: 'Hello.' });
    const [error] = (await once(speak as never, 'call:error')) as [{ args: [{ code: string }] }];
    assert.equal(error.args[0].code, 'CONFIG');
    assert.equal(speak.error.callCount, 1);
  });

  it('loads without an account, and says so with the first message only', async () => {
    const speak = await load({ account: 'none' });
    assert.equal(speak.error.callCount, 0);
    speak.receive({ payload: 'Hello.' });
    await once(speak as never, 'call:error');
    assert.equal(speak.error.callCount, 1);
  });
});
