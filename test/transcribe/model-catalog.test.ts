import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { mergeModels, readModels } from '../../src/transcribe/model-catalog.js';
import { MODELS } from '../../src/transcribe/models.js';

/** As developers.deepgram.com/docs/model-metadata has it. */
const NOVA_3 = {
  name: 'general',
  canonical_name: 'nova-3-general',
  architecture: 'nova3',
  languages: ['en', 'en-US'],
  version: '2025-01-09.0',
  uuid: 'bf05427e-a1f1-4ced-a976-38b2f3533d8d',
  batch: false,
  streaming: true,
  formatted_output: false,
};
const read = (...stt: unknown[]) => readModels({ stt });

describe('a catalog of models', () => {
  it('tells languages, and what a model can do', () => {
    assert.deepEqual(read(NOVA_3), [
      { model: 'nova-3-general', languages: ['en', 'en-US'], batch: false, live: true },
    ]);
  });

  it('has a model once that is listed several times, with all that it can do', () => {
    const other = { ...NOVA_3, languages: ['en-us', 'de'], batch: true, streaming: false };
    assert.deepEqual(read(NOVA_3, other), [
      { model: 'nova-3-general', languages: ['en', 'en-US', 'de'], batch: true, live: true },
    ]);
  });

  it('takes a model for both where nothing is told, and leaves out what has no name', () => {
    assert.deepEqual(
      read({ canonical_name: 'mine', languages: 'en' }, {}, null, 1, { canonical_name: 'a b' }),
      [{ model: 'mine', languages: [], batch: true, live: true }],
    );
  });

  it('leaves out names with what can not be seen: control characters, and what turns the direction of text', () => {
    assert.deepEqual(
      read(...['a\u0000', 'a\u202eb', '\u2067a'].map((canonical_name) => ({ canonical_name }))),
      [],
    );
  });

  it('is read whatever stands there', () => {
    const field = fc.oneof(fc.anything(), fc.string(), fc.array(fc.oneof(fc.string(), fc.anything())));
    const entry = fc.record(
      { canonical_name: field, languages: field, batch: field, streaming: field },
      { requiredKeys: [] },
    );
    const answer = fc.oneof(fc.anything(), fc.record({ stt: fc.oneof(field, fc.array(entry)) }));
    fc.assert(
      fc.property(answer, (told) => {
        const offered = mergeModels(readModels(told));
        assert.ok(offered.length >= MODELS.length);
        for (const { model, name, languages } of offered) {
          assert.match(model, /^\S+$/);
          assert.ok(name !== '' && languages.length <= 400);
        }
      }),
    );
  });
});

describe('the models to offer', () => {
  it('are those of this package where nothing is told', () => {
    assert.deepEqual(mergeModels([]), MODELS);
  });

  it('are none less, and new ones by a name that can be read', () => {
    const offered = mergeModels(read({ ...NOVA_3, canonical_name: 'nova-4-general' }));
    assert.deepEqual(offered.slice(0, -1), MODELS);
    assert.deepEqual(offered.at(-1), {
      ...{ model: 'nova-4-general', name: 'Nova-4 General', languages: ['en', 'en-US'] },
      ...{ batch: false, live: true },
    });
  });

  it('know new languages of a model, also by its other name', () => {
    const offered = mergeModels(read({ ...NOVA_3, languages: ['en', 'tlh'] }));
    for (const name of ['nova-3', 'nova-3-general']) {
      const model = offered.find((each) => each.model === name);
      assert.ok(model?.languages.includes('tlh') && model.languages.includes('de') && model.batch, name);
    }
  });
});
