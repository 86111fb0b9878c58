import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OUTCOMES } from '../../src/client/check-outcome.js';
import { offerOf } from '../../src/editor/choices.js';
import { check as checkSpeech, checkStream } from '../../src/speak/check.js';
import { ENCODINGS, STREAM } from '../../src/speak/parameters.js';
import { familyOf, VOICES } from '../../src/speak/voices.js';
import { check } from '../../src/transcribe/check.js';
import { checkLive } from '../../src/transcribe/check-live.js';
import { MODELS } from '../../src/transcribe/models.js';
import { EMITS } from '../../src/transcribe/needs-live.js';
import { PARAMETERS } from '../../src/transcribe/parameters.js';
import { LIVE_ROWS } from '../../src/transcribe/parameters-live.js';
import { RESULTS } from '../../src/transcribe/results.js';

const NODES = join(__dirname, '..', '..', '..', 'nodes');
const TYPES = [
  ...['deepgram-config', 'deepgram-speak', 'deepgram-speak-stream', 'deepgram-transcribe'],
  'deepgram-transcribe-stream',
  ...['deepgram-callback-endpoint', 'deepgram-callback-in'],
];

interface Texts {
  [key: string]: string | Texts;
}

describe('the English texts', () => {
  for (const type of TYPES) {
    it(`have every key that the dialog of ${type} names`, () => {
      const html = readFileSync(join(NODES, `${type}.html`), 'utf8');
      const keys = [...html.matchAll(/data-i18n="([^"]+)"/g)].flatMap(([, named = '']) =>
        named.split(';').map((key) => key.replace(/^\[[\w-]+\]/, '')),
      );
      assert.ok(keys.length > 5);
      for (const named of keys) {
        // Texts that several dialogs share stand in the catalog of one of them, named before the colon.
        const [key = '', elsewhere] = named.split(':').reverse();
        const from = elsewhere ? elsewhere.slice(elsewhere.lastIndexOf('/') + 1) : type;
        assert.equal(typeof find(catalog(from), key), 'string', named);
      }
    });

    it(`have a help text for ${type}`, () => {
      const help = readFileSync(join(NODES, 'locales', 'en-US', `${type}.html`), 'utf8');
      assert.ok(help.includes(`data-help-name="${type}"`));
    });
  }

  it('say in few words, below a node, what has gone wrong', () => {
    const { status = {} } = catalog('deepgram-config')['deepgram-config'] as Texts;
    const codes = Object.entries(status).filter(([key]) => /^[A-Z_]+$/.test(key));
    assert.ok(codes.length > 10);
    for (const [code, words] of codes) assert.ok(String(words).length < 20, `${code}: ${words}`);
  });

  it('say what has come of the check of an account', () => {
    const texts = catalog('deepgram-config');
    // Why settings are wrong is said as for the nodes.
    for (const outcome of OUTCOMES.filter((name) => name !== 'settings')) {
      assert.equal(typeof find(texts, `deepgram-config.check.${outcome}`), 'string', outcome);
    }
  });

  it('name every encoding and container, and every accent, gender and family', () => {
    const texts = catalog('deepgram-speak');
    const keys = Object.keys(ENCODINGS.v1).flatMap((encoding) => {
      const containers = offerOf('container', { model: '', modelType: 'str' }, { encoding });
      const names = containers?.kind === 'list' ? containers.values : [];
      return [`values.encoding.${encoding}`, ...names.map((name) => `values.container.${name}`)];
    });
    for (const { model, gender, accent } of VOICES) {
      keys.push(`families.${familyOf(model)}`, `genders.${gender}`);
      if (accent) keys.push(`accents.${accent}`);
    }
    for (const key of new Set(keys)) assert.equal(typeof find(texts, `deepgram-speak.${key}`), 'string', key);
  });

  it('name every encoding of a stream, and nothing that a stream can not have', () => {
    const named = find(catalog('deepgram-speak-stream'), 'deepgram-speak-stream.values.encoding');
    assert.deepEqual(Object.keys(named ?? {}), Object.keys(STREAM.rows.v1));
  });

  it('say why a parameter of speech can not be sent', () => {
    const problems = [
      ...checkSpeech('aura-2-thalia-en', { encoding: 'mp3', container: 'wav', bit_rate: 1, speed: 9 }),
      ...checkSpeech('flux-kit-en', { speed: 0.83, mip_opt_out: 'no', tag: {}, callback: 'x' }),
      ...checkStream('aura-2-thalia-en', { encoding: 'mp3', expressivity: 1, callback: 'x' }),
    ];
    assert.equal(new Set(problems.map(({ reason }) => reason)).size, 9);
    for (const { reason, values } of problems) assertSentence(reason, values);
  });

  it('name every parameter of a transcription and say what it does, and name no other', () => {
    const named = find(catalog('deepgram-transcribe'), 'deepgram-transcribe.parameters');
    assert.ok(typeof named === 'object');
    assert.deepEqual(Object.keys(named).toSorted(), PARAMETERS.map(({ name }) => name).toSorted());
    for (const { name } of PARAMETERS) {
      assert.equal(typeof find(named, `${name}.label`), 'string', name);
      // The language has a field of its own, whose hint is the language's name.
      if (name !== 'language') assert.equal(typeof find(named, `${name}.hint`), 'string', name);
    }
    const labels = PARAMETERS.map(({ name }) => find(named, `${name}.label`));
    assert.equal(new Set(labels).size, labels.length, 'two parameters have the same label');
  });

  it('name every group, result, source, and family of models', () => {
    const texts = catalog('deepgram-transcribe');
    const keys = [
      ...PARAMETERS.map(({ group }) => `groups.${group}`),
      ...RESULTS.map((result) => `result.${result}`),
      ...MODELS.filter(({ batch }) => batch).map(({ family }) => `families.${family}`),
    ];
    for (const key of new Set(keys))
      assert.equal(typeof find(texts, `deepgram-transcribe.${key}`), 'string', key);
  });

  it('offer every result in the dialog', () => {
    const html = readFileSync(join(NODES, 'deepgram-transcribe.html'), 'utf8');
    for (const result of RESULTS) assert.ok(html.includes(`<option value="${result}"`), result);
  });

  it('name every parameter of a live stream and say what it does, and name no other', () => {
    const named = find(catalog('deepgram-transcribe-stream'), 'deepgram-transcribe-stream.parameters');
    assert.ok(typeof named === 'object');
    assert.deepEqual(Object.keys(named).toSorted(), LIVE_ROWS.map(({ name }) => name).toSorted());
    // These have fields of their own, whose hints tell more.
    const onTop = ['language', 'encoding', 'sample_rate'];
    for (const { name } of LIVE_ROWS) {
      assert.equal(typeof find(named, `${name}.label`), 'string', name);
      if (!onTop.includes(name)) assert.equal(typeof find(named, `${name}.hint`), 'string', name);
    }
    const labels = LIVE_ROWS.map(({ name }) => find(named, `${name}.label`));
    assert.equal(new Set(labels).size, labels.length, 'two parameters have the same label');
  });

  it('name every group, format, way to send, and family of models of a live stream', () => {
    const texts = catalog('deepgram-transcribe-stream');
    const encoding = LIVE_ROWS.find(({ name }) => name === 'encoding');
    const formats = encoding?.type === 'choice' ? encoding.values : [];
    assert.ok(formats.length > 10);
    const keys = [
      ...LIVE_ROWS.map(({ group }) => group)
        .filter((group) => group !== 'format')
        .map((group) => `groups.${group}`),
      ...['container', ...formats].map((format) => `format.${format}`),
      ...EMITS.flatMap((emit) => [`emit.${emit}`, `hint.${emit}`]),
      ...MODELS.filter(({ live }) => live).map(({ family }) => `families.${family}`),
    ];
    for (const key of new Set(keys))
      assert.equal(typeof find(texts, `deepgram-transcribe-stream.${key}`), 'string', key);
  });

  it('offer every way to send in the dialog of a live stream', () => {
    const html = readFileSync(join(NODES, 'deepgram-transcribe-stream.html'), 'utf8');
    for (const emit of EMITS) assert.ok(html.includes(`<option value="${emit}"`), emit);
  });

  it('say why a parameter of a live stream can not be sent', () => {
    const problems = [
      ...checkLive('whisper', { callback: 'x', encoding: 'linear16', summarize: 'v2' }),
      ...checkLive('nova-3', { utterance_end_ms: 1000, eot_threshold: 0.7, endpointing: -1 }),
      ...checkLive('flux-general-en', { eager_eot_threshold: 0.8, eot_timeout_ms: 1, redact: 'ssn' }),
    ];
    const reasons = problems.map(({ reason }) => reason);
    assert.deepEqual(reasons.toSorted(), [
      ...['atLeast', 'byDelivery', 'needed', 'needsOn', 'notAbove', 'notAllowed', 'notOnStream'],
      ...['notWithModel', 'outOfRange', 'recordingsOnly'],
    ]);
    for (const { reason, values } of problems) assertSentence(reason, values);
  });

  it('say why a parameter of a transcription can not be sent', () => {
    const problems = [
      ...check('flux-general-en', {
        keywords: Array(101).fill('a'),
        extra: 'x'.repeat(2049),
        diarize: ['a', 'b'],
      }),
      ...check('nova-3', { keywords: 'a', diarize: 'yes', diarize_model: 'v9', encoding: 'linear16' }),
      ...check('nova-3', { utt_split: -1, channels: 1.5, sample_rate: {}, callback: 'x' }),
    ];
    const reasons = new Set(problems.map(({ reason }) => reason));
    assert.equal(reasons.size, 13);
    for (const { reason, values } of problems) assertSentence(reason, values);
  });
});

describe('the dialogs', () => {
  for (const type of TYPES) {
    it(`label every field of ${type}`, () => {
      const html = readFileSync(join(NODES, `${type}.html`), 'utf8');
      const ids = [...html.matchAll(/<(?:input|select|textarea)[^>]*? id="([^"]+)"/g)].map(
        (match) => match[0],
      );
      const visible = ids.filter((tag) => !tag.includes('type="hidden"'));
      assert.ok(visible.length > 3);
      for (const tag of visible) {
        const id = /id="([^"]+)"/.exec(tag)?.[1];
        assert.ok(html.includes(`<label for="${id}"`), id);
      }
    });
  }
});

/** There is a sentence for the reason, and all of its gaps are filled. */
function assertSentence(reason: string, values: Readonly<Record<string, unknown>>): void {
  const sentence = find(catalog('deepgram-config'), `deepgram-config.problems.${reason}`);
  assert.ok(typeof sentence === 'string', reason);
  for (const [, gap = ''] of sentence.matchAll(/__(\w+?)__/g)) assert.ok(gap in values, `${reason}: ${gap}`);
}

function catalog(type: string): Texts {
  return JSON.parse(readFileSync(join(NODES, 'locales', 'en-US', `${type}.json`), 'utf8')) as Texts;
}

function find(texts: Texts, path: string): string | Texts | undefined {
  return path
    .split('.')
    .reduce<string | Texts | undefined>((at, key) => (typeof at === 'object' ? at[key] : undefined), texts);
}
