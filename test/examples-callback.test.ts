import assert from 'node:assert/strict';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Emulator, startEmulator } from '../emulator/server.js';
import { askForDelivery } from './examples/ask.js';
import { openBucket } from './examples/bucket.js';
import { deployExample, pressButton as press } from './examples/deploy.js';
import { leaveVoicemail } from './examples/leave-voicemail.js';
import { assertPlays } from './examples/plays.js';
import { readExample } from './examples/read.js';
import type { NodeRed } from './helpers/node-red.js';
import { say, silence } from './helpers/recordings.js';
import { sharedNodeRed } from './helpers/shared.js';

describe('the examples of the Import menu that have results delivered', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  before(async () => {
    [nodeRed, emulator] = await Promise.all([
      sharedNodeRed(),
      startEmulator({ callbacks: { anyPort: true, retryEveryMs: 50, retries: 100 } }),
    ]);
  });
  after(() => emulator.close());
  afterEach(() => emulator.clearFaults());

  const deploy = (file: string, changes: Record<string, object> = {}, tapped: string[] = []) =>
    deployExample(nodeRed, emulator, file, { changes, tapped });
  const pressButton = (id: string) => press(nodeRed, id);

  it('"Speak by callback" is accepted at once, and writes a file that plays when the audio comes', async () => {
    const filename = path.join(nodeRed.userDir, 'later.mp3');
    const late = emulator.fault({ kind: 'callback-late' });
    await deploy('Speak by callback', { 'later-file': { filename } }, ['later-speak', 'later-file']);
    await pressButton('later-text');
    const [accepted] = await nodeRed.until('later-speak-sink');
    assert.equal(accepted?.payload, 'Hello! I had myself delivered.');
    late.release();
    const [written] = await nodeRed.until('later-file-sink');
    assert.equal(written?.deepgram?.requestId, accepted?.deepgram?.requestId);
    await assertPlays(await readFile(filename), 'mp3');
  });

  it('"Speak by callback" tells a result that did not come from a text that was not accepted', async () => {
    const templates = ['later-missed', 'later-failed'];
    await deploy('Speak by callback', { 'deepgram-endpoint': { deadline: 0.001 } }, templates);
    emulator.fault({ kind: 'callback-lost' });
    await pressButton('later-text');
    const [missed] = await nodeRed.until('later-missed-sink');
    assert.match(String(missed?.payload), /^Nothing came for “Hello! I had myself delivered.”: No result/);

    emulator.fault({ kind: 'status', status: 402 });
    await pressButton('later-text');
    const [failed] = await nodeRed.until('later-failed-sink');
    assert.match(String(failed?.payload), /^“Hello! I had myself delivered.” can’t be spoken: .*credit/);
  });

  it('"Deliver into a bucket" has the audio put there, and tells no signature', async () => {
    const bucket = await openBucket();
    const props = [
      { p: 'payload' },
      { p: 'upload', v: `${bucket.url}/a.mp3?X-Amz-Signature=5ec2e7`, vt: 'str' },
    ];
    await deploy('Deliver into a bucket', { 'bucket-text': { props } }, ['bucket-speak']);
    await pressButton('bucket-text');
    const { method, url, contentType, body } = await bucket.uploaded;
    assert.deepEqual([method, url, contentType], ['PUT', '/a.mp3?X-Amz-Signature=5ec2e7', 'audio/mpeg']);
    await assertPlays(body, 'mp3');
    const [accepted] = await nodeRed.until('bucket-speak-sink');
    assert.equal(accepted?.deepgram?.deliverTo, `${bucket.url}/a.mp3`);
    bucket.close();
  });

  it('"Deliver into a bucket" says that the upload URL is missing', async () => {
    await deploy('Deliver into a bucket', {}, ['bucket-catch']);
    await pressButton('bucket-text');
    const [caught] = await nodeRed.until('bucket-catch-sink');
    assert.match(JSON.stringify(caught?.error), /There is no address to deliver to/);
  });

  it('"Results that others asked for" has Deepgram try again until the file is written', async () => {
    const folder = path.join(nodeRed.userDir, 'others');
    const file = 'Results that others asked for';
    const writing = readExample(`${file}.json`).find(({ id }) => id === 'others-file');
    const credentials = { secret: '', username: 'some body', password: 'p@ss' };
    await deploy(file, {
      'deepgram-endpoint': { publicUrl: nodeRed.url, credentials },
      'others-file': { filename: `${JSON.stringify(`${folder}/`)} & ${writing?.filename}` },
    });
    const callback = new URL('/deepgram/callback', nodeRed.url);
    Object.assign(callback, { username: 'some body', password: 'p%40ss' });

    await askForDelivery(emulator, 'For somebody else.', callback.href);
    const failed = await emulator.waitForDelivery(({ url }) => url.endsWith('/deepgram/callback'));
    assert.equal(failed.status, 503, 'there is no folder to write to');
    await mkdir(folder);
    await emulator.waitForDelivery(
      ({ requestId, status }) => requestId === failed.requestId && status === 200,
    );
    const [name = '', ...others] = await readdir(folder);
    assert.match(name, /^result-[0-9a-f]+\.mp3$/);
    assert.deepEqual(others, []);
    await assertPlays(await readFile(path.join(folder, name)), 'mp3');
  });

  it('"Voicemail by callback" accepts a recording at once, and makes a mail of it later', async () => {
    const recording = await say(emulator, 'This is your dentist. Please call us back.');
    const late = emulator.fault({ kind: 'callback-late' });
    await deploy('Voicemail by callback', {}, ['voicemail-mail']);
    const { status, answer } = await leaveVoicemail(nodeRed.url, recording, '+49 30 901820');
    assert.equal(status, 202);
    late.release();
    const [mail] = await nodeRed.until('voicemail-mail-sink');
    assert.equal(mail?.deepgram?.requestId, answer.accepted);
    assert.equal(mail?.topic, 'Voicemail from +49 30 901820');
    assert.match(String(mail?.payload), /^This is your dentist\. Please call us back\.\n\n\(\d s\)$/);
  });

  it('"Voicemail by callback" says of whom nothing was heard, and what was no recording', async () => {
    await deploy('Voicemail by callback', {}, ['voicemail-mail']);
    assert.equal((await leaveVoicemail(nodeRed.url, silence(2))).status, 202);
    const [mail] = await nodeRed.until('voicemail-mail-sink');
    assert.deepEqual([mail?.topic, mail?.payload], ['Voicemail from somebody', 'Nothing was said.\n\n(2 s)']);
    const text = await leaveVoicemail(nodeRed.url, Buffer.from('This is a text.'));
    assert.deepEqual(text, {
      ...{ status: 400, answer: { code: 'BAD_REQUEST', message: 'This is text, not audio.' } },
    });
    const nothing = await leaveVoicemail(nodeRed.url);
    assert.deepEqual([nothing.status, nothing.answer.code], [400, 'BAD_REQUEST']);
  });

  it('"Voicemail by callback" tells people of a transcript that did not come', async () => {
    const recording = await say(emulator, 'It is urgent.');
    const changes = { 'deepgram-endpoint': { publicUrl: nodeRed.url, deadline: 0.001 } };
    await deploy('Voicemail by callback', changes, ['voicemail-missed']);
    emulator.fault({ kind: 'callback-lost' });
    await leaveVoicemail(nodeRed.url, recording, 'Grandma');
    const [missed] = await nodeRed.until('voicemail-missed-sink');
    assert.match(String(missed?.payload), /^A voicemail from Grandma can’t be read: No result came within/);
  });
});
