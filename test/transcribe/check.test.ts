import assert from 'node:assert/strict';
import fc from 'fast-check';
import { check } from '../../src/transcribe/check.js';
import { PARAMETERS } from '../../src/transcribe/parameters.js';

function reasons(parameters: Record<string, unknown>, model = 'nova-3'): string[] {
  return check(model, parameters).map(({ parameter, reason }) => `${parameter} ${reason}`);
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

describe('the check of what a recording is transcribed with', () => {
  legal('finds nothing wrong with nothing', {});
  legal('takes what is blank as not said', { encoding: '', keywords: null, keyterm: [], search: ['', null] });
  legal('lets parameters pass that it does not know', { warmth: 'high', diarize_version: 'latest' });
  legal('takes numbers as text, as they come from the environment', { utt_split: '1.5', channels: '2' });
  legal('lets models pass that it does not know', { keyterm: ['a'], keywords: ['b'] }, 'acme-2030');
  legal('says nothing about a model that is not known yet', { keyterm: ['a'], keywords: ['b'] }, '');

  illegal('keeps callbacks to the delivery', ['callback byDelivery', 'callback_method byDelivery'], {
    callback: 'https://x.example',
    callback_method: 'PUT',
  });
  illegal('refuses what has no spelling', ['extra notAValue', 'punctuate notAValue', 'new notAValue'], {
    extra: [{ a: 1 }],
    punctuate: {},
    new: () => 1,
  });
  illegal('finds every problem, in the order of the dialog', ['punctuate notABoolean', 'utt_split atLeast'], {
    utt_split: -1,
    punctuate: 'on',
  });
});

describe('the check of single values', () => {
  legal('takes true and false, as values and as words', { smart_format: true, diarize: 'false' });
  illegal('takes no other spelling of them', ['smart_format notABoolean', 'numerals notABoolean'], {
    smart_format: 'True',
    numerals: 1,
  });
  illegal('takes one value where Deepgram takes one', ['language oneOnly'], { language: ['de', 'en'] });
  legal('takes a list of one for one', { language: ['de'] });
  legal('takes the modes of custom topics', { custom_topic: 'bread', custom_topic_mode: 'strict' });
  illegal('knows their names', ['custom_intent_mode notAllowed'], { custom_intent_mode: 'loose' });
  legal('takes any version', { version: '2024-12-20.0' });
  legal('takes any language', { language: 'tlh' });
  illegal('takes no fraction of a channel', ['channels betweenSteps'], { channels: 1.5 });
  illegal('takes a sample rate in Hz, not in kHz', ['sample_rate atLeast'], { sample_rate: 16 });
  illegal('takes numbers for numbers', ['alternatives atLeast', 'utt_split atLeast'], {
    alternatives: 'many',
    utt_split: ' ',
  });
  it('says what is possible', () =>
    assert.deepEqual(check('nova-3', { summarize: 'v1' }), [
      {
        parameter: 'summarize',
        reason: 'notAllowed',
        values: { parameter: 'summarize', value: 'v1', allowed: 'v2, true, false' },
      },
    ]));
});

describe('the check of lists', () => {
  legal('takes one text or several', { keyterm: 'Deepgram', search: ['tea', 'coffee'] });
  legal('takes true for what can also be a list', { redact: true, detect_language: 'true', summarize: true });
  legal('takes names that are newer than the table', { redact: ['iban'], detect_language: ['xx'] });
  legal('takes a hundred topics', { custom_topic: Array(100).fill('t') });
  illegal('takes no more', ['custom_topic tooMany'], { custom_topic: Array(101).fill('t') });
  legal('takes 2048 characters to pass through', { extra: `k:${'v'.repeat(2046)}` });
  legal('takes a list of any length', { search: Array(300_000).fill('t') });
  illegal('takes no more of one', ['extra tooLong'], { extra: ['a:b', `k:${'v'.repeat(2047)}`] });
});

describe('the check of what goes with what', () => {
  legal('lets Nova-3 be told terms', { keyterm: ['Deepgram'] }, 'nova-3-medical');
  illegal('does not let it be told keywords', ['keywords notWithModel'], { keywords: ['Deepgram:2'] });
  legal('lets older models be told keywords', { keywords: ['Deepgram:2'] }, 'nova-2-phonecall');
  illegal('does not let them be told terms', ['keyterm notWithModel'], { keyterm: 'Deepgram' }, 'nova-2');
  illegal(
    'knows what Whisper does not do',
    ['profanity_filter notWithModel', 'keywords notWithModel', 'search notWithModel'],
    { search: 'tea', keywords: 'tea', profanity_filter: true },
    'whisper-large',
  );
  illegal('keeps Flux to live streams', ['model liveOnly'], {}, 'flux-general-en');

  legal('tells speakers apart by a version', { diarize_model: 'v2', multichannel: true });
  legal('tells them apart the old way', { diarize: true, diarize_version: 'latest' });
  illegal(
    'does not tell them apart in two ways',
    ['diarize_model notTogether', 'diarize_model notTogether'],
    { diarize_model: 'latest', diarize: true, diarize_version: 'latest' },
  );
  legal('lets a detected language win over a set one, as Deepgram does', {
    language: 'de',
    detect_language: true,
  });

  for (const encoding of ['linear16', 'linear32', 'mulaw', 'alaw', 'opus', 'speex', 'amr-nb', 'amr-wb']) {
    illegal(`wants to know the sample rate of bare ${encoding}`, ['sample_rate needed'], { encoding });
  }
  for (const encoding of ['flac', 'ogg-opus', 'g729']) {
    legal(`does not need to know that of ${encoding}`, { encoding });
  }
  legal('takes bare audio of any rate', { encoding: 'linear16', sample_rate: 44100, channels: 2 });
  legal('takes AMR of its own rate', { encoding: 'amr-wb', sample_rate: '16000' });
  illegal('takes it of no other', ['sample_rate notAllowed'], { encoding: 'amr-nb', sample_rate: 16000 });
  illegal('knows the encodings', ['encoding notAllowed'], { encoding: 'mp3' });

  it('never throws, whatever is set', () =>
    fc.assert(
      fc.property(
        fc.string(),
        fc.dictionary(
          fc.oneof(fc.constantFrom(...PARAMETERS.map(({ name }) => name)), fc.string()),
          fc.anything(),
        ),
        (model, parameters) => {
          for (const { parameter, reason, values } of check(model, parameters)) {
            assert.ok(parameter !== undefined && reason && Object.keys(values).length > 0);
          }
        },
      ),
    ));
});
