import assert from 'node:assert/strict';
import { familyOf, VOICES } from '../../src/speak/voices.js';

describe('the list of voices', () => {
  it('names every voice once', () => {
    assert.equal(new Set(VOICES.map(({ model }) => model)).size, VOICES.length);
  });

  it('has as many voices of each family and language as Deepgram documents', () => {
    const counts: Record<string, number> = {};
    for (const { model } of VOICES) {
      const kind = `${familyOf(model)} ${model.slice(-2)}`;
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    assert.deepEqual(counts, {
      'aura-2 en': 41,
      'aura-2 es': 17,
      'aura-2 de': 7,
      'aura-2 nl': 9,
      'aura-2 fr': 2,
      'aura-2 it': 9,
      'aura-2 ja': 5,
      'aura en': 12,
      'flux en': 37,
    });
  });

  it('leaves out the Italian voice that the API refuses', () => {
    assert.ok(!VOICES.some(({ model }) => model === 'aura-2-perseo-it'));
  });

  for (const { model, name, language, gender } of VOICES) {
    it(`describes ${model}`, () => {
      assert.match(model, /^(aura|aura-2|flux)-[a-z]+-[a-z]{2}$/);
      assert.equal(model.split('-').at(-2), name.toLowerCase());
      assert.match(language, /^[a-z]{2}-([A-Z]{2}|\d{3})$/);
      assert.equal(language.slice(0, 2), model.slice(-2));
      assert.ok(gender === 'feminine' || gender === 'masculine');
    });
  }
});
