import assert from 'node:assert/strict';
import { check, checkStream } from '../../src/speak/check.js';

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

describe('the check of parameters of a socket', () => {
  const streamReasons = (model: string, parameters: Record<string, unknown>): string[] =>
    checkStream(model, parameters).map(({ parameter, reason }) => `${parameter} ${reason}`);

  it('finds nothing wrong with nothing, nor with what a new node has', () => {
    for (const voice of [AURA, FLUX]) {
      assert.deepEqual(streamReasons(voice, {}), []);
      assert.deepEqual(streamReasons(voice, { encoding: 'linear16', sample_rate: 24000 }), []);
    }
  });

  const rates: Record<string, Record<string, readonly number[]>> = {
    [AURA]: {
      linear16: [8000, 16000, 24000, 32000, 48000],
      mulaw: [8000, 16000],
      alaw: [8000, 16000],
    },
    [FLUX]: {
      linear16: [8000, 16000, 24000, 32000, 44100, 48000],
      mulaw: [8000, 16000],
      alaw: [8000, 16000],
    },
  };
  for (const [voice, encodings] of Object.entries(rates)) {
    for (const [encoding, allowed] of Object.entries(encodings)) {
      it(`takes ${encoding} of ${voice} at ${allowed.join(', ')} Hz only`, () => {
        for (const sample_rate of [8000, 16000, 22050, 24000, 32000, 44100, 48000]) {
          const expected = allowed.includes(sample_rate) ? [] : ['sample_rate notAllowed'];
          assert.deepEqual(streamReasons(voice, { encoding, sample_rate }), expected);
        }
      });
    }
  }

  it('takes no encoding that needs a file around it', () => {
    for (const encoding of ['mp3', 'opus', 'flac', 'aac', 'vorbis']) {
      assert.deepEqual(checkStream(AURA, { encoding }), [
        {
          parameter: 'encoding',
          reason: 'notAllowed',
          values: { parameter: 'encoding', value: encoding, allowed: 'linear16, mulaw, alaw' },
        },
      ]);
    }
  });

  it('lets Aura be told that it is to send no container, and Flux be told of none at all', () => {
    assert.deepEqual(streamReasons(AURA, { container: 'none' }), []);
    assert.deepEqual(streamReasons(AURA, { container: 'wav' }), ['container notAllowed']);
    assert.deepEqual(streamReasons(FLUX, { container: 'none' }), ['container notApplicable']);
  });
  it('has no bit rate', () => {
    for (const voice of [AURA, FLUX])
      assert.deepEqual(streamReasons(voice, { bit_rate: 48000 }), ['bit_rate notApplicable']);
  });
  it('keeps callbacks out, and for Flux the priority', () => {
    const parameters = { callback: 'https://x.example', callback_method: 'PUT', priority: 'low' };
    const callbacks = ['callback notOnStream', 'callback_method notOnStream'];
    assert.deepEqual(streamReasons(AURA, parameters), callbacks);
    assert.deepEqual(streamReasons(FLUX, parameters), [...callbacks, 'priority notOnStream']);
  });

  it('knows speed, expressivity and the opt-out as for a request', () => {
    assert.deepEqual(streamReasons(AURA, { speed: 0.83, expressivity: 1, mip_opt_out: 'no' }), [
      'expressivity notWithVoice',
      'mip_opt_out notABoolean',
    ]);
    assert.deepEqual(streamReasons(FLUX, { speed: 0.83, expressivity: 1, tag: ['a', 'b'] }), [
      'speed betweenSteps',
    ]);
  });
  it('lets parameters pass that it does not know', () => {
    for (const voice of [AURA, FLUX]) assert.deepEqual(streamReasons(voice, { warmth: 'high' }), []);
  });
});
