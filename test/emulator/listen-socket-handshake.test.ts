import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { LISTEN, RAW, TURNS } from './listen-socket-support.js';
import { refusal, talk } from './speak-socket-support.js';

describe('the handshake of /v1/listen', () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator();
  });
  after(() => emulator.close());

  const accepted = [
    '',
    'model=nova-3',
    'model=nova-2-meeting',
    'model=nova-3&language=multi',
    RAW,
    'encoding=linear32&sample_rate=48000&channels=2&multichannel=true',
    'encoding=alaw&sample_rate=8000',
    'encoding=ogg-opus&sample_rate=48000',
    'encoding=amr-wb&sample_rate=16000',
    'endpointing=false',
    'endpointing=0&interim_results=true&utterance_end_ms=1000&vad_events=true&no_delay=true',
    'model=nova-3&diarize_model=latest&keyterm=kettle&keyterm=cat%20food',
    'model=nova-2&keywords=kettle:2&search=cat&replace=cat:dog&redact=pci&redact=ssn',
    'smart_format=true&punctuate=true&numerals=true&dictation=true&profanity_filter=true&filler_words=true',
    'detect_entities=true&extra=a:b&tag=one&tag=two&mip_opt_out=true&sentiment=true&summarize=false',
  ];
  for (const query of accepted) {
    it(`lets in ${query || 'a query without anything'}`, async () => {
      const live = await talk(emulator, { path: LISTEN, query });
      assert.match(String(live.headers['dg-request-id']), /^[0-9a-f-]{36}$/);
      live.websocket.terminate();
      await live.closed;
    });
  }

  it('lets in what a browser sends instead of a header, and echoes the first word of it', async () => {
    const live = await talk(emulator, {
      path: LISTEN,
      authorization: null,
      protocols: ['token', emulator.key],
    });
    assert.equal(live.websocket.protocol, 'token');
    live.websocket.terminate();
  });

  const refusedQueries: readonly [query: string, status: number, code: string, message: RegExp][] = [
    ['model=nova-33', 403, 'INSUFFICIENT_PERMISSIONS', /access to the requested model/],
    ['model=flux-general-en', 403, 'INSUFFICIENT_PERMISSIONS', /access to the requested model/],
    ['model=whisper-large', 400, 'Bad Request', /No such model/],
    ['summarize=true', 400, 'Bad Request', /^Summarization is not available for streaming\.$/],
    ['summarize=v2', 400, 'Bad Request', /^Summarization is not available for streaming\.$/],
    ['topics=true', 403, 'UNAUTHORIZED_FEATURES_REQUESTED', /./],
    ['intents=true', 403, 'UNAUTHORIZED_FEATURES_REQUESTED', /./],
    ['diarize_model=v2', 400, 'INVALID_QUERY_PARAMETER', /diarize_model/],
    ['diarize_model=v1&diarize=true', 400, 'INVALID_QUERY_PARAMETER', /together/],
    ['encoding=linear16', 400, 'INVALID_QUERY_PARAMETER', /missing field `sample_rate`/],
    ['encoding=mp3&sample_rate=22050', 400, 'INVALID_QUERY_PARAMETER', /unknown variant `mp3`/],
    ['endpointing=true', 400, 'INVALID_QUERY_PARAMETER', /./],
    ['endpointing=-1', 400, 'INVALID_QUERY_PARAMETER', /./],
    ['interim_results=True', 400, 'INVALID_QUERY_PARAMETER', /expected a boolean/],
    ['interim_results=true&interim_results=true', 400, 'INVALID_QUERY_PARAMETER', /duplicate field/],
    ['paragraphs=true', 400, 'INVALID_QUERY_PARAMETER', /unknown field `paragraphs`/],
    ['detect_language=true', 400, 'INVALID_QUERY_PARAMETER', /unknown field `detect_language`/],
    ['eot_threshold=0.7', 400, 'INVALID_QUERY_PARAMETER', /unknown field/],
    [
      'model=nova-3&keywords=kettle',
      400,
      'INVALID_QUERY_PARAMETER',
      /^Keywords are not supported for Nova-3\./,
    ],
    ['model=nova-2&keyterm=kettle', 400, 'INVALID_QUERY_PARAMETER', /Nova-3/],
    ['model=nova-2-drivethru&language=de', 400, 'Bad Request', /No such model\/language/],
    ['callback=ftp%3A%2F%2Fexample.com', 400, 'INVALID_QUERY_PARAMETER', /^Invalid callback url\.$/],
    ['callback=ws%3A%2F%2Fexample.com%3A1880', 400, 'INVALID_QUERY_PARAMETER', /^Invalid callback url\.$/],
    ['callback=http%3A%2F%2Fexample.com%3A1880', 400, 'INVALID_QUERY_PARAMETER', /^Invalid callback url\.$/],
    ['callback=nonsense', 400, 'INVALID_QUERY_PARAMETER', /^Invalid callback url\.$/],
  ];
  for (const [query, status, code, message] of refusedQueries) {
    it(`refuses ${query}`, async () => {
      const refused = await refusal(emulator, { path: LISTEN, query });
      assert.deepEqual([refused.status, refused.body.err_code], [status, code]);
      assert.match(String(refused.body.err_msg), message);
      assert.equal(refused.headers['dg-error'], refused.body.err_msg);
      assert.equal(refused.headers['dg-request-id'], refused.body.request_id);
    });
  }

  it('refuses whoever has no key, or a wrong one', async () => {
    for (const authorization of [null, 'Token wrong', `Bearer ${emulator.key}`]) {
      const refused = await refusal(emulator, { path: LISTEN, authorization });
      assert.deepEqual([refused.status, refused.body.err_code], [401, 'INVALID_AUTH']);
    }
  });
});

describe('the handshake of /v2/listen', () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator();
  });
  after(() => emulator.close());

  const accepted = [
    'model=flux-general-en',
    `model=flux-general-en&${RAW}&eot_threshold=1.0&eager_eot_threshold=0.9&eot_timeout_ms=60000`,
    'model=flux-general-multi&language_hint=de&language_hint=es-MX&keyterm=a&keyterm=b',
    'model=flux-general-en&profanity_filter=true&numerals=true&redact=numbers&mip_opt_out=true&tag=a&tag=b',
  ];
  for (const query of accepted) {
    it(`lets in ${query}`, async () => {
      const live = await talk(emulator, { path: TURNS, query });
      const connected = await live.next('Connected');
      assert.deepEqual(connected, {
        type: 'Connected',
        request_id: live.headers['dg-request-id'],
        sequence_id: 0,
      });
      live.websocket.terminate();
      await live.closed;
    });
  }

  const refusedQueries: readonly [query: string, status: number, message: RegExp][] = [
    ['', 400, /missing field `model`/],
    ['model=nova-3', 403, /access to the requested model/],
    ...['language=en', 'smart_format=true', 'diarize=true', 'punctuate=true', 'interim_results=true'].map(
      (one): [string, number, RegExp] => [`model=flux-general-en&${one}`, 400, /unknown field/],
    ),
    ['model=flux-general-en&callback=https%3A%2F%2Fexample.com', 400, /unknown field `callback`/],
    ['model=flux-general-en&language_hint=en', 400, /flux-general-multi/],
    ['model=flux-general-multi&language_hint=xx', 400, /not supported/],
    ['model=flux-general-en&encoding=linear16', 400, /missing field `sample_rate`/],
    ['model=flux-general-en&encoding=flac&sample_rate=16000', 400, /unknown variant/],
    ['model=flux-general-en&encoding=linear16&sample_rate=11025', 400, /sample_rate/],
    ['model=flux-general-en&eot_threshold=0.4', 400, /eot_threshold/],
    ['model=flux-general-en&eager_eot_threshold=0.8', 400, /eager_eot_threshold/],
    ['model=flux-general-en&eager_eot_threshold=0.2', 400, /eager_eot_threshold/],
    ['model=flux-general-en&eot_timeout_ms=499', 400, /eot_timeout_ms/],
    [`model=flux-general-en${'&keyterm=a'.repeat(101)}`, 400, /keyterm/],
  ];
  for (const [query, status, message] of refusedQueries) {
    it(`refuses ${query.slice(0, 80) || 'a query without anything'}`, async () => {
      const refused = await refusal(emulator, { path: TURNS, query });
      assert.equal(refused.status, status);
      assert.match(String(refused.body.err_msg), message);
    });
  }
});
