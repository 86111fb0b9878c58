import assert from 'node:assert/strict';
import { isFound } from '../../src/editor/find.js';
import { hasEntry, linesOf, stateOf, toggled, valueFrom } from '../../src/editor/list-state.js';
import { overriderOf, RECORDED } from '../../src/editor/transcribe-table.js';
import { check } from '../../src/transcribe/check.js';
import { PARAMETERS, rowOf } from '../../src/transcribe/parameters.js';

const { countSet, groups, isOffered, problemsOf, rows, unknownOf } = RECORDED;
const NOVA_3 = { model: 'nova-3', modelType: 'str' };
const NOVA_2 = { model: 'nova-2-meeting', modelType: 'str' };
const BY_MESSAGE = { model: 'model', modelType: 'msg' };
/** How Node-RED names an environment variable in a setting. */
const VARIABLE = `\${RATE}`;

function row(name: string) {
  const found = rowOf(name);
  assert.ok(found, name);
  return found;
}

describe('the rows of a dialog about transcription', () => {
  it('are all of the table, each in a group, but the language, which is on top', () => {
    assert.deepEqual(
      rows.map(({ name }) => name),
      PARAMETERS.map(({ name }) => name).filter((name) => name !== 'language'),
    );
    assert.ok(rows.every(({ group }) => groups.includes(group)));
  });

  it('are those that the model takes, and those that are set already', () => {
    assert.ok(!isOffered(row('keywords'), NOVA_3, {}));
    assert.ok(isOffered(row('keywords'), NOVA_3, { keywords: 'Mopsa:2' }));
    assert.ok(isOffered(row('keywords'), NOVA_2, {}));
    assert.ok(!isOffered(row('keyterm'), NOVA_2, {}));
    assert.ok(isOffered(row('keyterm'), { model: 'nova-3-custom', modelType: 'str' }, {}));
  });

  it('are all where nothing is known of the model', () => {
    for (const model of [
      BY_MESSAGE,
      { model: '6bd5ed2c', modelType: 'str' },
      { model: VARIABLE, modelType: 'str' },
    ])
      assert.ok(rows.every((each) => isOffered(each, model, {})));
  });

  it('count as set when they have a value, off included', () => {
    assert.equal(countSet('said', { smart_format: false, keyterm: '', language: 'de', tag: 'x' }), 1);
  });

  it('leave what the table does not know', () => {
    assert.deepEqual(unknownOf({ smart_format: true, language: 'de', tone: 'warm' }), { tone: 'warm' });
  });

  it('tell what makes another one count for nothing', () => {
    assert.equal(overriderOf('language', { detect_language: true }), 'detect_language');
    assert.equal(overriderOf('language', { detect_language: ['de'] }), 'detect_language');
    for (const value of [false, 'false', '', undefined])
      assert.equal(overriderOf('language', { detect_language: value }), undefined);
  });
});

describe('the problems of saved parameters of a transcription', () => {
  it('are those of the check before a request', () => {
    const parameters = { keywords: 'a', diarize: true, diarize_model: 'v1', encoding: 'mulaw' };
    assert.equal(problemsOf(NOVA_3, parameters).length, 3);
    assert.deepEqual(problemsOf(NOVA_3, parameters), check('nova-3', parameters));
  });

  it('say nothing about what an environment variable or a message will tell', () => {
    assert.deepEqual(problemsOf(NOVA_3, { encoding: 'amr-nb', sample_rate: VARIABLE }), []);
    assert.deepEqual(problemsOf(BY_MESSAGE, { keywords: 'a', keyterm: 'b' }), []);
  });
});

describe('a list that is edited as lines', () => {
  it('is a value of its own for one entry, a list for more, nothing for none', () => {
    assert.equal(valueFrom(' a b \n\n'), 'a b');
    assert.deepEqual(valueFrom('a\n  b'), ['a', 'b']);
    assert.equal(valueFrom(' \n'), undefined);
  });

  it('shows every entry on a line, whatever it is', () => {
    assert.equal(linesOf(['a', 2, true, '', null]), 'a\n2\ntrue');
    assert.equal(linesOf('a:b'), 'a:b');
    assert.equal(linesOf(undefined), '');
    assert.equal(linesOf({ a: 1 }), '{"a":1}');
  });

  it('can be on or off in place of a list where Deepgram takes that', () => {
    assert.deepEqual(
      [true, 'true', false, ['pci'], undefined].map((value) => stateOf(value, true, false)),
      ['true', 'true', 'false', 'list', ''],
    );
    assert.equal(stateOf(undefined, true, true), 'list');
    assert.equal(stateOf(true, false, false), 'list');
  });

  it('takes a suggestion on, and gives it back', () => {
    const both = toggled('pci', 'ssn');
    assert.equal(both, 'pci\nssn');
    assert.ok(hasEntry(both, 'ssn') && !hasEntry(both, 's'));
    assert.equal(toggled(both, 'pci'), 'ssn');
    assert.equal(toggled('ssn', 'ssn'), '');
  });
});

describe('looking for a setting', () => {
  it('takes every word in any order, and an underscore for a space', () => {
    assert.ok(isFound('', 'anything'));
    assert.ok(isFound('  SPLIT utt ', 'utt_split', 'Split after'));
    assert.ok(isFound('utt_split', 'utt_split'));
    assert.ok(isFound('sample rate', 'sample_rate'));
    assert.ok(!isFound('split digits', 'utt_split', 'Split after'));
  });
});
