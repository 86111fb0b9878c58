import assert from 'node:assert/strict';
import { liveNeeds, liveProblems, liveTable } from '../../src/editor/live-table.js';
import { checkLive } from '../../src/transcribe/check-live.js';
import { liveRowsOf } from '../../src/transcribe/parameters-live.js';

const named = (model: string) => ({ model, modelType: 'str' });
const NOVA = named('nova-3');
const FLUX = named('flux-general-en');
const BY_MESSAGE = { model: 'model', modelType: 'msg' };
/** How Node-RED names an environment variable in a setting. */
const VARIABLE = `\${RATE}`;

describe('the rows of a dialog about live transcription', () => {
  it('are those of the socket of the model, each in a group, but those that are on top', () => {
    const onTop = ['language', 'encoding', 'sample_rate'];
    for (const model of [NOVA, FLUX]) {
      const { rows, groups } = liveTable(model);
      const names = liveRowsOf(model.model).map(({ name }) => name);
      assert.deepEqual(
        rows.map(({ name }) => name),
        names.filter((name) => !onTop.includes(name)),
      );
      assert.ok(rows.every(({ group }) => groups.includes(group)));
    }
    assert.deepEqual(liveTable(NOVA).groups, ['turns', 'said', 'speakers', 'search', 'delivery']);
    assert.deepEqual(liveTable(FLUX).groups, ['turns', 'said', 'search', 'delivery']);
  });

  it('are the same for all models of one socket', () => {
    assert.equal(liveTable(NOVA), liveTable(named('nova-2-meeting')));
    assert.equal(liveTable(BY_MESSAGE), liveTable(named('6bd5ed2c')));
    assert.notEqual(liveTable(NOVA), liveTable(FLUX));
  });

  it('are offered where the model takes them, or where they are set', () => {
    const { rows, isOffered } = liveTable(FLUX);
    const hint = rows.find(({ name }) => name === 'language_hint');
    assert.ok(hint);
    assert.ok(!isOffered(hint, FLUX, {}));
    assert.ok(isOffered(hint, FLUX, { language_hint: 'de' }));
    assert.ok(isOffered(hint, named('flux-general-multi'), {}));
    assert.ok(isOffered(hint, BY_MESSAGE, {}));
  });

  it('leave what the table does not know, what only another model takes among it', () => {
    const set = { smart_format: true, tag: 'a', tone: 'warm', encoding: 'mulaw' };
    assert.deepEqual(liveTable(NOVA).unknownOf(set), { tone: 'warm' });
    assert.deepEqual(liveTable(FLUX).unknownOf(set), { smart_format: true, tone: 'warm' });
  });
});

describe('the problems of saved parameters of a live stream', () => {
  it('are those of the check before a session', () => {
    const parameters = { keywords: 'a', diarize: true, diarize_model: 'v1', encoding: 'mulaw' };
    assert.equal(liveProblems('final', NOVA, parameters).length, 3);
    assert.deepEqual(liveProblems('final', NOVA, parameters), checkLive('nova-3', parameters));
  });

  it('take into account what is asked for besides', () => {
    const parameters = { utterance_end_ms: 1500 };
    assert.equal(liveProblems('final', NOVA, parameters).length, 1);
    assert.deepEqual(liveProblems('all', NOVA, parameters), []);
    assert.deepEqual(liveNeeds('utterance', NOVA, parameters), { interim_results: true, endpointing: 300 });
  });

  it('are the same for an older flow, which does not say what is sent', () => {
    assert.deepEqual(liveNeeds(undefined, NOVA, {}), {});
    assert.equal(liveProblems(undefined, NOVA, { utterance_end_ms: 1500 }).length, 1);
  });

  it('say nothing about what an environment variable or a message will tell', () => {
    assert.deepEqual(liveProblems('final', NOVA, { encoding: 'amr-nb', sample_rate: VARIABLE }), []);
    const variable = { utterance_end_ms: 1000, interim_results: VARIABLE };
    assert.deepEqual(liveProblems('final', NOVA, variable), []);
    assert.deepEqual(liveProblems('final', BY_MESSAGE, { keywords: 'a', eot_threshold: 0.7 }), []);
  });
});
