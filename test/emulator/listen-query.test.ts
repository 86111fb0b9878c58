import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { listen, say } from './listen-support.js';
import { refusalOf } from './support.js';

const INVALID = 'INVALID_QUERY_PARAMETER';
const NO_MODEL = [403, 'INSUFFICIENT_PERMISSIONS', 'Project does not have access to the requested model.'];

describe('a request to transcribe', () => {
  let emulator: Emulator;
  let wav: Buffer;
  before(async () => {
    emulator = await startEmulator();
    wav = await say(emulator, 'Yes.');
  });
  after(() => emulator.close());

  const refused: readonly [query: string, message: string | RegExp][] = [
    ['model=nova-3&keywords=kettle', 'Keywords are not supported for Nova-3. Please use `keyterm` instead.'],
    ['model=nova-2&keyterm=kettle', /Keyterms/],
    [
      `model=nova-3&keyterm=${'kettle%20'.repeat(300)}end`,
      'Keyterm limit exceeded. The maximum number of tokens across all keyterms is 500.',
    ],
    [
      'diarize=true&diarize_model=v2',
      'diarize_model cannot be used together with diarize or diarize_version.',
    ],
    [
      'diarize_version=1&diarize_model=v2',
      'diarize_model cannot be used together with diarize or diarize_version.',
    ],
    ['diarize_model=v3', /unknown variant `v3`/],
    ['encoding=linear16', /missing field `sample_rate`/],
    ['encoding=mp3&sample_rate=8000', /unknown variant `mp3`/],
    ['encoding=linear16&sample_rate=0', /nonzero/],
    ['punctuate=True', /invalid type: string "True", expected a boolean/],
    ['multichannel=1', /expected a boolean/],
    ['summarize=v1', /expected a boolean/],
    ['utt_split=0', /positive/],
    ['utt_split=long', /f32/],
    ['model=', /non-empty/],
    ['smart_format=true&smart_format=true', /duplicate field/],
    ['interim_results=true', /unknown field/],
    ['extra=secret', /`extra`/],
    [`extra=a:${'b'.repeat(2100)}`, /`extra`/],
    ['redact=Numbers', /`redact`/],
    ['replace=:b', /`replace`/],
    ['model=nova-2&keywords=a:b', /`keywords`/],
    ['custom_topic_mode=loose', /unknown variant/],
    ['alternatives=99', /`alternatives`/],
    ['callback_method=GET', /unknown variant/],
    ['callback=http://example.com:1880/', 'Invalid callback url.'],
  ];
  for (const [query, message] of refused) {
    it(`with ${query.slice(0, 60)} is refused`, async () => {
      const [status, code, text] = await refusalOf(await listen(emulator, wav, { query }));
      assert.deepEqual([status, code], [400, INVALID]);
      if (typeof message === 'string') assert.equal(text, message);
      else assert.match(String(text), message);
    });
  }

  for (const model of ['nova-33', 'nova-3-generall', 'flux-general-en', 'aura-2-thalia-en', 'Nova-3']) {
    it(`for the model ${model} is refused as one without access`, async () => {
      assert.deepEqual(await refusalOf(await listen(emulator, wav, { query: `model=${model}` })), NO_MODEL);
    });
  }

  for (const query of [
    'language=xx',
    'model=nova-3-medical&language=de',
    'language=multi',
    'version=oldest',
  ]) {
    it(`with ${query} finds no model`, async () => {
      assert.deepEqual(await refusalOf(await listen(emulator, wav, { query })), [
        400,
        'Bad Request',
        'Bad Request: No such model/language/tier combination found.',
      ]);
    });
  }

  for (const query of [
    '',
    'model=nova-3',
    'model=nova-3-medical&keyterm=kettle&keyterm=front%20door',
    'model=nova-2-meeting&keywords=kettle:1.5&keywords=door',
    'model=phonecall',
    'model=whisper-large',
    'detect_language=en&detect_language=de',
    'language=en-US&version=2024-12-20.0&measurements=true&dictation=true&mip_opt_out=true',
  ]) {
    it(`with ${query || 'no parameter'} is answered`, async () => {
      assert.equal((await listen(emulator, wav, { query })).status, 200);
    });
  }

  it('needs credentials, and a model that the project has', async () => {
    const status = async (authorization: string): Promise<unknown> =>
      (await refusalOf(await listen(emulator, wav, { authorization }))).slice(0, 2);
    assert.deepEqual(await status('Token wrong'), [401, 'INVALID_AUTH']);
    assert.deepEqual(await status('Token emulator-no-permission'), [401, 'INSUFFICIENT_PERMISSIONS']);
    assert.deepEqual(await status('Token emulator-no-credit'), [402, 'ASR_PAYMENT_REQUIRED']);
    assert.deepEqual(await status('Token emulator-no-model'), [403, 'INSUFFICIENT_PERMISSIONS']);
  });

  it('is a POST', async () => {
    assert.equal((await fetch(`${emulator.url}/v1/listen`)).headers.get('allow'), 'POST');
  });
});
