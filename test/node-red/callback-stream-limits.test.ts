import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { ENDPOINT_CREDENTIALS, RIGHT } from '../helpers/callback-flow.js';
import {
  callbackStreamFlow,
  failureOf,
  frames,
  sayRaw,
  transcriptOf,
  untilSaid,
} from '../helpers/callback-stream-flow.js';
import { call, resultOf } from '../helpers/calling-socket.js';
import { untilStatus } from '../helpers/harness-commands.js';
import type { NodeRed } from '../helpers/node-red.js';
import { sharedNodeRed } from '../helpers/shared.js';

const PATH = '/deepgram/callback';
const SAID = 'the kettle is on and the cat has been fed';

describe('the limits of a WebSocket to a callback address', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  before(async () => {
    [nodeRed, emulator] = await Promise.all([
      sharedNodeRed(),
      startEmulator({ callbacks: { anyPort: true } }),
    ]);
  });
  after(async () => {
    await nodeRed.deploy([]);
    await emulator.close();
  });

  const deploy = (endpoint: Record<string, unknown> = {}) =>
    nodeRed.deploy(
      callbackStreamFlow({
        ...{ publicUrl: nodeRed.url, url: emulator.url },
        endpoint: { credentials: ENDPOINT_CREDENTIALS, ...endpoint },
      }),
    );

  it('F46 two pings without an answer end it, and the stream goes on over another one', async function () {
    this.timeout(90_000);
    await deploy();
    const audio = await sayRaw(emulator, 'The kettle is on, and the cat has been fed.');
    emulator.fault({ kind: 'listen-callback-half-open' });
    const begun = performance.now();
    nodeRed.send('in', ...frames(audio, { topic: 'mine' }));
    const [failed] = await nodeRed.until('failed');
    const took = performance.now() - begun;
    assert.ok(took > 20_000 && took < 50_000, `${took} ms`);
    assert.deepEqual([failureOf(failed).code, failed?.topic], ['CLOSED', 'mine']);
    // The vanished one leaves the emulator’s own stream as it was: it is ended from here.
    nodeRed.send('in', { reset: true });
    await untilStatus(nodeRed, 'callback', 'session ended');
    nodeRed.send('in', ...frames(audio), { action: 'close' });
    assert.equal(transcriptOf(await untilSaid(nodeRed, SAID)), SAID);
  });

  it('a message that is larger than the address takes closes it with 1009; others go on', async () => {
    await deploy({ maxBody: 1 });
    await untilStatus(nodeRed, 'callback', 'ready');
    const [large, other] = await Promise.all([
      call(nodeRed.url, PATH, RIGHT),
      call(nodeRed.url, PATH, RIGHT),
    ]);
    large.say(resultOf('large', 'x'.repeat(1024 * 1024)));
    assert.equal(await large.closed, 1009);
    const [failed] = await nodeRed.until('failed');
    assert.match(failureOf(failed).message, /was lost \(1006\)|was lost \(1009\)/);
    other.say(resultOf('other', 'x'.repeat(1000 * 1000)));
    await nodeRed.untilSome('result', ({ deepgram }) => deepgram?.requestId === 'other');
    other.ws.close(1000);
  });
});
