import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { LIMITS } from '../../emulator/speak-stream/options.js';
import { RECONNECT_LIMIT_MS } from '../../src/client/reconnect.js';
import { readSpeakStreamSettings } from '../../src/node-red/speak-stream-settings.js';
import { STREAM_LIMITS } from '../../src/speak/stream/limits.js';
import { ROOT } from '../helpers/root.js';
import { limitIn } from './limits.js';
import { CONTRIBUTING, guide } from './readme.js';

const STREAM = guide('speak-stream');
const PRESET = readSpeakStreamSettings({ id: '', type: 'deepgram-speak-stream', name: '' });

/** The cells of a row in one of the guide's tables. */
function cells(what: string): string[] {
  const row = STREAM.split('\n').find((line) => line.startsWith(`| ${what} `));
  return (row ?? '').split('|').map((cell) => cell.trim());
}

const number = (count: number) => count.toLocaleString('en-US');
const seconds = (ms: number) => `${ms / 1000} seconds`;

describe('what the guide says of speaking while text is written', () => {
  it('has Deepgram’s limits as the emulator has them', () => {
    assert.equal(cells('Flushes')[2], `${LIMITS.flushes} in ${seconds(LIMITS.flushWindowMs)}`);
    assert.equal(cells('Text of one message')[2], `${number(LIMITS.charactersPerMessage)} characters`);
    assert.equal(cells('Text of one connection')[2], `${number(LIMITS.characters)} characters a minute`);
    assert.equal(LIMITS.characterWindowMs, 60_000);
    assert.equal(cells('Age of a connection')[2], `${LIMITS.lifeMs / 60_000} minutes`);
  });

  it('says how they are kept as they are kept', () => {
    const { flushes, flushWindow, message, characters, characterWindow, life } = STREAM_LIMITS;
    const done = cells('Flushes')[3] ?? '';
    const burst = flushes / 2;
    const pace = `After ${burst} at once there is one every ${seconds(flushWindow / (flushes - burst))},`;
    assert.ok(done.startsWith(`${flushes} in ${seconds(flushWindow)}. ${pace}`), done);
    assert.equal(message, LIMITS.charactersPerMessage);
    const text = cells('Text of one connection')[3] ?? '';
    assert.ok(text.startsWith(`${number(characters)} characters in ${seconds(characterWindow)};`), text);
    assert.ok(cells('Age of a connection')[3]?.startsWith(`After ${life / 60_000} a new one`));
  });

  it('has our own limits as they are', () => {
    const { waiting, characters, unheard } = STREAM_LIMITS;
    const minutes = waiting / characters;
    const text = cells('Text that waits')[2] ?? '';
    assert.ok(text.startsWith(`${number(waiting)} characters in a session, ${minutes} minutes of`), text);
    assert.ok(cells('Audio that waits')[2]?.includes(`*Ahead*, ${seconds(unheard)};`));
    assert.ok(cells('A connection that is lost')[2]?.includes(` for ${seconds(RECONNECT_LIMIT_MS)},`));
    const [wasted, rest] = ['WASTED_LIMIT', 'SLOT_MS'].map((name) =>
      limitIn('client/reconnect.ts', new RegExp(`${name} = ([\\d *_]+);`)),
    );
    const again = cells('A connection that ends at once')[2] ?? '';
    assert.ok(again.startsWith(`${wasted} times in a row`) && again.endsWith(` ${seconds(rest ?? 0)} apart`));
    const closing = limitIn('speak/stream/session.ts', /CLOSING_MS = ([\d *_]+);/);
    assert.ok(cells('The end')[2]?.startsWith(`${seconds(closing)};`));
    assert.ok(cells('`msg.action = "close"`')[2]?.includes(` for ${seconds(closing)} at most`));
  });

  it('has the numbers that the node begins with', () => {
    assert.ok(STREAM.includes(`after ${PRESET.pause} ms without new text (*Pause*)`));
    assert.ok(STREAM.includes(`after ${seconds(PRESET.idle)} without work`));
  });

  it('names what is in the dialog as it stands there', () => {
    const texts = readFileSync(path.join(ROOT, 'nodes/locales/en-US/deepgram-speak-stream.json'), 'utf8');
    const { label, flush } = JSON.parse(texts)['deepgram-speak-stream'];
    // Units stand behind some.
    const labels = Object.values<string>(label).map((text) => text.replace(/ \(.*\)$/, ''));
    for (const name of [
      'Text',
      'Format',
      'Rate',
      'Header',
      'Speak',
      'Pause',
      'Sessions',
      'Length',
      'Ahead',
    ]) {
      assert.ok(labels.includes(name), name);
      assert.ok(STREAM.includes(`*${name}*`), name);
    }
    for (const way of Object.values<string>(flush)) assert.ok(STREAM.includes(`| *${way}* `), way);
  });

  it('names its rooms', () => {
    for (const room of ['src/speak/stream/', 'src/audio/'])
      assert.match(CONTRIBUTING, new RegExp(`^\\| \`${room}\``, 'm'));
  });
});
