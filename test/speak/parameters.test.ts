import assert from 'node:assert/strict';
import { check } from '../../src/speak/parameters.js';

const AURA = 'aura-2-thalia-en';
const FLUX = 'flux-kit-en';

function reasons(model: string, parameters: Record<string, unknown>): string[] {
  return check(model, parameters).map(({ parameter, reason }) => `${parameter} ${reason}`);
}

// Which audio may be asked for is tried row by row against the emulator; here is the rest.
describe('the check of parameters', () => {
  it('finds nothing wrong with nothing', () => assert.deepEqual(reasons(AURA, {}), []));
  it('takes what is blank as not said', () =>
    assert.deepEqual(reasons(AURA, { container: '', sample_rate: null, bit_rate: undefined }), []));
  it('lets parameters pass that it does not know', () =>
    assert.deepEqual(reasons(AURA, { warmth: 'high' }), []));
  it('takes numbers as text, as they come from the environment', () =>
    assert.deepEqual(reasons(AURA, { encoding: 'opus', bit_rate: '12000', speed: '0.9' }), []));
  it('finds every problem, in the order of the dialog', () =>
    assert.deepEqual(
      reasons(AURA, { encoding: 'mp3', container: 'wav', sample_rate: 8000, bit_rate: 1, speed: 9 }),
      ['container notApplicable', 'sample_rate notApplicable', 'bit_rate notAllowed', 'speed outOfRange'],
    ));

  for (const value of [0.7, 0.83, 1.5]) {
    it(`lets Aura speak at ${value} of the speed`, () =>
      assert.deepEqual(reasons(AURA, { speed: value }), []));
  }
  for (const value of [0.5, 0.85, 1.15, 1.5]) {
    it(`lets Flux speak at ${value} of the speed`, () =>
      assert.deepEqual(reasons(FLUX, { speed: value }), []));
  }
  it('knows the slowest and the quickest of each', () => {
    assert.deepEqual(reasons(AURA, { speed: 0.65 }), ['speed outOfRange']);
    assert.deepEqual(reasons(FLUX, { speed: 1.55 }), ['speed outOfRange']);
    assert.deepEqual(reasons(AURA, { speed: 'fast' }), ['speed outOfRange']);
  });
  it('keeps Flux to steps of 0.05', () =>
    assert.deepEqual(reasons(FLUX, { speed: 0.83 }), ['speed betweenSteps']));

  it('knows expressivity for Flux only', () => {
    for (const expressivity of [-2, 0, '2']) assert.deepEqual(reasons(FLUX, { expressivity }), []);
    assert.deepEqual(reasons(FLUX, { expressivity: 3 }), ['expressivity outOfRange']);
    assert.deepEqual(reasons(FLUX, { expressivity: 0.5 }), ['expressivity betweenSteps']);
    assert.deepEqual(reasons(AURA, { expressivity: 1 }), ['expressivity notWithVoice']);
  });

  for (const mip_opt_out of [true, false, 'true', 'false']) {
    it(`takes ${JSON.stringify(mip_opt_out)} for a boolean`, () =>
      assert.deepEqual(reasons(AURA, { mip_opt_out }), []));
  }
  for (const mip_opt_out of ['False', 1, 'yes']) {
    it(`does not take ${JSON.stringify(mip_opt_out)} for one`, () =>
      assert.deepEqual(reasons(AURA, { mip_opt_out }), ['mip_opt_out notABoolean']));
  }

  it('keeps callbacks to the delivery', () =>
    assert.deepEqual(reasons(AURA, { callback: 'https://x.example', callback_method: 'PUT' }), [
      'callback byDelivery',
      'callback_method byDelivery',
    ]));
  it('takes lists of words and numbers, and nothing that has no spelling', () => {
    assert.deepEqual(reasons(AURA, { tag: ['a', 1, true] }), []);
    assert.deepEqual(reasons(AURA, { tag: [{}] }), ['tag notAValue']);
    assert.deepEqual(reasons(AURA, { tag: () => 'a' }), ['tag notAValue']);
  });
});
