import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { refusalOf, speak } from './support.js';

const JSON_MESSAGE =
  'Failed to deserialize JSON payload. Please specify exactly one of `text` or `url` in the JSON body.';

describe('credentials', () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator({ key: 'secret', token: 'header.claims.signature' });
  });
  after(() => emulator.close());

  for (const authorization of [
    'Token secret',
    'token secret',
    'TOKEN secret',
    'Bearer header.claims.signature',
    'bearer header.claims.signature',
  ]) {
    it(`open with "${authorization}"`, async () => {
      const response = await speak(emulator, { authorization });
      assert.equal(response.status, 200);
      await response.arrayBuffer();
    });
  }

  const refused = [
    '',
    'secret',
    'Token wrong',
    'Token',
    'Bearer secret',
    'Token header.claims.signature',
    'Basic secret',
    'Token secret x',
  ];
  for (const authorization of refused) {
    it(`are refused with "${authorization}"`, async () => {
      assert.deepEqual(await refusalOf(await speak(emulator, { authorization })), [
        401,
        'INVALID_AUTH',
        'Invalid credentials.',
      ]);
    });
  }

  const special: readonly [key: string, status: number, code: string, message: string][] = [
    ['emulator-no-permission', 401, 'INSUFFICIENT_PERMISSIONS', 'User does not have sufficient permissions.'],
    [
      'emulator-no-model',
      403,
      'INSUFFICIENT_PERMISSIONS',
      'Project does not have access to the requested model.',
    ],
    [
      'emulator-no-credit',
      402,
      'ASR_PAYMENT_REQUIRED',
      'Project does not have enough credits for an ASR request and does not have an overage agreement.',
    ],
  ];
  for (const [key, ...answer] of special) {
    it(`of the key ${key} are known and refused`, async () => {
      assert.deepEqual(await refusalOf(await speak(emulator, { authorization: `Token ${key}` })), answer);
    });
  }
});

describe('a body', () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator();
  });
  after(() => emulator.close());

  const json = 'application/json';
  const plain = 'text/plain';
  const utf8: Buffer = Buffer.from([0x22, 0xff, 0xfe, 0x22]);

  const refused: readonly [
    what: string,
    type: string,
    body: string | Buffer,
    status: number,
    code: string,
    message: string,
  ][] = [
    ['no JSON', json, '{"text":', 400, 'PAYLOAD_ERROR', JSON_MESSAGE],
    ['nothing at all', json, '', 400, 'PAYLOAD_ERROR', JSON_MESSAGE],
    ['JSON of another shape', json, '["text"]', 400, 'PAYLOAD_ERROR', JSON_MESSAGE],
    ['null', json, 'null', 400, 'PAYLOAD_ERROR', JSON_MESSAGE],
    ['an empty object', json, '{}', 400, 'PAYLOAD_ERROR', JSON_MESSAGE],
    ['a number as text', json, '{"text":1}', 400, 'PAYLOAD_ERROR', JSON_MESSAGE],
    [
      'both text and url',
      json,
      '{"text":"a","url":"https://example.com"}',
      400,
      'PAYLOAD_ERROR',
      JSON_MESSAGE,
    ],
    [
      'options beside the text',
      json,
      '{"text":"a","model":"aura-2-thalia-en"}',
      400,
      'PAYLOAD_ERROR',
      JSON_MESSAGE,
    ],
    [
      'a url that is none',
      json,
      '{"url":"not a url"}',
      400,
      'PAYLOAD_ERROR',
      'Failed to parse URL in JSON body.',
    ],
    ['bytes that are no UTF-8', json, utf8, 400, 'PAYLOAD_ERROR', 'Failed to decode payload as UTF-8.'],
    [
      'plain bytes that are no UTF-8',
      plain,
      utf8,
      400,
      'PAYLOAD_ERROR',
      'Failed to decode payload as UTF-8.',
    ],
    [
      'a url on this machine',
      json,
      '{"url":"http://127.0.0.1:1880/text"}',
      400,
      'REMOTE_CONTENT_ERROR',
      'URL for media download must be publicly routable.',
    ],
    [
      'a url elsewhere',
      json,
      '{"url":"https://example.com/text"}',
      400,
      'REMOTE_CONTENT_ERROR',
      'Could not determine if URL for media download is publicly routable.',
    ],
    ['an empty text', json, '{"text":""}', 400, 'Bad Request', 'Input text contains no characters.'],
    [
      'white space only',
      json,
      '{"text":" \\n\\t "}',
      400,
      'Bad Request',
      'Input text contains no characters.',
    ],
    ['an empty plain text', plain, '', 400, 'Bad Request', 'Input text contains no characters.'],
    [
      '2001 characters',
      plain,
      'é'.repeat(2001),
      413,
      'Payload Too Large',
      'Input text exceeds maximum character limit of 2000.',
    ],
    [
      'more than 2 MB',
      plain,
      'a'.repeat(2 ** 21 + 1),
      413,
      'PAYLOAD_TOO_LARGE',
      'Payload size exceeds limit of 2 MB.',
    ],
  ];
  for (const [what, type, body, ...answer] of refused) {
    it(`with ${what} is refused`, async () => {
      assert.deepEqual(await refusalOf(await speak(emulator, { type, body })), answer);
    });
  }

  for (const type of [
    'application/x-www-form-urlencoded',
    'application/octet-stream',
    'text/html',
    'application/jsonp',
  ]) {
    it(`of type ${type} is refused`, async () => {
      assert.deepEqual(await refusalOf(await speak(emulator, { type, body: 'a' })), [
        415,
        'UNSUPPORTED_MEDIA_TYPE',
        '`Content-Type` header is not supported. `Content-Type` must be either `text/plain` or `application/json`.',
      ]);
    });
  }

  it('of no type is refused', async () => {
    const headers = { authorization: `Token ${emulator.key}` };
    const response = await fetch(`${emulator.url}/v1/speak`, {
      method: 'POST',
      headers,
      body: Buffer.from('a'),
    });
    assert.equal(response.status, 415);
  });

  for (const type of ['text/plain', 'text/plain;charset=UTF-8', 'Application/JSON; charset=utf-8']) {
    it(`of type ${type} is spoken`, async () => {
      const body = type.startsWith('text') ? 'Good morning.' : '{"text":"Good morning."}';
      const response = await speak(emulator, { type, body });
      assert.equal(response.headers.get('dg-char-count'), '13');
      assert.ok((await response.arrayBuffer()).byteLength > 1000);
    });
  }

  it('of 2000 characters is spoken, counted in code points', async () => {
    const body = '😀'.repeat(1000) + ' a'.repeat(500);
    const response = await speak(emulator, { type: plain, body, query: 'encoding=mulaw' });
    assert.equal(response.headers.get('dg-char-count'), '2000');
    await response.body?.cancel();
  });
});

describe('a path', () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator();
  });
  after(() => emulator.close());

  it('that Deepgram does not have is 404', async () => {
    const response = await fetch(`${emulator.url}/v3/speak`, { method: 'POST' });
    const [status, code] = await refusalOf(response);
    assert.deepEqual([status, code], [404, 'NOT_FOUND']);
  });

  for (const [method, path, allow] of [
    ['GET', '/v1/speak', 'POST'],
    ['PUT', '/v2/speak', 'POST'],
    ['POST', '/v1/models', 'GET'],
  ] as const) {
    it(`${path} is 405 for ${method}`, async () => {
      const response = await fetch(`${emulator.url}${path}`, { method });
      assert.equal(response.headers.get('allow'), allow);
      assert.deepEqual((await refusalOf(response))[0], 405);
    });
  }

  it('has a request id in the header and in the body of each refusal', async () => {
    const response = await speak(emulator, { query: 'encoding=none' });
    const { request_id } = (await response.json()) as { request_id: string };
    assert.match(request_id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.equal(response.headers.get('dg-request-id'), request_id);
  });
});
