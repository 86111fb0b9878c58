import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { type CatalogVoice, mergeVoices, readVoices } from '../../src/speak/voice-catalog.js';
import { familyOf, VOICES } from '../../src/speak/voices.js';

/** As the specification's example has it. */
const ZEUS = {
  name: 'zeus',
  canonical_name: 'aura-2-zeus-en',
  architecture: 'aura-2',
  languages: ['en', 'en-US'],
  version: '2025-04-07.0',
  uuid: '2baf189d-91ac-481d-b6d1-750888667b31',
  metadata: {
    accent: 'American',
    age: 'Adult',
    color: '#C58DFF',
    image: 'https://static.deepgram.com/examples/avatars/zeus.jpg',
    sample: 'https://static.deepgram.com/examples/Aura-2-zeus.wav',
    tags: ['masculine', 'deep', 'trustworthy', 'smooth'],
    use_cases: ['IVR'],
  },
};

const read = (...tts: unknown[]) => readVoices({ tts });
const one = (entry: object): CatalogVoice | undefined => read(entry)[0];

describe('a catalog of voices', () => {
  it('tells all that is known of a voice', () => {
    assert.deepEqual(read(ZEUS), [
      {
        ...{ model: 'aura-2-zeus-en', name: 'Zeus', language: 'en-US', gender: 'masculine' },
        ...{ accent: 'American', age: 'Adult', tags: ['deep', 'trustworthy', 'smooth'], useCases: ['IVR'] },
        sample: ZEUS.metadata.sample,
      },
    ]);
  });

  it('needs nothing but the name that Deepgram takes', () => {
    assert.deepEqual(read({ canonical_name: 'aura-3-nobody-pt' }), [
      { model: 'aura-3-nobody-pt', name: 'Aura-3-nobody-pt', language: 'pt' },
    ]);
    assert.deepEqual(read({ name: 'nameless' }, {}, null, 7, 'x', { canonical_name: 'two words' }), []);
  });

  it('takes the language as it is told, in whatever writing, or else from the name', () => {
    const language = (languages: unknown, canonical_name = 'aura-2-x-es') =>
      one({ canonical_name, languages })?.language;
    assert.equal(language(['es', 'es-419']), 'es-419');
    assert.equal(language(['en', 'en-us']), 'en-US');
    assert.equal(language(['multi', '??']), 'multi');
    assert.equal(language('en'), 'es');
    assert.equal(language([], 'custom'), 'custom');
    assert.equal(language([], 'my voice!'), undefined);
    assert.equal(language([], 'my-voice!'), 'und');
  });

  it('takes a tag for a gender only where it says one', () => {
    const tags = ['constructor', '__proto__', 'Female'];
    const voice = one({ canonical_name: 'aura-2-x-en', metadata: { tags } });
    assert.deepEqual([voice?.gender, voice?.tags], ['feminine', ['constructor', '__proto__']]);
  });

  it('leaves out what can not be seen: control characters, and what turns the direction of text', () => {
    assert.deepEqual(read({ canonical_name: 'a\u0000b' }, { canonical_name: 'a\u202eb' }), []);
    const metadata = { accent: 'a\u2066b', age: 'a\u007fb', tags: ['warm', 'a\u200fb'], use_cases: ['a\nb'] };
    assert.deepEqual(
      one({ canonical_name: 'aura-2-x-en', metadata: { ...metadata, display_name: 'a\u061cb' } }),
      {
        ...{ model: 'aura-2-x-en', name: 'Aura-2-x-en', language: 'en', tags: ['warm'] },
      },
    );
  });

  it('has each voice once, and samples at http addresses only', () => {
    assert.equal(read(ZEUS, { ...ZEUS, version: '2024-01-01.0' }).length, 1);
    for (const sample of ['javascript:alert(1)', 'data:audio/wav,', 'x', 7, 'https://a:b@c.d/', '']) {
      assert.equal(one({ ...ZEUS, metadata: { sample } })?.sample, undefined, String(sample));
    }
  });

  it('is read whatever stands there, and is never larger than a list can be', () => {
    const field = fc.oneof(fc.anything(), fc.string(), fc.array(fc.oneof(fc.string(), fc.anything())));
    const metadata = fc.record({ accent: field, age: field, sample: field, tags: field, use_cases: field });
    const entry = fc.record(
      { name: field, canonical_name: field, languages: field, metadata: fc.oneof(metadata, field) },
      { requiredKeys: [] },
    );
    const answer = fc.oneof(fc.anything(), fc.record({ tts: fc.oneof(field, fc.array(entry)) }));
    fc.assert(
      fc.property(answer, (told) => {
        for (const voice of mergeVoices(readVoices(told))) {
          assert.match(voice.model, /^\S+$/);
          assert.ok(voice.name.length > 0 && JSON.stringify(voice).length < 5000);
          // What a language list is made with throws for what is no tag.
          assert.ok(new Intl.DisplayNames(['en'], { type: 'language' }).of(voice.language));
        }
      }),
    );
    assert.ok(
      readVoices({ tts: Array.from({ length: 1e5 }, (_, n) => ({ canonical_name: `v-${n}` })) }).length <
        5000,
    );
  });
});

describe('the voices to offer', () => {
  const models = (voices: readonly CatalogVoice[]) => voices.map(({ model }) => model);

  it('are those of this package where nothing is told', () => {
    assert.deepEqual(mergeVoices([]), VOICES);
  });

  it('are those that are listed, new ones as well, and those of Flux, of which the catalog of v1 tells nothing', () => {
    const offered = mergeVoices(read(ZEUS, { canonical_name: 'aura-3-nobody-pt' }));
    const flux = VOICES.filter(({ model }) => familyOf(model) === 'flux');
    assert.deepEqual(models(offered), ['aura-2-zeus-en', ...models(flux), 'aura-3-nobody-pt']);
  });

  it('have what is told of them, and what only this package knows', () => {
    const [zeus] = mergeVoices(read({ ...ZEUS, metadata: { accent: 'Martian' } }));
    assert.equal(zeus?.accent, 'Martian');
    assert.equal(zeus?.gender, 'masculine');
  });

  it('leave out what is listed no longer, of Flux too where that is listed', () => {
    const offered = mergeVoices(read(ZEUS, { canonical_name: 'flux-kit-en', languages: ['en-GB'] }));
    assert.deepEqual(models(offered), ['aura-2-zeus-en', 'flux-kit-en']);
  });
});
