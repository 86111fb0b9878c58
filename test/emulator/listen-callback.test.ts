import assert from 'node:assert/strict';
import type { Emulator } from '../../emulator/server.js';
import { type Answered, first, listen, say } from './listen-support.js';
import { type Receiver, startCallingEmulator, startReceiver } from './receiver.js';
import { SENTENCE } from './support.js';

describe('a transcript for a callback', () => {
  let emulator: Emulator;
  let receiver: Receiver;
  let wav: Buffer;
  beforeEach(async () => {
    emulator = await startCallingEmulator();
    receiver = await startReceiver({ status: (nth) => (nth === 1 ? 503 : 200) });
    wav = await say(emulator, SENTENCE);
  });
  afterEach(async () => {
    await emulator.close();
    await receiver.close();
  });
  const ask = async (audio: Buffer, method = 'POST'): Promise<unknown> => {
    const callback = `${receiver.url.replace('//', '//me:secret@')}/text?job=1`;
    const query = new URLSearchParams({ callback, callback_method: method, extra: 'callback_secret:x' });
    const response = await listen(emulator, audio, { query: query.toString() });
    assert.equal(response.status, 200);
    return response.json();
  };

  for (const method of ['POST', 'put']) {
    it(`is acknowledged, then delivered by ${method}, and again when it is refused`, async () => {
      const acknowledged = await ask(wav, method);
      const arrived = await receiver.arrivals(2);
      const [, second] = arrived;
      assert.deepEqual(new Set(arrived.map(({ body }) => body.toString())).size, 1);
      assert.equal(second?.method, method.toUpperCase());
      assert.equal(second?.target, '/text?job=1');
      assert.equal(second?.headers['content-type'], 'application/json');
      assert.equal(second?.headers['content-length'], String(second?.body.length));
      assert.equal(second?.headers.authorization, `Basic ${Buffer.from('me:secret').toString('base64')}`);
      const answer = JSON.parse(second?.body.toString() ?? '') as Answered;
      assert.equal(first(answer).words.length, 10);
      assert.deepEqual(acknowledged, { request_id: answer.metadata.request_id });
      assert.deepEqual(answer.metadata.extra, { callback_secret: 'x' });
    });
  }

  it('is an error object where the audio is bad', async () => {
    const acknowledged = (await ask(Buffer.from('no audio'))) as { request_id: string };
    const [{ body } = { body: Buffer.alloc(0) }] = await receiver.arrivals(1);
    assert.deepEqual(JSON.parse(body.toString()), {
      err_code: 'Bad Request',
      err_msg: 'Bad Request: failed to process audio: corrupt or unsupported data',
      request_id: acknowledged.request_id,
    });
  });

  it('meets the faults of deliveries', async () => {
    emulator.fault({ kind: 'callback-garbage' });
    await ask(wav);
    const [{ body } = { body: Buffer.alloc(0) }] = await receiver.arrivals(1);
    assert.throws(() => JSON.parse(body.toString()));
  });
});
