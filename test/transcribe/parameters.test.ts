import assert from 'node:assert/strict';
import { check } from '../../src/transcribe/check.js';
import { familyOf, MODELS } from '../../src/transcribe/models.js';
import { PARAMETERS, RAW_SAMPLE_RATES, rowOf } from '../../src/transcribe/parameters.js';

const names = PARAMETERS.map(({ name }) => name);

describe('the table of what a recording may be transcribed with', () => {
  it('has each parameter once', () => assert.deepEqual(names, [...new Set(names)]));

  it('keeps the parameters of a group together', () => {
    const groups = PARAMETERS.map(({ group }) => group).filter((group, at, all) => group !== all[at - 1]);
    assert.deepEqual(groups, ['said', 'speakers', 'understanding', 'search', 'format', 'delivery']);
  });

  it('finds a row by its name, and none for a name that it does not know', () => {
    assert.equal(rowOf('keyterm')?.type, 'list');
    assert.equal(rowOf('toString'), undefined);
  });

  it('names families that there are', () => {
    const families = new Set(MODELS.map(({ family }) => String(family)));
    for (const row of PARAMETERS)
      for (const family of row.families ?? []) assert.ok(families.has(family), family);
  });

  it('leaves to recordings what Deepgram refuses, or does not do, for live streams', () => {
    const batchOnly = PARAMETERS.filter(({ live }) => !live).map(({ name }) => name);
    for (const name of [
      'paragraphs',
      'utterances',
      'utt_split',
      'summarize',
      'sentiment',
      'topics',
      'intents',
    ]) {
      assert.ok(batchOnly.includes(name), name);
    }
    assert.ok(batchOnly.includes('detect_language'));
    assert.ok(!batchOnly.includes('diarize_model'));
  });

  it('knows rates of encodings that it knows', () => {
    const encoding = rowOf('encoding');
    assert.ok(encoding?.type === 'choice');
    for (const name of Object.keys(RAW_SAMPLE_RATES)) assert.ok(encoding.values.includes(name), name);
  });

  for (const row of PARAMETERS) {
    const values: unknown[] =
      row.type === 'boolean' ? [true, false, 'true'] : 'values' in row ? [...(row.values ?? [])] : [];
    if (row.type === 'number') values.push(row.max ?? Math.max(row.min, 8000), String(row.min));
    if (row.type === 'list') values.push('one', ['one', 'two']);
    if ('orBoolean' in row && row.orBoolean) values.push(true, 'false');
    if (row.preset !== undefined) values.push(row.preset);

    it(`${row.name} takes what its row says`, () => {
      for (const value of values.filter((value) => value !== undefined)) {
        // An encoding of bare audio needs a rate, and some have one of their own.
        const rate = RAW_SAMPLE_RATES[String(value)]?.[0] ?? 16000;
        const parameters = { ...(row.name === 'encoding' && { sample_rate: rate }), [row.name]: value };
        assert.deepEqual(check('', parameters), [], String(value));
      }
    });
  }
});

describe('the list of models', () => {
  it('has each model once, with a name of its own', () => {
    const models = MODELS.map(({ model }) => model);
    const titles = MODELS.map(({ name }) => name);
    assert.equal(new Set(models).size, models.length);
    assert.equal(new Set(titles).size, titles.length);
  });

  it('begins with the one that a new node is set to', () => assert.equal(MODELS[0]?.model, 'nova-3'));

  it('gives each model languages, every one once, English among them', () => {
    for (const { model, languages } of MODELS) {
      assert.equal(new Set(languages).size, languages.length, model);
      assert.ok(languages.includes('en'), model);
      for (const language of languages) assert.match(language, /^[a-z]{2,5}(-[A-Z][A-Za-z]+|-419)?$/, model);
    }
  });

  it('keeps Flux to live streams and Whisper to recordings', () => {
    for (const { family, batch, live } of MODELS) {
      assert.equal(batch, family !== 'flux');
      assert.equal(live, family !== 'whisper');
    }
  });

  for (const [model, family] of [
    ['nova-3', 'nova-3'],
    ['nova-3-medical', 'nova-3'],
    ['nova-2-my-own', 'nova-2'],
    ['nova-phonecall', 'nova'],
    ['phonecall', 'base'],
    ['whisper-large', 'whisper'],
    ['flux-general-multi', 'flux'],
  ] as const) {
    it(`takes ${model} for one of ${family}`, () => assert.equal(familyOf(model), family));
  }
  it('says nothing about a name that says nothing', () => {
    for (const model of [
      '',
      '1abfe86b-e047-4eed-858a-35e5625b41ee',
      'novalike',
      'nova-30',
      'nova-4-general',
    ]) {
      assert.equal(familyOf(model), undefined, model);
    }
  });
});
