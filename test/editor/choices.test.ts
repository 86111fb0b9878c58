import assert from 'node:assert/strict';
import { isEnvironment, offerOf, problemsOf, withParameter } from '../../src/editor/choices.js';
import { check, checkStream } from '../../src/speak/check.js';
import { ENCODINGS, type Parameters, STREAM } from '../../src/speak/parameters.js';

const AURA = { model: 'aura-2-thalia-en', modelType: 'str' };
const FLUX = { model: 'flux-haley-en', modelType: 'str' };
const BY_MESSAGE = { model: 'voice', modelType: 'msg' };
const PARAMETERS = ['container', 'sample_rate', 'bit_rate', 'speed', 'mip_opt_out'];

/** How Node-RED names an environment variable in a setting. */
const variable = (name: string): string => `\${${name}}`;

describe('what a dialog offers', () => {
  for (const voice of [AURA, FLUX, BY_MESSAGE]) {
    for (const encoding of Object.keys(ENCODINGS.v1)) {
      it(`is all accepted for ${encoding} with the voice ${voice.model}`, () => {
        for (const parameter of PARAMETERS) {
          const offer = offerOf(parameter, voice, { encoding });
          const values = offer?.kind === 'range' ? [offer.min, offer.max] : (offer?.values ?? []);
          for (const value of values)
            assert.deepEqual(problemsOf(voice, { encoding, [parameter]: value }), []);
        }
      });
    }
  }

  for (const voice of [AURA, FLUX, BY_MESSAGE]) {
    it(`is all accepted by a socket with the voice ${voice.model}`, () => {
      const encodings = offerOf('encoding', voice, {}, STREAM);
      assert.deepEqual(encodings, {
        kind: 'list',
        values: ['linear16', 'mulaw', 'alaw'],
        preset: 'linear16',
      });
      for (const encoding of Object.keys(STREAM.rows.v1)) {
        for (const parameter of PARAMETERS) {
          const offer = offerOf(parameter, voice, { encoding }, STREAM);
          const values = offer?.kind === 'range' ? [offer.min, offer.max] : (offer?.values ?? []);
          for (const value of values)
            assert.deepEqual(problemsOf(voice, { encoding, [parameter]: value }, STREAM), []);
        }
      }
    });
  }

  it('has the default among its values', () => {
    for (const encoding of Object.keys(ENCODINGS.v1)) {
      for (const parameter of PARAMETERS) {
        const offer = offerOf(parameter, AURA, { encoding });
        if (offer?.kind !== 'list' || offer.preset === undefined) continue;
        assert.ok(offer.values.includes(offer.preset), `${parameter} of ${encoding}`);
      }
    }
  });

  it('has nothing for a parameter that must not be sent', () => {
    assert.equal(offerOf('sample_rate', AURA, { encoding: 'mp3' }), undefined);
    assert.equal(offerOf('bit_rate', AURA, { encoding: 'linear16' }), undefined);
    assert.equal(offerOf('container', AURA, { encoding: 'flac' }), undefined);
  });

  it('follows the family of the voice', () => {
    const rates = (voice: typeof AURA) => offerOf('sample_rate', voice, { encoding: 'linear16' });
    assert.deepEqual(rates(AURA), rates(BY_MESSAGE));
    assert.notDeepEqual(rates(AURA), rates(FLUX));
    assert.deepEqual(offerOf('speed', FLUX, {}), { kind: 'range', min: 0.5, max: 1.5, preset: 1 });
  });

  it('has nothing to say about a format that a later version may know', () => {
    assert.equal(offerOf('container', AURA, { encoding: 'vorbis' }), undefined);
    assert.equal(offerOf('expressivity', AURA, {}), undefined);
  });
});

describe('the problems of saved parameters', () => {
  it('are those of the check before a request', () => {
    const parameters: Parameters = { encoding: 'mp3', sample_rate: 8000, speed: 3 };
    assert.deepEqual(problemsOf(AURA, parameters), check('aura-2-thalia-en', parameters));
    assert.equal(problemsOf(AURA, parameters).length, 2);
  });

  it('are those of the check before a session', () => {
    const parameters: Parameters = { encoding: 'mp3', callback: 'https://x.example', speed: 3 };
    const problems = problemsOf(AURA, parameters, STREAM);
    assert.deepEqual(problems, checkStream('aura-2-thalia-en', parameters));
    assert.equal(problems.length, 3);
  });

  it('say nothing about a value that an environment variable will replace', () => {
    assert.deepEqual(problemsOf(AURA, { encoding: 'linear16', sample_rate: variable('RATE') }), []);
    assert.deepEqual(
      problemsOf({ model: variable('VOICE'), modelType: 'str' }, { encoding: variable('ENCODING') }),
      [],
    );
    assert.ok(isEnvironment('$(OLD)'));
    assert.ok(!isEnvironment(`a${variable('B')}`));
  });
});

describe('setting a parameter', () => {
  it('keeps what the dialog does not know, and takes blanks away', () => {
    const before = { encoding: 'mp3', later: [1] };
    assert.deepEqual(withParameter(before, 'speed', 0.9), { encoding: 'mp3', later: [1], speed: 0.9 });
    assert.deepEqual(withParameter(before, 'encoding', ''), { later: [1] });
    assert.deepEqual(withParameter(before, 'encoding', undefined), { later: [1] });
    assert.deepEqual(withParameter(before, 'mip_opt_out', false), {
      encoding: 'mp3',
      later: [1],
      mip_opt_out: false,
    });
    assert.deepEqual(before, { encoding: 'mp3', later: [1] });
  });
});
