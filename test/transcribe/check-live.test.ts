import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkLive } from '../../src/transcribe/check-live.js';
import { LIVE_ROWS } from '../../src/transcribe/parameters-live.js';

const FLUX = 'flux-general-en';

function reasons(parameters: Record<string, unknown>, model = 'nova-3'): string[] {
  return checkLive(model, parameters).map(({ parameter, reason }) => `${parameter} ${reason}`);
}

function legal(title: string, parameters: Record<string, unknown>, model?: string): void {
  it(title, () => assert.deepEqual(reasons(parameters, model), []));
}

function illegal(
  title: string,
  problems: string[],
  parameters: Record<string, unknown>,
  model?: string,
): void {
  it(title, () => assert.deepEqual(reasons(parameters, model), problems));
}

describe('the check of what a live stream is transcribed with', () => {
  legal('finds nothing wrong with nothing', {});
  legal('takes what a new node is set to', { smart_format: true });
  legal('takes what is blank as not said', { summarize: '', utterances: null, eot_threshold: '' });
  legal('lets parameters pass that it does not know', { warmth: 'high' });
  legal('lets them pass for Flux, too', { warmth: 'high' }, FLUX);
  legal('lets models pass that it does not know', { eot_threshold: 0.7, smart_format: true }, 'acme-2030');
  legal('says nothing about a model that is not known yet', { eot_threshold: 0.7, vad_events: true }, '');

  illegal('keeps callbacks to the delivery', ['callback byDelivery', 'callback_method byDelivery'], {
    callback: 'wss://x.example',
    callback_method: 'PUT',
  });
  illegal('refuses what has no spelling', ['new notAValue', 'tag notAValue'], { new: () => 1, tag: [{}] });
  illegal(
    'keeps to recordings what streams do not have',
    ['paragraphs', 'utterances', 'utt_split', 'summarize', 'sentiment', 'topics', 'detect_language'].map(
      (name) => `${name} notOnStream`,
    ),
    {
      ...{
        paragraphs: true,
        utterances: false,
        utt_split: 1,
        summarize: 'v2',
        sentiment: true,
        topics: true,
      },
      detect_language: ['de'],
    },
  );
  illegal('keeps Whisper to recordings', ['model recordingsOnly'], {}, 'whisper-large');
});

describe('the check of what /v1/listen takes', () => {
  legal('takes its own parameters', {
    ...{ interim_results: true, endpointing: 300, utterance_end_ms: '1000', vad_events: 'true' },
    no_delay: true,
  });
  legal('lets endpointing be switched off', { endpointing: false });
  legal('lets it be switched off by a word', { endpointing: 'false' });
  illegal('does not take it as on', ['endpointing atLeast'], { endpointing: true });
  illegal('takes whole milliseconds only', ['endpointing betweenSteps'], { endpointing: 10.5 });
  illegal('wants interim results for ends of utterances', ['utterance_end_ms needsOn'], {
    utterance_end_ms: 1000,
  });
  illegal('wants them switched on', ['utterance_end_ms needsOn'], {
    utterance_end_ms: 1000,
    interim_results: false,
  });
  illegal('leaves open what a variable may turn out to be', ['interim_results notABoolean'], {
    utterance_end_ms: 1000,
    interim_results: '$' + '{INTERIM}',
  });
  illegal('takes ends of utterances from a second on', ['utterance_end_ms atLeast'], {
    utterance_end_ms: 500,
    interim_results: true,
  });
  legal('tells speakers apart by a version', { diarize_model: 'v1' });
  illegal('does not tell them apart by the one for recordings', ['diarize_model notAllowed'], {
    diarize_model: 'v2',
  });
  illegal('does not tell them apart in two ways', ['diarize_model notTogether'], {
    diarize_model: 'latest',
    diarize: true,
  });
  illegal('knows what other models do not take', ['keywords notWithModel'], { keywords: 'Mopsa:2' });
  legal('takes it for those that do', { keywords: 'Mopsa:2' }, 'nova-2');
  illegal('keeps the turns of Flux to Flux', ['eot_threshold notWithModel', 'language_hint notWithModel'], {
    eot_threshold: 0.7,
    language_hint: ['de'],
  });
  for (const encoding of ['linear16', 'linear32', 'mulaw', 'alaw', 'opus', 'speex', 'amr-nb', 'amr-wb']) {
    illegal(`wants to know the sample rate of bare ${encoding}`, ['sample_rate needed'], { encoding });
  }
  for (const encoding of ['flac', 'ogg-opus', 'g729']) {
    legal(`does not need to know that of ${encoding}`, { encoding });
  }
  illegal('knows the encodings', ['encoding notAllowed'], { encoding: 'mp3' });
});

describe('the check of what /v2/listen takes', () => {
  legal(
    'takes its own parameters',
    {
      ...{ eot_threshold: 0.8, eager_eot_threshold: '0.5', eot_timeout_ms: 60_000, keyterm: ['Mopsa'] },
      ...{ numerals: true, profanity_filter: 'false', redact: ['numbers', 'aggressive_numbers'] },
      ...{ encoding: 'linear16', sample_rate: 16_000, tag: ['a', 'b'], mip_opt_out: true },
    },
    FLUX,
  );
  illegal(
    'takes none of the other models',
    ['language', 'smart_format', 'punctuate', 'diarize_model', 'endpointing', 'channels'].map(
      (name) => `${name} notWithModel`,
    ),
    {
      ...{ language: 'en', smart_format: true, punctuate: false, diarize_model: 'latest', endpointing: 10 },
      channels: 2,
    },
    FLUX,
  );
  illegal('takes none of the recordings', ['summarize notOnStream'], { summarize: 'v2' }, FLUX);
  illegal(
    'knows the limits',
    ['eot_threshold outOfRange', 'eager_eot_threshold outOfRange', 'eot_timeout_ms outOfRange'],
    { eot_threshold: 1.1, eager_eot_threshold: 0.2, eot_timeout_ms: 499 },
    FLUX,
  );
  illegal('takes numbers for numbers', ['eot_threshold outOfRange'], { eot_threshold: 'often' }, FLUX);
  illegal(
    'lets an eager end of turn be no surer than an end of turn',
    ['eager_eot_threshold notAbove'],
    { eager_eot_threshold: 0.7, eot_threshold: 0.6 },
    FLUX,
  );
  illegal(
    'nor than the one that counts when none is set',
    ['eager_eot_threshold notAbove'],
    { eager_eot_threshold: 0.8 },
    FLUX,
  );
  legal('lets both be equally sure', { eager_eot_threshold: 0.6, eot_threshold: 0.6 }, FLUX);
  legal('takes a hundred terms', { keyterm: Array(100).fill('t') }, FLUX);
  illegal('takes no more', ['keyterm tooMany'], { keyterm: Array(101).fill('t') }, FLUX);
  legal('takes hints where several languages are known', { language_hint: ['de'] }, 'flux-general-multi');
  illegal(
    'takes none where there is one only',
    ['language_hint notWithModel'],
    { language_hint: 'de' },
    FLUX,
  );
  legal('does not know that of a Flux of the future', { language_hint: 'de' }, 'flux-general-more');
  for (const redact of ['ssn', true])
    illegal(`can not redact ${redact}`, ['redact notAllowed'], { redact }, FLUX);
  illegal('knows the encodings', ['encoding notAllowed'], { encoding: 'flac' }, FLUX);
  illegal('wants to know the sample rate', ['sample_rate needed'], { encoding: 'mulaw' }, FLUX);

  it('never throws, whatever is set', () =>
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(FLUX, 'flux-general-multi', 'nova-3', ''), fc.string()),
        fc.dictionary(
          fc.oneof(fc.constantFrom(...LIVE_ROWS.map(({ name }) => name)), fc.string()),
          fc.anything(),
        ),
        (model, parameters) => {
          for (const { parameter, reason, values } of checkLive(model, parameters))
            assert.ok(parameter !== undefined && reason && Object.keys(values).length > 0);
        },
      ),
    ));
});
