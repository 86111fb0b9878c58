import assert from 'node:assert/strict';
import { openDraft, setParameter, setVoice } from '../../src/editor/draft.js';
import { STREAM } from '../../src/speak/parameters.js';

const AURA = { model: 'aura-2-thalia-en', modelType: 'str' };
const FLUX = { model: 'flux-haley-en', modelType: 'str' };

describe('the parameters while they are edited', () => {
  it('are a copy', () => {
    const saved = { encoding: 'mp3', tag: ['a'] };
    const draft = openDraft(AURA, saved);
    assert.deepEqual(draft.parameters, saved);
    assert.notEqual(draft.parameters.tag, saved.tag);
    setParameter(draft, 'speed', 1.2);
    assert.deepEqual(saved, { encoding: 'mp3', tag: ['a'] });
  });

  it('lose what a new encoding has no room for, and get it back', () => {
    const opened = openDraft(AURA, { encoding: 'linear16', sample_rate: 48000, container: 'none' });
    const mp3 = setParameter(opened, 'encoding', 'mp3');
    assert.deepEqual(mp3.parameters, { encoding: 'mp3' });
    const back = setParameter(mp3, 'encoding', 'linear16');
    assert.deepEqual(back.parameters, { encoding: 'linear16', sample_rate: 48000, container: 'none' });
  });

  it('do not get back what was chosen anew in between', () => {
    const opened = openDraft(AURA, { encoding: 'linear16', sample_rate: 48000 });
    const mulaw = setParameter(setParameter(opened, 'encoding', 'mulaw'), 'sample_rate', 16000);
    assert.equal(setParameter(mulaw, 'encoding', 'linear16').parameters.sample_rate, 16000);
  });

  for (const encoding of ['mulaw', 'alaw']) {
    it(`are preset to raw samples for ${encoding}, and only for it`, () => {
      const telephony = setParameter(openDraft(AURA, { encoding: 'linear16' }), 'encoding', encoding);
      assert.deepEqual(telephony.parameters, { encoding, container: 'none' });
      assert.deepEqual(setParameter(telephony, 'encoding', 'linear16').parameters, { encoding: 'linear16' });
      const wav = setParameter(telephony, 'container', 'wav');
      assert.deepEqual(wav.parameters, { encoding, container: 'wav' });
    });
  }

  it('follow the family of the voice, there and back', () => {
    const opened = openDraft(FLUX, { encoding: 'linear16', sample_rate: 44100, speed: 0.5 });
    const aura = setVoice(opened, AURA);
    assert.deepEqual(aura.parameters, { encoding: 'linear16' });
    assert.deepEqual(setVoice(aura, FLUX).parameters, {
      encoding: 'linear16',
      sample_rate: 44100,
      speed: 0.5,
    });
  });

  it('keep what was wrong when the dialog was opened, until a person mends it', () => {
    const opened = openDraft(AURA, { encoding: 'mp3', sample_rate: 44100 });
    const linear = setParameter(opened, 'encoding', 'linear16');
    assert.equal(linear.parameters.sample_rate, 44100);
    const mended = setParameter(linear, 'sample_rate', 48000);
    assert.equal(setParameter(mended, 'encoding', 'mp3').parameters.sample_rate, undefined);
  });

  it('keep unknown parameters through every change', () => {
    const opened = openDraft(AURA, { encoding: 'mp3', later: 'x' });
    assert.deepEqual(setVoice(setParameter(opened, 'encoding', 'aac'), FLUX).parameters, {
      encoding: 'aac',
      later: 'x',
    });
  });
});

describe('the parameters of a stream while they are edited', () => {
  const saved = { encoding: 'linear16', sample_rate: 24000 };

  for (const encoding of ['mulaw', 'alaw']) {
    it(`are preset to 8 kHz for ${encoding}, and go back to what was chosen`, () => {
      const telephony = setParameter(openDraft(AURA, saved, STREAM), 'encoding', encoding);
      assert.deepEqual(telephony.parameters, { encoding, sample_rate: 8000 });
      assert.deepEqual(setParameter(telephony, 'encoding', 'linear16').parameters, saved);
    });
  }

  it('are preset even where the rate would fit', () => {
    const opened = openDraft(AURA, { encoding: 'linear16', sample_rate: 16000 }, STREAM);
    const mulaw = setParameter(opened, 'encoding', 'mulaw');
    assert.equal(mulaw.parameters.sample_rate, 8000);
    assert.equal(setParameter(mulaw, 'encoding', 'linear16').parameters.sample_rate, 16000);
  });

  it('keep what a person chose for a telephone line', () => {
    const mulaw = setParameter(openDraft(AURA, saved, STREAM), 'encoding', 'mulaw');
    const wide = setParameter(mulaw, 'sample_rate', 16000);
    assert.deepEqual(setParameter(wide, 'encoding', 'alaw').parameters, {
      encoding: 'alaw',
      sample_rate: 16000,
    });
    assert.equal(setParameter(wide, 'encoding', 'linear16').parameters.sample_rate, 16000);
  });

  it('are left to the default where a telephone line is given up that was there from the beginning', () => {
    const opened = openDraft(AURA, { encoding: 'mulaw', sample_rate: 8000 }, STREAM);
    assert.deepEqual(setParameter(opened, 'encoding', 'linear16').parameters, { encoding: 'linear16' });
  });

  it('lose a rate that only Flux has, and get it back', () => {
    const opened = openDraft(FLUX, { encoding: 'linear16', sample_rate: 44100, expressivity: 1 }, STREAM);
    const aura = setVoice(opened, AURA);
    assert.deepEqual(aura.parameters, { encoding: 'linear16' });
    assert.deepEqual(setVoice(aura, FLUX).parameters, opened.parameters);
  });
});
