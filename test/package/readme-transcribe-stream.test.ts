import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { LIMITS } from '../../emulator/listen-stream/options.js';
import { STREAM_MS } from '../../src/callback/jobs.js';
import { RECONNECT_LIMIT_MS } from '../../src/client/reconnect.js';
import { readTranscribeStreamSettings } from '../../src/node-red/transcribe-stream-settings.js';
import { LISTEN_LIMITS } from '../../src/transcribe/stream/limits.js';
import { ROOT } from '../helpers/root.js';
import { limitIn } from './limits.js';
import { CONTRIBUTING, guide } from './readme.js';

const LIVE = guide('transcribe-stream');
const CALLBACKS = guide('callbacks');
const HELP = readFileSync(path.join(ROOT, 'nodes/locales/en-US/deepgram-transcribe-stream.html'), 'utf8');
const PRESET = readTranscribeStreamSettings({ id: '', type: 'deepgram-transcribe-stream', name: '' });
const MB = 1024 * 1024;

/** The cells of a row in one of the guide's tables. */
function cells(what: string): string[] {
  const row = LIVE.split('\n').find((line) => line.startsWith(`| ${what} `));
  return (row ?? '').split('|').map((cell) => cell.trim());
}

const seconds = (ms: number) => `${ms / 1000} seconds`;

/** What the dialog calls things, without their units. */
function dialog() {
  const texts = readFileSync(path.join(ROOT, 'nodes/locales/en-US/deepgram-transcribe-stream.json'), 'utf8');
  const { label, emit, parameters } = JSON.parse(texts)['deepgram-transcribe-stream'];
  const parameterLabels = Object.values<{ label: string }>(parameters).map((row) => row.label);
  return {
    labels: [...Object.values<string>(label), ...parameterLabels].map((text) => text.replace(/ \(.*\)$/, '')),
    emits: Object.values<string>(emit),
  };
}

describe('what the guide says of transcribing while somebody speaks', () => {
  it('has Deepgram’s limits as the emulator has them, and how they are kept', () => {
    const [, , idle, kept] = cells('A connection without audio');
    assert.equal(idle, `is closed after ${seconds(LIMITS.idleMs)}`);
    assert.ok(kept?.startsWith(`It is told every ${seconds(LISTEN_LIMITS.keepAlive)} `), kept);
    assert.equal(cells('The first audio')[2], `within ${seconds(LIMITS.firstAudioMs)}`);
    assert.equal(cells('Pace')[2], `${LISTEN_LIMITS.replaySpeed} times real time`);
  });

  it('has our own limits as they are', () => {
    const { waiting, replay, finalize, closing } = LISTEN_LIMITS;
    assert.ok(cells('Audio that waits')[2]?.startsWith(`${waiting / MB} MB in a session;`));
    assert.ok(cells('Audio that is sent again')[2]?.startsWith(`the last ${seconds(replay)} of bare`));
    assert.ok(cells('A lost connection')[2]?.includes(` for ${seconds(RECONNECT_LIMIT_MS)}.`));
    const [wasted, slot] = ['WASTED_LIMIT', 'SLOT_MS'].map((name) =>
      limitIn('client/reconnect.ts', new RegExp(`${name} = ([\\d *_]+);`)),
    );
    const again = cells('One that ends at once')[2] ?? '';
    assert.ok(again.startsWith(`${wasted} times in a row`) && again.endsWith(` ${seconds(slot ?? 0)} apart`));
    assert.ok(cells('An answer to `finalize`')[2]?.startsWith(`${seconds(finalize)};`));
    assert.ok(cells('The end of a session')[2]?.startsWith(`${seconds(closing)} for`));
    assert.ok(cells('`msg.action = "close"`')[2]?.includes(` for ${seconds(closing)} at most`));
    assert.ok(LIVE.includes(`after ${seconds(PRESET.idle)} without audio`));
  });

  it('has the same numbers as the help of the node', () => {
    const { waiting, replay, closing } = LISTEN_LIMITS;
    for (const number of [`${waiting / MB} MB`, seconds(replay), seconds(closing)])
      assert.ok(HELP.includes(number), number);
  });

  it('names what is in the dialog as it stands there', () => {
    const { labels, emits } = dialog();
    for (const name of ['Model', 'Format', 'Rate', 'Audio', 'Send', 'Sessions', 'Eager end']) {
      assert.ok(labels.includes(name), name);
      assert.ok(LIVE.includes(`*${name}*`), name);
    }
    for (const emit of emits) assert.ok(LIVE.includes(`| *${emit}* `), emit);
    assert.ok(labels.includes('Method') && CALLBACKS.includes('| *Method* '));
  });

  it('has the limits of results that are delivered as they are', () => {
    const period = limitIn('callback/heartbeat.ts', /PERIOD_MS = ([\d *_]+);/);
    assert.ok(CALLBACKS.includes(`found out within ${seconds(2 * period)}`));
    assert.ok(CALLBACKS.includes(`lives ${STREAM_MS / 3_600_000} hours longer`));
    const after = limitIn('callback/stream-life.ts', /AFTER_END_MS = ([\d *_]+);/);
    assert.ok(CALLBACKS.includes(`last results may take ${after / 60_000} minutes`));
  });

  it('names its room', () => assert.match(CONTRIBUTING, /^\| `src\/transcribe\/stream\/`/m));
});
