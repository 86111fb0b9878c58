import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Emulator, startEmulator } from '../emulator/server.js';
import { deployExample, pressButton as press } from './examples/deploy.js';
import { meetingOf } from './examples/meeting.js';
import type { NodeRed } from './helpers/node-red.js';
import { say } from './helpers/recordings.js';
import { sharedNodeRed } from './helpers/shared.js';

describe('the examples of the Import menu that transcribe recordings', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), startEmulator()]);
  });
  after(() => emulator.close());
  afterEach(() => emulator.clearFaults());

  const deploy = (file: string, changes: Record<string, object> = {}, tapped: string[] = []) =>
    deployExample(nodeRed, emulator, file, { changes, tapped });
  const pressButton = (id: string) => press(nodeRed, id);

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
});

/** An inject node that names a file. */
function naming(filename: string): object {
  return { props: [{ p: 'filename', v: filename, vt: 'str' }] };
}
