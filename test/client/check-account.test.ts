import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { type AccountSettings, openAccount, type Tls } from '../../src/client/account.js';
import { checkAccount } from '../../src/client/check-account.js';
import { readFailure } from '../../src/client/check-result.js';
import { readRefusal } from '../../src/client/refusal.js';
import { type AnsweringServer, startAnsweringServer } from '../helpers/answering-server.js';
import { type CertificateFaults, selfSigned } from '../helpers/certificate.js';
import { closedPort } from '../helpers/closed-port.js';
import { startProxy } from '../helpers/proxy.js';
import { startRawServer } from '../helpers/raw-server.js';
import { sharedEmulator } from '../helpers/shared.js';

const KEY = 'emulator-key';

describe('the check of an account', () => {
  let emulator: Emulator;

  before(async () => {
    emulator = await sharedEmulator();
  });
  beforeEach(() => emulator.clearFaults());

  const settings = (more: Partial<AccountSettings> = {}): AccountSettings => ({
    ...{ url: emulator.url, auth: 'key', key: KEY, concurrency: 1, timeout: 60_000, retries: 3 },
    ...more,
  });

  const check = (more: Partial<AccountSettings> = {}, patience?: number) =>
    checkAccount(settings(more), new AbortController().signal, patience);

  async function* textOf(text: string) {
    yield Buffer.from(text);
  }

  const hostOf = (url: string) => new URL(url).host;

  it('finds a key valid with one request that is refused for its body only', async () => {
    const before = emulator.requests.length;
    assert.deepEqual(await check(), { outcome: 'valid', detail: { host: hostOf(emulator.url) } });
    const [request, ...more] = emulator.requests.slice(before);
    assert.deepEqual([request?.path, request?.status, more], ['/v1/speak', 400, []]);
  });

  it('finds a token valid', async () => {
    assert.equal((await check({ auth: 'token', key: emulator.token })).outcome, 'valid');
  });

  for (const [key, outcome, status] of [
    ['another-key', 'wrongKey', 401],
    ['emulator-no-permission', 'noPermission', 401],
    ['emulator-no-model', 'noPermission', 403],
    ['emulator-no-credit', 'noCredit', 402],
  ] as const) {
    it(`tells ${outcome} by what Deepgram answers to ${key}`, async () => {
      const result = await check({ key });
      assert.deepEqual([result.outcome, result.detail.status], [outcome, status]);
      assert.ok(result.detail.said);
      assert.doesNotMatch(JSON.stringify(result), new RegExp(key));
    });
  }

  it('tells that a key is asked for where none was sent', async () => {
    assert.equal((await check({ auth: 'none' })).outcome, 'keyWanted');
  });

  it('tries nothing again: a busy or broken server is told at once, with what is not known of the key', async () => {
    for (const [status, outcome] of [
      [429, 'busy'],
      [503, 'serverFailed'],
      [408, 'serverFailed'],
    ] as const) {
      const before = emulator.requests.length;
      emulator.fault({ kind: 'status', status, retryAfter: 5 });
      assert.equal((await check()).outcome, outcome);
      assert.equal(emulator.requests.length, before + 1);
    }
  });

  it('says what is wrong with the settings without asking anybody', async () => {
    for (const [more, reason] of [
      [{ key: '' }, 'keyMissingElsewhere'],
      [{ key: '$' + '{UNSET}' }, 'keyMissingElsewhere'],
      [{ key: 'with spaces in it' }, 'keyUnreadable'],
      [{ url: 'nowhere' }, 'urlInvalid'],
      [{ url: 'http://api.deepgram.com' }, 'urlNeedsHttps'],
      [{ proxy: { url: '10.0.0.1:3128:x', bypass: [] } }, 'proxyInvalid'],
    ] as const) {
      assert.deepEqual(await check(more), { outcome: 'settings', reason, detail: {} });
    }
  });

  it('asks a self-hosted Deepgram without voices by its transcription', async () => {
    const server = await startAnsweringServer();
    const asked: string[] = [];
    server.answer = (response, { url = '', headers }) => {
      asked.push(`${url} ${headers.authorization}`);
      const [status, err_code, err_msg] = url.startsWith('/v1/listen')
        ? [
            400,
            'Bad Request',
            'Content-type was application/json, but we could not process the JSON payload.',
          ]
        : [404, 'NOT_FOUND', 'Not found.'];
      response.statusCode = Number(status);
      response.end(JSON.stringify({ err_code, err_msg, request_id: 'mine' }));
    };
    assert.equal((await check({ url: server.url, auth: 'none' })).outcome, 'valid');
    assert.deepEqual(asked, [
      '/v1/speak?model=aura-2-thalia-en undefined',
      '/v1/listen?model=nova-3 undefined',
    ]);
    server.close();
  });

  it('takes a server that speaks even an empty text for a Deepgram', async () => {
    const server = await startAnsweringServer();
    server.answer = (response) => {
      response.setHeader('content-type', 'audio/mpeg');
      response.end('sound');
    };
    assert.equal((await check({ url: server.url })).outcome, 'valid');
    server.close();
  });

  it('tells what answers as Deepgram does not', async () => {
    const server = await startAnsweringServer();
    for (const [status, body] of [
      [200, '<html><h1>Welcome to your router</h1></html>'],
      [200, ''],
      [200, '{"hello": "world"}'],
      [302, ''],
      [400, 'Bad Request'],
      [401, '<html>Log in</html>'],
      [403, 'Forbidden'],
      [404, '{"error": "no such page"}'],
      [405, ''],
    ] as const) {
      server.answer = (response) => {
        response.statusCode = status;
        response.setHeader('content-type', 'text/html');
        if (status === 302) response.setHeader('location', '/login');
        response.end(body);
      };
      assert.equal((await check({ url: server.url })).outcome, 'notDeepgram', `${status} ${body}`);
    }
    server.close();
    const raw = await startRawServer((socket) => socket.write('220 mail.example.org ESMTP\r\n'));
    assert.equal((await check({ url: raw.url })).outcome, 'notDeepgram');
    await raw.close();
  });

  it("takes no refusal for Deepgram's that is not named, not even from its own hosts", async () => {
    const account = openAccount(settings({ url: 'https://api.eu.deepgram.com' }));
    for (const statusCode of [400, 401, 402, 403, 409, 411, 417, 418, 421, 422, 451]) {
      for (const body of [
        '<html>No</html>',
        '',
        'Bad Request',
        '{"request_id":"mine"}',
        '{"category":"INVALID","message":"No JSON"}',
        '{"detail":[{"loc":["body"]}]}',
      ]) {
        const refusal = await readRefusal({ statusCode, headers: {}, body: textOf(body) }, []);
        assert.equal(readFailure(account, refusal).outcome, 'notDeepgram', `${statusCode} ${body}`);
      }
    }
    const refusal = await readRefusal({ statusCode: 407, headers: {}, body: textOf('<html>Who?') }, []);
    const { outcome, detail } = readFailure(account, refusal);
    assert.deepEqual([outcome, detail.status], ['proxyRefused', 407]);
  });

  describe('that is answered in words', () => {
    let server: AnsweringServer;
    let asked: (string | undefined)[];

    before(async () => {
      server = await startAnsweringServer();
    });
    after(() => server.close());

    /** @param answers - status and body for each of the probes; the last for all that come later */
    function checkWith(...answers: (readonly [number, object])[]) {
      asked = [];
      server.answer = (response, { url }) => {
        const [status, body] = answers[Math.min(asked.length, answers.length - 1)] ?? assert.fail();
        asked.push(url?.split('?')[0]);
        response.statusCode = status;
        response.end(JSON.stringify({ request_id: 'mine', ...body }));
      };
      return check({ url: server.url });
    }

    const BAD_QUERY = [
      400,
      { err_code: 'INVALID_QUERY_PARAMETER', err_msg: 'Failed to deserialize query parameters: text' },
    ] as const;
    const NO_MODEL = [
      400,
      { err_code: 'Bad Request', err_msg: 'Bad Request: No such model/version combination found.' },
    ] as const;
    const WRONG_KEY = [401, { err_code: 'INVALID_AUTH', err_msg: 'Invalid credentials.' }] as const;
    const ABSENT = [404, { err_code: 'NOT_FOUND', err_msg: 'Not found.' }] as const;
    const NO_TEXT = [
      400,
      { err_code: 'Bad Request', err_msg: 'Input text contains no characters.' },
    ] as const;
    const NO_JSON = 'Content-type was application/json, but we could not process the JSON payload.';

    for (const body of [
      NO_TEXT[1],
      { err_code: 'BAD_REQUEST', err_msg: 'The text is empty.' },
      { err_code: 'PAYLOAD_ERROR', err_msg: 'Failed to deserialize JSON payload. Query: none.' },
      { err_code: 'Bad Request', err_msg: NO_JSON },
      {
        err_code: 'Bad Request',
        err_msg: 'Bad Request: failed to process audio: corrupt or unsupported data',
      },
      { category: 'INVALID_JSON', message: 'Invalid JSON submitted.', details: 'Json deserialize error: …' },
    ]) {
      it(`is valid where the body is refused: ${JSON.stringify(body)}`, async () => {
        assert.equal((await checkWith([400, body])).outcome, 'valid');
        assert.deepEqual(asked, ['/v1/speak']);
      });
    }

    for (const [what, refusal] of [
      ['a query', BAD_QUERY],
      ['a model', NO_MODEL],
      [
        'a format',
        [400, { err_code: 'UNSUPPORTED_AUDIO_FORMAT', err_msg: 'Unsupported audio format: text.' }],
      ],
      ['a size', [413, { err_code: 'PAYLOAD_TOO_LARGE', err_msg: 'Payload size exceeds limit of 2 MB.' }]],
      ['something else', [409, { err_code: 'CONFLICT', err_msg: 'Text.' }]],
    ] as const) {
      it(`asks again where ${what} is refused, which may come before the key`, async () => {
        assert.equal((await checkWith(refusal, WRONG_KEY)).outcome, 'wrongKey');
        assert.equal((await checkWith(refusal, NO_TEXT)).outcome, 'valid');
        assert.deepEqual(asked, ['/v1/speak', '/v1/listen']);
      });

      it(`says that nothing is known of the key where ${what} is refused each time`, async () => {
        const { outcome, detail } = await checkWith(refusal);
        const host = hostOf(server.url);
        assert.deepEqual(
          [outcome, detail],
          ['undecided', { host, status: refusal[0], said: refusal[1].err_msg }],
        );
        assert.equal((await checkWith(refusal, ABSENT)).outcome, 'undecided');
        assert.equal((await checkWith(ABSENT, refusal)).outcome, 'undecided');
      });
    }
  });

  it('tells a host that is not known, a port that is closed, and a connection that is lost', async () => {
    const unknown = await check({ url: 'http://no-such-host.invalid' });
    assert.deepEqual([unknown.outcome, unknown.detail.host], ['hostUnknown', 'no-such-host.invalid']);
    const closed = await check({ url: `http://127.0.0.1:${await closedPort()}` });
    assert.deepEqual([closed.outcome, closed.detail.errno], ['notReached', 'ECONNREFUSED']);
    emulator.fault({ kind: 'reset' });
    assert.equal((await check()).outcome, 'notReached');
  });

  it('waits so long and no longer, and tells what it knows by then', async () => {
    const { host } = new URL(emulator.url);
    emulator.fault({ kind: 'silence' });
    assert.deepEqual(await check({}, 100), { outcome: 'timedOut', detail: { host, seconds: 0.1 } });
    const raw = await startRawServer((socket) => {
      socket.write('HTTP/1.1 401 Unauthorized\r\ndg-request-id: a\r\ncontent-length: 9\r\n\r\n');
    });
    assert.equal((await check({ url: raw.url }, 100)).outcome, 'wrongKey');
    await raw.close();
  });

  it('closes its connection, and ends when nobody waits any more', async () => {
    const held = emulator.fault({ kind: 'hold' });
    const leaving = new AbortController();
    const checking = checkAccount(settings(), leaving.signal);
    await held.reached;
    leaving.abort(new Error('left'));
    await assert.rejects(checking, /left/);
    held.release();
    const raw = await startRawServer((socket) =>
      socket.write('HTTP/1.1 400 No\r\ncontent-length: 0\r\n\r\n'),
    );
    await check({ url: raw.url });
    await raw.untilOpen(0);
    await raw.close();
  });

  describe('with TLS', () => {
    async function checkWith(faults: CertificateFaults, tls: (cert: string) => Tls | undefined) {
      const certificate = await selfSigned(faults);
      const secure = await startEmulator({ tls: certificate });
      const wanted = tls(certificate.cert);
      const result = await check({ url: secure.url, ...(wanted && { tls: wanted }) });
      await secure.close();
      return result.outcome;
    }

    it('tells a certificate that nobody vouches for, and takes the authority that is set', async () => {
      assert.equal(await checkWith({}, () => undefined), 'certificateSelfSigned');
      assert.equal(await checkWith({}, (ca) => ({ ca })), 'valid');
    });

    it('tells one that has expired, and one for another name', async () => {
      const notAfter = new Date(86_400_000);
      assert.equal(await checkWith({ notAfter }, (ca) => ({ ca })), 'certificateExpired');
      assert.equal(await checkWith({ name: 'other.example' }, (ca) => ({ ca })), 'certificateOtherName');
    });

    it('tells that a client certificate may be wanted where the connection ends without an answer', async () => {
      const { key, cert } = await selfSigned();
      const picky = createSecureServer({ key, cert, ca: cert, requestCert: true }, (_, response) =>
        response.end(),
      ).listen(0, '127.0.0.1');
      await once(picky, 'listening');
      const url = `https://127.0.0.1:${(picky.address() as AddressInfo).port}`;
      const result = await check({ url, tls: { ca: cert } });
      const accepted = await check({ url, tls: { ca: cert, key, cert } });
      picky.close();
      assert.deepEqual([result.outcome, accepted.outcome], ['endedEarly', 'notDeepgram']);
    });

    it('tells a server that speaks none', async () => {
      assert.equal((await check({ url: emulator.url.replace('http:', 'https:') })).outcome, 'noTls');
    });
  });

  describe('by a proxy', () => {
    it('goes through it', async () => {
      const proxy = await startProxy();
      assert.equal((await check({ proxy: { url: proxy.url, bypass: [] } })).outcome, 'valid');
      assert.equal(proxy.tunnels.length, 1);
      proxy.close();
    });

    it('tells one that refuses from one that is not there', async () => {
      const server = createServer().on('connect', (_, socket) => socket.end('HTTP/1.1 407 No\r\n\r\n'));
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const refused = await check({ proxy: { url, bypass: [] } });
      server.close();
      assert.deepEqual([refused.outcome, refused.detail.status], ['proxyRefused', 407]);
      const host = `127.0.0.1:${await closedPort()}`;
      const missing = await check({ proxy: { url: `http://${host}`, bypass: [] } });
      assert.deepEqual(
        [missing.outcome, missing.detail.proxy, missing.detail.errno],
        ['proxyNotReached', host, 'ECONNREFUSED'],
      );
    });
  });
});
