import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { MODELS } from '../../src/transcribe/models.js';
import { PARAMETERS, type ParameterRow, rowOf } from '../../src/transcribe/parameters.js';
import { ROOT } from '../helpers/root.js';

const TYPES = path.join(ROOT, 'node_modules/@deepgram/sdk/dist/cjs/api');
const LISTEN = 'resources/listen/resources/v1';
const REQUEST = `${LISTEN}/resources/media/client/requests/MediaTranscribeRequestOctetStream.d.ts`;

/** Set elsewhere in the dialog. */
const ELSEWHERE = ['callback', 'callback_method', 'model'];

/** What the SDK's types lack, and Deepgram's documentation has. */
const NOT_IN_SDK = ['alternatives', 'channels', 'sample_rate'];

/** Parameters that only a live stream has. */
const LIVE_ONLY = ['endpointing', 'interim_results', 'utterance_end_ms', 'vad_events'];

function read(file: string): string {
  return readFileSync(path.join(TYPES, file), 'utf8');
}

/** Each property of an interface with its type, as they are written. */
function propertiesOf(text: string): Map<string, string> {
  const lines = [...text.matchAll(/^ +(\w+)\??: ([^;]+);$/gm)];
  return new Map(lines.map(([, name = '', type = '']) => [name, type]));
}

/** The words that one of the SDK's types allows. */
function valuesOf(type: string): string[] {
  const file = `${LISTEN}/resources/media/types/${type.split('.').at(-1)}.d.ts`;
  return [...read(file).matchAll(/: "([^"]+)"/g)].map(([, value = '']) => value);
}

function difference(some: Iterable<string>, others: Iterable<string>): string[] {
  const known = new Set(others);
  return [...some].filter((name) => !known.has(name)).sort();
}

describe('the table of parameters beside the types of the official SDK', () => {
  const theirs = propertiesOf(read(REQUEST));
  const ours = PARAMETERS.map(({ name }) => name);

  it('lacks none of theirs', () => {
    assert.ok(theirs.size > 35, 'the types are where they are looked for');
    assert.deepEqual(difference(theirs.keys(), [...ours, ...ELSEWHERE]), []);
  });

  it('has no others than those known to be missing there', () =>
    assert.deepEqual(difference(ours, theirs.keys()), NOT_IN_SDK));

  for (const [name, type] of theirs) {
    const row = rowOf(name);
    if (row) it(`${name} is of the same type`, () => compare(row, type));
  }

  it('takes live what they take live', () => {
    const [, connection = ''] = read(`${LISTEN}/client/Client.d.ts`).split('interface ConnectArgs');
    const live = [...connection.matchAll(/^ +(\w+)\??: Deepgram\./gm)].map(([, name = '']) => name);
    assert.ok(live.length > 25, 'the types are where they are looked for');
    const oursLive = PARAMETERS.filter((row) => row.live).map(({ name }) => name);
    assert.deepEqual(difference(live, [...oursLive, ...ELSEWHERE, ...LIVE_ONLY]), []);
    assert.deepEqual(difference(oursLive, live), []);
  });
});

describe('the list of models beside the types of the official SDK', () => {
  const theirs = valuesOf('MediaTranscribeRequestModel');

  it('lacks none of theirs', () => {
    assert.ok(theirs.length > 25, 'the types are where they are looked for');
    assert.deepEqual(
      difference(
        theirs,
        MODELS.map(({ model }) => model),
      ),
      [],
    );
  });

  it('has no others than those known to be missing there', () => {
    const ours = MODELS.filter(({ family }) => family !== 'whisper' && family !== 'flux').map(
      ({ model }) => model,
    );
    assert.deepEqual(difference(ours, theirs), [
      'base-general',
      'nova-2-atc',
      'nova-2-phonecall',
      'nova-3-pharma',
    ]);
  });
});

function compare(row: ParameterRow, type: string): void {
  if (type === 'boolean') {
    // Recordings take a list of languages as well (docs/language-detection).
    assert.ok(row.type === 'boolean' || row.name === 'detect_language');
  } else if (type === 'number') {
    assert.equal(row.type, 'number');
  } else if (type === 'string | string[]') {
    assert.equal(row.type, 'list');
  } else if (type === 'string') {
    // Repeated in the documentation, a text in the types.
    assert.ok(row.type === 'text' || row.name === 'redact');
  } else {
    assert.ok(row.type === 'choice');
    assert.deepEqual(difference(valuesOf(type), row.values), []);
  }
}
