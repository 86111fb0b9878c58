import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Emulator, startEmulator } from '../emulator/server.js';
import { askForDelivery } from './examples/ask.js';
import { openBucket } from './examples/bucket.js';
import { deployExample, pressButton as press } from './examples/deploy.js';
import { leaveVoicemail } from './examples/leave-voicemail.js';
import { listen } from './examples/listen.js';
import { meetingOf } from './examples/meeting.js';
import { assertPlays } from './examples/plays.js';
import { EXAMPLES, readExample, wiresOf } from './examples/read.js';
import type { FlowNode, NodeRed } from './helpers/node-red.js';
import { say, silence } from './helpers/recordings.js';
import { sharedNodeRed } from './helpers/shared.js';

const FILES = readdirSync(EXAMPLES);
const OURS = '@deepgram-contrib/node-red-deepgram';

describe('the examples of the Import menu', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let url: string;
  before(async () => {
    nodeRed = await sharedNodeRed();
    emulator = await startEmulator({ callbacks: { anyPort: true, retryEveryMs: 50, retries: 100 } });
    ({ url } = emulator);
  });
  after(() => emulator.close());
  afterEach(() => emulator.clearFaults());

  const deploy = (
    file: string,
    changes: Record<string, object> = {},
    tapped: string[] = [],
    more: FlowNode[] = [],
  ) => deployExample(nodeRed, emulator, file, { changes, tapped, more });
  const pressButton = (id: string) => press(nodeRed, id);

  for (const file of FILES) {
    it(`${file} is a flow with a comment, of core nodes and ours, without a key`, async () => {
      const flow = readExample(file);
      const types = await typesOf(nodeRed);
      for (const { type } of flow) {
        assert.ok(type === 'tab' || ['node-red', OURS].includes(types.get(type) ?? ''), type);
      }
      assert.ok(flow.some(({ type, info }) => type === 'comment' && String(info).includes('API key')));
      assert.ok(flow.some(({ type }) => /^deepgram-(config|callback-endpoint)$/.test(type)));
      assert.doesNotMatch(JSON.stringify(flow), /credentials|apiKey/);
    });

    it(`${file} has its nodes on its tab, each wire to the right`, () => {
      const flow = readExample(file);
      const [tab] = flow;
      assert.equal(tab?.type, 'tab');
      assert.equal(`${tab?.label}.json`, file);
      for (const node of flow.filter(({ wires }) => wires !== undefined)) {
        assert.equal(node.z, tab?.id, node.id);
        for (const target of wiresOf(node).flat()) {
          const next = flow.find(({ id }) => id === target);
          assert.ok(Number(next?.x) > Number(node.x), `${node.id} -> ${target}`);
        }
      }
    });

    it(`${file} deploys without a complaint`, async () => {
      const before = nodeRed.log().length;
      await deploy(path.parse(file).name);
      assert.doesNotMatch(nodeRed.log().slice(before), /\[(warn|error|fatal)\]/);
    });
  }

  it('"Say a sentence" writes a file that plays', async () => {
    const filename = path.join(nodeRed.userDir, 'sentence.mp3');
    await deploy('Say a sentence', { 'sentence-file': { filename } }, ['sentence-file']);
    await pressButton('sentence-text');
    await nodeRed.until('sentence-file-sink');
    await assertPlays(await readFile(filename), 'mp3');
  });

  it('"Speak in a web page" speaks at start, serves the page, and answers it with audio', async () => {
    await deploy('Speak in a web page', {}, ['page-hello']);
    const [hello] = await nodeRed.until('page-hello-sink');
    await assertPlays(hello?.payload, 'mp3');
    const page = await fetch(`${nodeRed.url}/speak`);
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
    const answer = await fetch(`${nodeRed.url}/speak`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'Hello.', voice: 'flux-alexis-en', encoding: 'flac' }),
    });
    assert.equal(answer.headers.get('content-type'), 'audio/flac');
    await assertPlays(Buffer.from(await answer.arrayBuffer()), 'flac');
  });

  it('"Speak in a web page" hands a text in, and has the audio for its job when that was delivered', async () => {
    await deploy('Speak in a web page', {}, ['page-result']);
    const answer = await fetch(`${nodeRed.url}/speak`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        text: 'Later.',
        voice: 'aura-2-thalia-en',
        encoding: 'mp3',
        delivery: 'callback',
      }),
    });
    assert.equal(answer.status, 202);
    const { job, requestId } = (await answer.json()) as { job: string; requestId: string };
    const [delivered] = await nodeRed.until('page-result-sink');
    assert.deepEqual([delivered?._msgid, delivered?.deepgram?.requestId], [job, requestId]);
    const result = await fetch(`${nodeRed.url}/speak/result?job=${job}`);
    assert.equal(result.headers.get('content-type'), 'audio/mpeg');
    await assertPlays(Buffer.from(await result.arrayBuffer()), 'mp3');
    assert.equal((await fetch(`${nodeRed.url}/speak/result?job=another`)).status, 204);
  });

  it('"Speak in a web page" keeps the last 20 results', async () => {
    const more = [
      { ...{ id: 'in', type: 'test-source', z: 'page-tab', x: 0, y: 0 }, wires: [['page-keep', 'kept']] },
      { ...{ id: 'kept', type: 'test-sink', z: 'page-tab', x: 0, y: 0 }, wires: [] },
    ];
    await deploy('Speak in a web page', {}, [], more);
    const results = Array.from({ length: 21 }, (_, index) => ({
      ...{ _msgid: `job${index}`, payload: Buffer.from('audio'), contentType: 'audio/mpeg', deepgram: {} },
    }));
    nodeRed.send('in', ...results);
    await nodeRed.until('kept', results.length);
    const statusOf = async (job: string) => (await fetch(`${nodeRed.url}/speak/result?job=${job}`)).status;
    assert.deepEqual(await Promise.all(['job0', 'job1', 'job20'].map(statusOf)), [204, 200, 200]);
  });

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

  it('"File to captions" writes subtitles beside the recording', async () => {
    const folder = path.join(nodeRed.userDir, 'captions');
    await mkdir(folder);
    const recording = path.join(folder, 'holiday.part 1.wav');
    await writeFile(recording, await say(emulator, 'The sea was warm. Nobody wanted to go home.'));
    await deploy('File to captions', { 'captions-recording': naming(recording) }, ['captions-file']);
    await pressButton('captions-recording');
    await nodeRed.until('captions-file-sink');
    const written = await readFile(path.join(folder, 'holiday.part 1.srt'), 'utf8');
    assert.match(written, /^1\n00:00:00,\d{3} --> 00:00:0\d,\d{3}\n/);
    const words = written.split('\n').filter((line) => /^[A-Z]?[a-z]/.test(line));
    assert.equal(words.join(' '), 'The sea was warm. Nobody wanted to go home.');
  });

  it('"File to captions" says which file has no subtitles, and why', async () => {
    const recording = path.join(nodeRed.userDir, 'nowhere.mp4');
    const changes = { 'captions-recording': naming(recording) };
    await deploy('File to captions', changes, ['captions-failed']);
    await pressButton('captions-recording');
    const [failed] = await nodeRed.until('captions-failed-sink');
    assert.equal(failed?.payload, `${recording} gets no subtitles: ${recording} can't be read (ENOENT).`);
  });

  it('"Meeting to speakers" writes a line for each turn, beside the recording', async () => {
    const folder = path.join(nodeRed.userDir, 'meeting');
    await mkdir(folder);
    const recording = path.join(folder, 'monday.wav');
    await writeFile(recording, await meetingOf(emulator));
    const changes = { 'meeting-recording': naming(recording) };
    await deploy('Meeting to speakers', changes, ['meeting-file', 'meeting-turns']);
    await pressButton('meeting-recording');
    await nodeRed.until('meeting-file-sink');
    const turns = (await nodeRed.until('meeting-turns-sink', 3)).map(({ payload }) => payload);
    assert.deepEqual(turns, [
      'Speaker 1: Welcome, everybody. Shall we begin?',
      'Speaker 2: Not yet, please. I can hear nothing.',
      'Speaker 1: Then we wait for a while.',
    ]);
    assert.equal(await readFile(path.join(folder, 'monday.txt'), 'utf8'), turns.join('\n'));
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

  it('"Transcribe in a web page" serves the page, speaks, and answers a recording with text and captions', async () => {
    await deploy('Transcribe in a web page');
    const page = await fetch(`${nodeRed.url}/transcribe`);
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
    const spoken = await fetch(`${nodeRed.url}/transcribe/speak`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'This is said and written.' }),
    });
    assert.match(spoken.headers.get('content-type') ?? '', /^audio\/wav/);
    const form = new FormData();
    form.append('recording', await spoken.blob(), 'recording');
    const answer = await fetch(`${nodeRed.url}/transcribe`, { method: 'POST', body: form });
    const { text, captions, about } = (await answer.json()) as Record<string, unknown>;
    assert.equal(text, 'This is said and written.');
    assert.match(String(captions), /^WEBVTT\n\n00:00:.* --> .*\nThis is said and written\.\n$/);
    assert.equal((about as { language: string }).language, 'en');
  });

  it('"Stream audio as it arrives" sends bare samples over a WebSocket, then words', async () => {
    await deploy('Stream audio as it arrives');
    const spoken = await listen(nodeRed.url, 'Hello. This comes in pieces.');
    assert.match(spoken.words, /^[\d.]+ s of speech, the first of it after \d+ ms$/);
    assert.ok(spoken.pieces.length > 1);
    for (const piece of spoken.pieces) assert.equal(piece.length % 2, 0, 'no sample is cut');
    const seconds = Buffer.concat(spoken.pieces).length / 2 / 24_000;
    assert.ok(Math.abs(seconds - Number.parseFloat(spoken.words)) < 0.06, `${seconds} s`);

    const failed = await listen(nodeRed.url, '   ');
    assert.deepEqual(failed, { pieces: [], words: 'There is no text in msg.payload. (BAD_REQUEST)' });
  });

  it('"Announce an error kindly" says what is to be done about each kind of error', async () => {
    const templates = ['kindly-account', 'kindly-later', 'kindly-message'];
    const file = 'Announce an error kindly';
    await deploy(file, {}, [...templates, 'kindly-speak']);
    await pressButton('kindly-fine');
    const [spoken] = await nodeRed.until('kindly-speak-sink');
    await assertPlays(spoken?.payload, 'mp3');

    await pressButton('kindly-nothing');
    await pressButton('kindly-hurry');
    const [nothing, hurry] = await nodeRed.until('kindly-message-sink', 2);
    assert.equal(nothing?.payload, 'This can’t be announced: There is no text in msg.payload.');
    assert.match(String(hurry?.payload), /speed must be a number from 0.7 to 1.5, not 9/);

    emulator.fault({ kind: 'status', status: 402 });
    await pressButton('kindly-fine');
    const [noCredit] = await nodeRed.until('kindly-account-sink');
    assert.match(String(noCredit?.payload), /until somebody looks after the Deepgram account/);

    await deploy(file, { 'deepgram-account': { url, retries: 0 } }, templates);
    emulator.fault({ kind: 'status', status: 503 });
    await pressButton('kindly-fine');
    const [busy] = await nodeRed.until('kindly-later-sink');
    assert.match(String(busy?.payload), /try again in a minute/);
  });
});

/** An inject node that names a file. */
function naming(filename: string): object {
  return { props: [{ p: 'filename', v: filename, vt: 'str' }] };
}

/** The package that each type of node comes from. */
async function typesOf({ url }: NodeRed): Promise<Map<string, string>> {
  const answer = await fetch(`${url}/nodes`, { headers: { accept: 'application/json' } });
  const sets = (await answer.json()) as { module: string; types: string[] }[];
  return new Map(sets.flatMap(({ module, types }) => types.map((type) => [type, module])));
}
