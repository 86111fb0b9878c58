import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { JSON_LIMIT } from '../../src/client/json-answer.js';
import { RESULTS } from '../../src/transcribe/result-forms.js';
import { ROOT } from '../helpers/root.js';
import { limit, limitIn } from './limits.js';
import { CONTRIBUTING, guide } from './readme.js';

const TRANSCRIBE = guide('transcribe');
const MB = 1024 * 1024;

interface Texts {
  readonly result: Readonly<Record<string, string>>;
  readonly source: Readonly<Record<string, string>>;
  readonly label: Readonly<Record<string, string>>;
}

const TEXTS: Texts = JSON.parse(
  readFileSync(path.join(ROOT, 'nodes/locales/en-US/deepgram-transcribe.json'), 'utf8'),
)['deepgram-transcribe'];

describe('what the guide says of transcribing', () => {
  it('has the limits as they are', () => {
    const waiting = limitIn('node-red/sequences.ts', /WAITING_LIMIT = ([\d *_]+);/);
    assert.ok(limit('Of a sequence that waits to be sent')?.includes(` ${waiting / MB} MB, then`));
    assert.ok(limit('A transcript')?.includes(` ${JSON_LIMIT / MB} MB of JSON`));
  });

  it('has the patience as it is', () => {
    const minutes = (of: string) =>
      limitIn('transcribe/transcribe.ts', new RegExp(`ANSWER_MS = \\{.*${of}: ([\\d *_]+)`)) / 60_000;
    const patience = limit('Patience') ?? '';
    assert.ok(
      patience.includes(`${minutes('usual')} minutes, on Whisper models after ${minutes('whisper')},`),
    );
    assert.equal(minutes('grace'), 0.5);
    assert.ok(patience.includes('half a minute later'));
  });

  it('has every form of a result as the dialog names it', () => {
    for (const result of RESULTS) assert.ok(TRANSCRIBE.includes(`*${TEXTS.result[result]}*`), result);
    assert.deepEqual(Object.keys(TEXTS.result).sort(), [...RESULTS].sort());
  });

  it('names what is in the dialog as it stands there', () => {
    assert.ok(TRANSCRIBE.includes(`*${TEXTS.source.file}*`));
    for (const label of ['source', 'find', 'output']) {
      assert.ok(TRANSCRIBE.includes(`*${TEXTS.label[label]}*`), label);
    }
    assert.ok(CONTRIBUTING.includes('`src/transcribe/`'));
  });
});
