import assert from 'node:assert/strict';
import { configureFor } from '../../../src/transcribe/stream/configure.js';
import { listenWish } from '../../../src/transcribe/stream/wish.js';

const FLUX = 'flux-general-multi';

function wish(parameters: object, model = FLUX) {
  return listenWish(
    { model, parameters: { encoding: 'linear16', sample_rate: 16000, ...parameters } },
    'final',
  );
}

describe('a stream of Flux that goes on otherwise', () => {
  const changes: [what: string, from: object, to: object, message: object][] = [
    ['a threshold', {}, { eot_threshold: 0.8 }, { thresholds: { eot_threshold: 0.8 } }],
    ['a text for a number', {}, { eot_timeout_ms: '700' }, { thresholds: { eot_timeout_ms: 700 } }],
    [
      'no threshold any more: what it is without one',
      { eot_timeout_ms: 700 },
      {},
      { thresholds: { eot_timeout_ms: 5000 } },
    ],
    ['terms', { keyterm: ['a'] }, { keyterm: ['b', 'c'] }, { keyterms: ['b', 'c'] }],
    ['one term', {}, { keyterm: 'b' }, { keyterms: ['b'] }],
    ['no terms any more', { keyterm: ['a'] }, { keyterm: [] }, { keyterms: [] }],
    ['languages', {}, { language_hint: ['de'] }, { language_hints: ['de'] }],
    ['numerals', { numerals: true }, {}, { numerals: false }],
    [
      'several at once',
      {},
      { eager_eot_threshold: 0.4, numerals: 'true' },
      { thresholds: { eager_eot_threshold: 0.4 }, numerals: true },
    ],
  ];
  for (const [what, from, to, message] of changes) {
    it(`is told ${what}`, () =>
      assert.deepEqual(configureFor(wish(from), wish(to)), { type: 'Configure', ...message }));
  }

  const others: [what: string, from: ReturnType<typeof wish>, to: ReturnType<typeof wish>][] = [
    ['another rate', wish({}), wish({ sample_rate: 8000 })],
    ['another model', wish({}), wish({}, 'flux-general-en')],
    ['no eager end any more, which nothing can take back', wish({ eager_eot_threshold: 0.4 }), wish({})],
    ['nova', wish({}, 'nova-3'), wish({ keyterm: ['a'] }, 'nova-3')],
    ['what Configure does not know', wish({}), wish({ tag: 'a' })],
  ];
  for (const [what, from, to] of others) {
    it(`takes another one for ${what}`, () => assert.equal(configureFor(from, to), undefined));
  }
});
