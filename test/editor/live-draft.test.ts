import assert from 'node:assert/strict';
import fc from 'fast-check';
import { openLiveDraft, setLiveModel, setLiveParameter } from '../../src/editor/live-draft.js';
import { checkLive } from '../../src/transcribe/check-live.js';
import { RAW_SAMPLE_RATES } from '../../src/transcribe/parameters.js';
import { LIVE_ROWS } from '../../src/transcribe/parameters-live.js';

const named = (model: string) => ({ model, modelType: 'str' });
const NOVA = named('nova-3');
const FLUX = named('flux-general-en');

describe('the parameters of a live stream while they are edited', () => {
  it('are put aside where the chosen model does not take them, and come back with one that does', () => {
    const set = { smart_format: true, tag: 'a', keyterm: 'Mopsa' };
    const flux = setLiveModel(openLiveDraft(NOVA, set), FLUX);
    assert.deepEqual(flux.parameters, { tag: 'a', keyterm: 'Mopsa' });
    assert.deepEqual(flux.aside, { smart_format: true });
    const back = setLiveModel(setLiveParameter(flux, 'eot_threshold', 0.8), NOVA);
    assert.deepEqual(back.parameters, set);
    assert.deepEqual(back.aside, { eot_threshold: 0.8 });
  });

  it('stay where nothing is known of the model', () => {
    const set = { smart_format: true, eot_threshold: 0.8 };
    for (const model of [{ model: 'model', modelType: 'msg' }, named('6bd5ed2c'), named('')])
      assert.deepEqual(setLiveModel(openLiveDraft(named(''), set), model).parameters, set);
  });

  it('stay where they were wrong from the beginning, to be seen', () => {
    const draft = setLiveModel(
      openLiveDraft(FLUX, { language: 'en', tag: 'a' }),
      named('flux-general-multi'),
    );
    assert.deepEqual(draft.parameters, { language: 'en', tag: 'a' });
  });

  it('do not change what they were opened with', () => {
    const set = { keyterm: ['a'], encoding: 'linear16' };
    setLiveParameter(openLiveDraft(NOVA, set), 'encoding', 'mulaw');
    assert.deepEqual(set, { keyterm: ['a'], encoding: 'linear16' });
  });

  it('have a sample rate as soon as there is an encoding of bare audio', () => {
    let draft = openLiveDraft(NOVA, {});
    for (const encoding of Object.keys(RAW_SAMPLE_RATES)) {
      draft = setLiveParameter(draft, 'encoding', encoding);
      assert.deepEqual(checkLive('nova-3', draft.parameters), [], encoding);
    }
    assert.deepEqual(setLiveParameter(draft, 'encoding', '').parameters, {});
  });

  it('keep a rate that was chosen', () => {
    const chosen = openLiveDraft(NOVA, { encoding: 'linear16', sample_rate: 44_100 });
    assert.deepEqual(setLiveParameter(chosen, 'encoding', 'linear32').parameters, {
      ...{ encoding: 'linear32', sample_rate: 44_100 },
    });
  });

  it('are none lost, whatever models are chosen one after another', () =>
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...LIVE_ROWS.map(({ name }) => name)), fc.constant('1'), {
          noNullPrototype: true,
        }),
        fc.array(fc.constantFrom(NOVA, FLUX, named('nova-2'), named('f'), named(''))),
        (parameters, models) => {
          const opened = openLiveDraft(NOVA, parameters);
          const { parameters: kept, aside } = models.reduce(setLiveModel, opened);
          assert.deepEqual({ ...aside, ...kept }, parameters);
          assert.deepEqual(setLiveModel({ ...opened, parameters: kept, aside }, NOVA).parameters, parameters);
        },
      ),
    ));
});
