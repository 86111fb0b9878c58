import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { type AnsweringServer, startAnsweringServer } from '../helpers/answering-server.js';
import { untilStatus } from '../helpers/harness-commands.js';
import type { NodeRed, Received } from '../helpers/node-red.js';
import { parts, say, silence, stereo, wavHeader } from '../helpers/recordings.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { onTab } from '../helpers/speak-flow.js';
import { makes, type TranscribeFlowOptions, transcribeFlow } from '../helpers/transcribe-flow.js';

const TEXT = 'The washing machine is done. It would like to be emptied.';
const OTHER = 'Thank you, somebody will come down in a minute.';
const MB = 1024 * 1024;

describe('deepgram-transcribe, by callback', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let wav: Buffer;
  let call: Buffer;

  before(async () => {
    nodeRed = await sharedNodeRed();
    emulator = await startEmulator({ callbacks: { anyPort: true, retryEveryMs: 50 } });
    wav = await say(emulator, TEXT);
    call = stereo(wav, await say(emulator, OTHER));
  });
  after(() => emulator.close());
  afterEach(() => emulator.clearFaults());

  /** `transcribe` → `out` when it is accepted, and `callback` → `result`. */
  const deploy = ({ transcribe, ...options }: Partial<TranscribeFlowOptions> = {}) =>
    nodeRed.deploy(
      transcribeFlow({
        ...{ url: emulator.url, transcribe: { delivery: 'callback', endpoint: 'endpoint', ...transcribe } },
        ...options,
        more: [
          {
            ...{ id: 'endpoint', type: 'deepgram-callback-endpoint', publicUrl: nodeRed.url },
            ...{ path: '/deepgram/callback', listen: 'node-red' },
          },
          { ...onTab('callback', 'deepgram-callback-in'), endpoint: 'endpoint', wires: [['result']] },
          onTab('result', 'test-sink'),
        ],
      }),
    );

  async function hear(...messages: object[]): Promise<{ accepted: Received; result: Received }> {
    nodeRed.send('in', ...messages);
    await nodeRed.untilTrue(
      () => nodeRed.received('result').length > 0 || nodeRed.received('caught').length > 0,
    );
    assert.equal(nodeRed.received('caught')[0]?.error, undefined);
    const [accepted] = await nodeRed.until('out');
    const [result] = nodeRed.received('result');
    assert.ok(accepted && result);
    return { accepted, result };
  }

  it('sends the message on when it is accepted, and the message without audio, with the text, later', async () => {
    await deploy();
    const message = { _msgid: 'mine', payload: wav, contentType: 'audio/wav', topic: 'kept', complete: true };
    const { accepted, result } = await hear(message);
    assert.ok(wav.equals(accepted.payload as Buffer));
    const { requestId, job, ...told } = accepted.deepgram ?? {};
    assert.deepEqual(told, { deliverTo: `${nodeRed.url}/deepgram/callback` });
    assert.deepEqual(
      [accepted._msgid, accepted.topic, accepted.contentType, accepted.complete],
      ['mine', 'kept', 'audio/wav', undefined],
    );
    const { deepgram, ...rest } = result;
    assert.deepEqual(rest, { _msgid: 'mine', payload: TEXT, topic: 'kept' });
    const { duration, confidence, waitedMs, ...about } = deepgram ?? {};
    assert.deepEqual(about, {
      ...{ requestId, job, kind: 'transcript', resumed: true, model: 'general-nova-3', channels: 1 },
    });
    assert.ok([duration, confidence, waitedMs].every((value) => Number(value) > 0));
  });

  for (const [result, isRight] of Object.entries({
    transcript: (payload) => payload === `${TEXT}\n${OTHER}`,
    response: (payload) => 'results' in (payload as object),
    words: (payload) => (payload as { channel: number }[]).some(({ channel }) => channel === 1),
    utterances: (payload) => (payload as object[]).length > 1,
    paragraphs: (payload) => (payload as object[]).length > 1,
    speakers: (payload) => /^Speaker \d: .*\nSpeaker \d: /.test(String(payload)),
    srt: (payload) => String(payload).startsWith('1\n00:00:'),
    vtt: (payload) => String(payload).startsWith('WEBVTT\n'),
  } satisfies Record<string, (payload: unknown) => boolean>)) {
    it(`has the result as ${result}, where the node would have put it`, async () => {
      await deploy({ transcribe: { result, output: 'call.text', keepResponse: true } });
      const deepgramOptions = { multichannel: true, language: 'en' };
      const message = { payload: call, contentType: 'audio/wav', call: { from: 'Ann' }, deepgramOptions };
      const { result: delivered } = await hear(message);
      const { from, text } = delivered.call as { from: string; text: unknown };
      assert.equal(from, 'Ann');
      assert.ok(isRight(text), JSON.stringify(text));
      assert.ok(!('payload' in delivered), 'the audio is not kept');
      assert.equal(delivered.contentType, 'audio/wav');
      assert.equal(delivered.deepgram?.language, 'en');
      assert.equal(
        'results' in Object(delivered.deepgram?.response),
        result !== 'response',
        'it is there once',
      );
    });
  }

  it('of silence is an empty text', async () => {
    await deploy();
    assert.equal((await hear({ payload: silence(1) })).result.payload, '');
  });

  it('sends a sequence on with the properties of its last message, and so does the result', async () => {
    await deploy();
    const outer = { id: 'outer', index: 0, count: 1, type: 'string', ch: '' };
    const sequence = parts(wav, 20_000, 'one', { parts: outer }).map((part, n) => ({ ...part, n }));
    const { accepted, result } = await hear(...sequence);
    for (const message of [accepted, result]) {
      assert.deepEqual([message.n, message.parts], [sequence.length - 1, outer]);
    }
    assert.equal(result.payload, TEXT);
    assert.equal(nodeRed.received('out').length, 1);
  });

  it('takes a path, and keeps it beside the result', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'callback-'));
    const file = path.join(folder, 'recording.wav');
    await writeFile(file, wav);
    await deploy({ transcribe: { source: 'file', output: 'text' } });
    const { result } = await hear({ payload: file });
    assert.deepEqual([result.payload, result.text], [file, TEXT]);
    await rm(folder, { recursive: true });
  });

  it('takes 100 MB that are made as they are sent, and keeps nothing of them', async () => {
    await deploy({
      before: [makes('msg.payload = fill(msg.payload, msg.header); delete msg.header; return msg;')],
    });
    const header = wavHeader(100 * MB, { channels: 2, rate: 192_000 });
    const before = await nodeRed.resources();
    const { result } = await hear({ payload: 100 * MB, header, topic: 'large' });
    const { rss } = await nodeRed.resources();
    assert.deepEqual([result.payload, result.topic], ['', 'large']);
    assert.equal(
      emulator.requests.filter((request) => request.path === '/v1/listen').at(-1)?.bytes,
      100 * MB,
    );
    assert.ok(rss - before.rss < 64 * MB, `${Math.round((rss - before.rss) / MB)} MB`);
  });

  it('of bad audio is an error on callback-in with the original message', async () => {
    const broken = Buffer.concat([wav.subarray(0, 12), Buffer.alloc(500, 1)]);
    await nodeRed.deploy(
      transcribeFlow({
        ...{ url: emulator.url, transcribe: { delivery: 'callback', endpoint: 'endpoint' } },
        more: [
          { id: 'endpoint', type: 'deepgram-callback-endpoint', publicUrl: nodeRed.url },
          { ...onTab('callback', 'deepgram-callback-in'), endpoint: 'endpoint', wires: [['result']] },
          { ...onTab('catch2', 'catch'), scope: ['callback'], wires: [['caught2']] },
          ...['result', 'caught2'].map((id) => onTab(id, 'test-sink')),
        ],
      }),
    );
    nodeRed.send('in', { payload: broken, topic: 'mine' });
    const [caught] = await nodeRed.until('caught2');
    assert.equal((caught?.error as { code: string } | undefined)?.code, 'BAD_REQUEST');
    assert.equal(caught?.topic, 'mine');
    assert.equal(nodeRed.received('result').length, 0);
  });

  it('is cancelled by msg.reset while it is sent, and its job is gone', async () => {
    await deploy();
    const held = emulator.fault({ kind: 'hold', path: '/v1/listen' });
    nodeRed.send('in', { payload: wav, deepgramOptions: { tag: 'cancelled' } });
    await held.reached;
    nodeRed.send('in', { reset: true });
    await nodeRed.until('completed', 2);
    await emulator.waitForAbort(({ query }) => query.get('tag') === 'cancelled');
    assert.deepEqual([nodeRed.received('out'), nodeRed.received('caught')], [[], []]);
    await untilStatus(nodeRed, 'callback', 'ready');
    assert.equal((await hear({ payload: wav })).result.payload, TEXT);
  });

  describe('to a URL of somebody else', () => {
    let receiver: AnsweringServer;
    before(async () => {
      receiver = await startAnsweringServer();
    });
    after(() => receiver.close());

    it('Deepgram’s answer goes there, without a job', async () => {
      const delivered = new Promise<{ method: string; url: string; body: string }>((resolve) => {
        receiver.answer = (response, { method = '', url = '' }, body) => {
          response.end();
          resolve({ method, url, body: body.toString() });
        };
      });
      const url = { callbackUrl: 'to', callbackUrlType: 'msg', callbackMethod: 'PUT' };
      await deploy({ transcribe: { endpoint: '', ...url } });
      nodeRed.send('in', { payload: wav, to: `${receiver.url}/bucket/a.json?X-Signature=presignedword` });
      const [accepted] = await nodeRed.until('out');
      assert.deepEqual(accepted?.deepgram, {
        ...{ requestId: accepted?.deepgram?.requestId, deliverTo: `${receiver.url}/bucket/a.json` },
      });
      const { method, url: at, body } = await delivered;
      assert.deepEqual([method, at], ['PUT', '/bucket/a.json?X-Signature=presignedword']);
      const { results } = JSON.parse(body);
      assert.equal(results.channels[0].alternatives[0].transcript, TEXT);
      assert.doesNotMatch(nodeRed.log(), /presignedword/);
    });
  });
});
