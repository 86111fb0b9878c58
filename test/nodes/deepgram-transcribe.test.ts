import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import helper from 'node-red-node-test-helper';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import accountNode from '../../nodes/deepgram-config.js';
import transcribeNode from '../../nodes/deepgram-transcribe.js';
import { say } from '../helpers/recordings.js';

type Message = Record<string, unknown>;

/** What the helper gives back of a node under test. */
interface TestNode {
  receive(message: Message): void;
  on(event: 'input', listener: (message: Message) => void): void;
  error: { callCount: number; lastCall?: { args: unknown[] } };
}

const TEXT = 'The door is open.';

helper.init(require.resolve('node-red'));

describe('deepgram-transcribe, the node by itself', () => {
  let emulator: Emulator;
  let wav: Buffer;

  before(async () => {
    emulator = await startEmulator();
    wav = await say(emulator, TEXT);
    await new Promise<void>((resolve) => helper.startServer(resolve));
  });
  after(async () => {
    await new Promise<void>((resolve) => helper.stopServer(resolve));
    await emulator.close();
  });
  afterEach(() => helper.unload());

  async function load(
    transcribe: Message = {},
    credentials: Message = { apiKey: emulator.key },
  ): Promise<TestNode> {
    const flow = [
      { id: 'account', type: 'deepgram-config', url: emulator.url },
      { ...{ id: 'node', type: 'deepgram-transcribe', account: 'account', wires: [['out']] }, ...transcribe },
      { id: 'out', type: 'helper' },
    ];
    await helper.load([accountNode, transcribeNode], flow, { account: credentials });
    return helper.getNode('node') as unknown as TestNode;
  }

  const output = () =>
    new Promise<Message>((resolve) => (helper.getNode('out') as unknown as TestNode).on('input', resolve));

  it('transcribes with nothing set but an account: what an older flow lacks has its default', async () => {
    const node = await load();
    const leaves = output();
    node.receive({ payload: wav });
    assert.equal((await leaves).payload, TEXT);
    const { query } = emulator.requests.at(-1) ?? {};
    assert.deepEqual([...(query ?? [])].sort(), [
      ['model', 'nova-3'],
      ['smart_format', 'true'],
    ]);
  });

  it('takes settings as text, as they come from the environment', async () => {
    const node = await load({ keepResponse: 'true', within: '20', params: { punctuate: 'true' } });
    const leaves = output();
    node.receive({ payload: wav });
    assert.ok('response' in Object((await leaves).deepgram));
  });

  it('takes a stream, and sends the message on without it', async () => {
    const node = await load();
    const leaves = output();
    const stream = Readable.from([wav]);
    node.receive({ payload: stream });
    assert.equal((await leaves).payload, TEXT);
    assert.ok(stream.destroyed);
  });

  it('ends a message that fails once, with an error that says so', async () => {
    const node = await load({}, {});
    node.receive({ payload: wav });
    const [error] = (await once(node as never, 'call:error')) as [{ args: [{ code: string }] }];
    assert.equal(error.args[0].code, 'CONFIG');
    assert.equal(node.error.callCount, 1);
  });

  it('loads without an account, and says so with the first message only', async () => {
    const node = await load({ account: 'none' });
    assert.equal(node.error.callCount, 0);
    node.receive({ payload: wav });
    await once(node as never, 'call:error');
    assert.equal(node.error.callCount, 1);
  });
});
