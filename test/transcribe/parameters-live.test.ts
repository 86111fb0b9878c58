import assert from 'node:assert/strict';
import { checkLive } from '../../src/transcribe/check-live.js';
import { liveNeedsOf } from '../../src/transcribe/needs-live.js';
import { RAW_SAMPLE_RATES } from '../../src/transcribe/parameters.js';
import { LIVE_ROWS, liveRowsOf } from '../../src/transcribe/parameters-live.js';

const MODELS = ['nova-3', 'nova-2', 'flux-general-en', 'flux-general-multi'];

function namesOf(model: string): string[] {
  return liveRowsOf(model).map(({ name }) => name);
}

describe('the tables of what a live stream may be transcribed with', () => {
  for (const model of ['nova-3', 'flux-general-en', '']) {
    it(`have each parameter once, those of a group together, for ${model || 'any model'}`, () => {
      assert.deepEqual(namesOf(model), [...new Set(namesOf(model))]);
      const groups = liveRowsOf(model).map(({ group }) => group);
      const met = groups.filter((group, at) => group !== groups[at - 1]);
      assert.deepEqual(met, [...new Set(met)]);
    });
  }

  it('are one for Flux and one for all other models, and both for what is not known', () => {
    assert.deepEqual(namesOf('flux-x'), namesOf('flux-general-en'));
    assert.deepEqual(namesOf('nova-3'), namesOf('base'));
    assert.ok(!namesOf('flux-general-en').includes('smart_format'));
    assert.ok(!namesOf('nova-3').includes('eot_threshold'));
    assert.deepEqual(
      namesOf('').toSorted(),
      [...new Set([...namesOf('nova-3'), ...namesOf('flux-general-en')])].toSorted(),
    );
  });

  for (const row of LIVE_ROWS) {
    it(`${row.name} takes what its row says`, () => {
      const values: unknown[] =
        row.type === 'boolean' ? [true, 'false'] : 'values' in row ? [...(row.values ?? [])] : [];
      if (row.type === 'number') values.push(row.min, row.max, String(row.min));
      if ('orFalse' in row && row.orFalse) values.push(false);
      for (const value of [...values, row.preset].filter((each) => each !== undefined)) {
        // An encoding of bare audio needs a rate, and some have one of their own; 0.9 is eager for 0.7.
        const rate = RAW_SAMPLE_RATES[String(value)]?.[0] ?? 16_000;
        const company = { sample_rate: rate, interim_results: true, eot_threshold: 1, [row.name]: value };
        assert.deepEqual(checkLive('', company), [], String(value));
      }
    });
  }
});

describe('what results of a live stream need', () => {
  it('is nothing for finals, and nothing for Flux', () => {
    assert.deepEqual(liveNeedsOf('final', {}), {});
    for (const emit of ['utterance', 'all'] as const)
      assert.deepEqual(liveNeedsOf(emit, {}, 'flux-general-en'), {});
  });

  it('is interim results where these are wanted', () =>
    assert.deepEqual(liveNeedsOf('all', {}, 'nova-3'), { interim_results: true }));

  it('is a silence that is no mere breath, and a sign where there is none, for utterances', () =>
    assert.deepEqual(liveNeedsOf('utterance', {}, 'nova-3'), {
      ...{ interim_results: true, endpointing: 300, utterance_end_ms: 1000 },
    }));

  it('leaves what is set as it is', () => {
    assert.deepEqual(liveNeedsOf('utterance', { endpointing: false, interim_results: false }), {});
    assert.deepEqual(liveNeedsOf('all', { interim_results: 'false' }), {});
  });

  it('goes with what is set', () => {
    for (const model of MODELS)
      for (const emit of ['final', 'utterance', 'all'] as const)
        for (const interim_results of [undefined, true, false]) {
          const set = model.startsWith('flux') ? {} : { interim_results };
          assert.deepEqual(checkLive(model, { ...set, ...liveNeedsOf(emit, set, model) }), []);
        }
  });
});
