import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { selfSigned } from '../helpers/certificate.js';
import { FLUX, refusal, SPEAK, talk, type Wanted } from './speak-socket-support.js';

describe('the handshake of a speak socket', () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator();
  });
  afterEach(() => emulator.clearFaults());
  after(() => emulator.close());

  it('says who it is, first thing', async () => {
    const { headers, next, websocket } = await talk(emulator, { query: 'model=aura-2-thalia-en' });
    const requestId = headers['dg-request-id'];
    const { model_uuid, model_version, ...metadata } = await next('Metadata');
    assert.deepEqual(metadata, { type: 'Metadata', request_id: requestId, model_name: 'aura-2-thalia-en' });
    assert.match(String(model_uuid), /^[0-9a-f-]{36}$/);
    assert.match(String(model_version), /^20/);
    assert.match(String(headers['access-control-expose-headers']), /dg-error/);
    assert.ok(headers.date);
    assert.equal(headers['sec-websocket-protocol'], undefined);
    websocket.close();
  });

  it('says who it is on /v2/speak', async () => {
    const { headers, next, websocket } = await talk(emulator, { path: FLUX, query: 'model=flux-haley-en' });
    const { model_uuids, model_version, ...connected } = await next('Connected');
    const requestId = headers['dg-request-id'];
    assert.deepEqual(connected, { type: 'Connected', request_id: requestId, model_name: 'flux-haley-en' });
    assert.ok(Array.isArray(model_uuids) && typeof model_version === 'string');
    websocket.close();
  });

  const keys: readonly [name: string, wanted: (emulator: Emulator) => Wanted][] = [
    ['Token', () => ({})],
    ['token', ({ key }) => ({ authorization: `token ${key}` })],
    ['Bearer with a JWT', ({ token }) => ({ authorization: `Bearer ${token}` })],
  ];
  for (const [name, wanted] of keys) {
    it(`opens with ${name} in its header`, async () => {
      const { websocket, next } = await talk(emulator, wanted(emulator));
      await next('Metadata');
      websocket.close();
    });
  }

  for (const scheme of ['token', 'bearer'] as const) {
    it(`opens with the sub-protocol ${scheme}, and echoes it`, async () => {
      const protocols = [scheme, scheme === 'token' ? emulator.key : emulator.token];
      const { websocket, headers } = await talk(emulator, { authorization: null, protocols });
      assert.equal(headers['sec-websocket-protocol'], scheme);
      websocket.close();
    });
  }

  const locked: readonly [name: string, wanted: Wanted, status: number, code: string][] = [
    ['no key', { authorization: null }, 401, 'INVALID_AUTH'],
    ['a wrong key', { authorization: 'Token wrong' }, 401, 'INVALID_AUTH'],
    ['a key as Bearer', { authorization: 'Bearer emulator-key' }, 401, 'INVALID_AUTH'],
    [
      'a wrong key as sub-protocol',
      { authorization: null, protocols: ['token', 'wrong'] },
      401,
      'INVALID_AUTH',
    ],
    ['a scheme without a key', { authorization: null, protocols: ['token'] }, 401, 'INVALID_AUTH'],
    ['no permission', { authorization: 'Token emulator-no-permission' }, 401, 'INSUFFICIENT_PERMISSIONS'],
    ['no credit', { authorization: 'Token emulator-no-credit' }, 402, 'ASR_PAYMENT_REQUIRED'],
    ['no access to the model', { authorization: 'Token emulator-no-model' }, 403, 'INSUFFICIENT_PERMISSIONS'],
  ];
  for (const path of [SPEAK, FLUX]) {
    for (const [name, wanted, status, code] of locked) {
      it(`refuses ${name} on ${path}`, async () => {
        const query = path === FLUX ? 'model=flux-haley-en' : '';
        const { body, headers, ...refused } = await refusal(emulator, { ...wanted, path, query });
        assert.deepEqual([refused.status, body.err_code], [status, code]);
        assert.equal(headers['dg-error'], body.err_msg);
        assert.equal(headers['dg-request-id'], body.request_id);
        assert.equal(headers['content-type'], 'application/json');
      });
    }
  }

  const invalid = 'INVALID_QUERY_PARAMETER';
  const unsupported = 'UNSUPPORTED_AUDIO_FORMAT';
  const queries: readonly [path: string, query: string, code: string, message: RegExp][] = [
    [SPEAK, 'model=aura-2-nobody-en', 'Bad Request', /No such model\/version combination found/],
    [SPEAK, 'model=flux-haley-en', 'V2_MODEL_ON_V1_SPEAK_ENDPOINT', /v2\/speak/],
    [SPEAK, 'encoding=mp3', invalid, /unknown variant `mp3`, expected one of `linear16`, `mulaw`, `alaw`/],
    [SPEAK, 'encoding=opus', invalid, /unknown variant/],
    [SPEAK, 'encoding=flac', invalid, /unknown variant/],
    [SPEAK, 'encoding=aac', invalid, /unknown variant/],
    [SPEAK, 'container=wav', unsupported, /`container=wav` is invalid when `encoding=linear16`/],
    [SPEAK, 'container=ogg', unsupported, /`container=ogg`/],
    [SPEAK, 'container=mp4', invalid, /unknown variant/],
    [SPEAK, 'sample_rate=44100', unsupported, /`sample_rate` must be 8000, 16000, 24000, 32000, or 48000/],
    [SPEAK, 'encoding=mulaw&sample_rate=24000', unsupported, /must be 8000 or 16000 when `encoding=mulaw`/],
    [SPEAK, 'sample_rate=loud', invalid, /invalid type/],
    [SPEAK, 'mip_opt_out=True', invalid, /expected a boolean/],
    [SPEAK, 'speed=1.6&model=aura-2-thalia-en', 'SPEED_OUT_OF_RANGE', /between 0\.7 and 1\.5/],
    [SPEAK, 'speed=1.1&model=aura-2-viktoria-de', 'SPEED_NOT_SUPPORTED', /speed/],
    [SPEAK, 'bit_rate=48000', invalid, /unknown field `bit_rate`/],
    [SPEAK, 'callback=https://example.com', invalid, /unknown field `callback`/],
    [SPEAK, 'tag=a', invalid, /unknown field `tag`/],
    [SPEAK, 'model=aura-asteria-en&model=aura-asteria-en', invalid, /duplicate field `model`/],
    [SPEAK, 'größe=1', invalid, /unknown field `größe`/],
    [FLUX, '', invalid, /missing field `model`/],
    [FLUX, 'model=aura-2-thalia-en', 'V1_MODEL_ON_V2_SPEAK_ENDPOINT', /v1\/speak/],
    [FLUX, 'model=flux-nobody-en', 'Bad Request', /No such model/],
    [FLUX, 'model=flux-haley-en&container=none', invalid, /unknown field `container`/],
    [FLUX, 'model=flux-haley-en&priority=low', invalid, /unknown field `priority`/],
    [FLUX, 'model=flux-haley-en&encoding=mp3', invalid, /unknown variant/],
    [FLUX, 'model=flux-haley-en&sample_rate=22050', unsupported, /44100/],
    [FLUX, 'model=flux-haley-en&speed=0.45', 'SPEED_OUT_OF_RANGE', /between 0\.5 and 1\.5/],
    [FLUX, 'model=flux-haley-en&speed=1.07', 'SPEED_INCREMENT_INVALID', /increments of 0\.05/],
    [FLUX, 'model=flux-haley-en&expressivity=3', 'EXPRESSIVITY_OUT_OF_RANGE', /-2/],
    [FLUX, 'model=flux-haley-en&expressivity=1.5', 'EXPRESSIVITY_INCREMENT_INVALID', /whole/],
    [FLUX, 'model=flux-haley-en&mip_opt_out=FALSE', invalid, /expected a boolean/],
  ];
  for (const [path, query, code, message] of queries) {
    it(`refuses ${path}?${query}`, async () => {
      const { status, headers, body } = await refusal(emulator, { path, query: encodeURI(query) });
      assert.deepEqual([status, body.err_code], [400, code]);
      assert.match(String(body.err_msg), message);
      assert.equal(headers['dg-error'], String(body.err_msg).replace(/[^ -~]/g, '?'));
    });
  }

  const fine = [
    `${SPEAK}?container=none&encoding=mulaw&sample_rate=16000&mip_opt_out=true`,
    `${SPEAK}?model=aura-2-celeste-es&speed=0.9`,
    `${FLUX}?model=flux-kit-en&sample_rate=44100&expressivity=-2&speed=0.55&mip_opt_out=false&tag=a&tag=b`,
  ];
  for (const url of fine) {
    it(`opens ${url}`, async () => {
      const [path = '', query = ''] = url.split('?');
      const { websocket } = await talk(emulator, { path, query });
      websocket.close();
    });
  }

  it('refuses a path that there is not', async () => {
    const { status, body } = await refusal(emulator, { path: '/v3/speak' });
    assert.deepEqual([status, body.err_code], [404, 'NOT_FOUND']);
  });

  it('refuses an upgrade to anything else, and says why', async () => {
    const socket = connect(emulator.port, '127.0.0.1');
    const head = ['GET /v1/speak HTTP/1.1', 'host: emulator', `authorization: Token ${emulator.key}`];
    socket.write(`${[...head, 'connection: upgrade', 'upgrade: chess'].join('\r\n')}\r\n\r\n`);
    const answer = await text(socket);
    assert.match(answer, /^HTTP\/1\.1 400 Bad Request\r\n/);
    assert.match(answer, /dg-error: Bad Request: not a WebSocket handshake\./);
  });

  it('compresses only when it is told to', async () => {
    const options = { perMessageDeflate: true };
    const plain = await talk(emulator, { options });
    assert.equal(plain.websocket.extensions, '');
    plain.websocket.close();
    const compressing = await startEmulator({ sockets: { deflate: true } });
    const deflated = await talk(compressing, { options });
    assert.equal(deflated.websocket.extensions, 'permessage-deflate');
    await deflated.next('Metadata');
    await compressing.close();
  });

  it('opens over TLS', async () => {
    const certificate = await selfSigned();
    const secure = await startEmulator({ tls: certificate });
    const { websocket, next } = await talk(secure, { options: { ca: certificate.cert } });
    await next('Metadata');
    websocket.close();
    const ended = await secure.waitForSocketEnd();
    assert.deepEqual([ended.close?.by, ended.close?.code], ['client', 1005]);
    await secure.close();
  });

  it('answers a plain request to the same path as before', async () => {
    const response = await fetch(`${emulator.url}${SPEAK}`);
    assert.deepEqual([response.status, response.headers.get('allow')], [405, 'POST']);
    await response.arrayBuffer();
  });

  it('survives a client that leaves within the handshake', async () => {
    const socket = connect(emulator.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET /v1/speak HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
    socket.resetAndDestroy();
    const { websocket, next } = await talk(emulator);
    await next('Metadata');
    websocket.close();
  });
});
