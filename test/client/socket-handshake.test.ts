import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket as TcpSocket } from 'node:net';
import { type AccountSettings, openAccount } from '../../src/client/account.js';
import type { DeepgramError, ErrorCode } from '../../src/client/errors.js';
import { openSocket, type SocketOptions } from '../../src/client/open-socket.js';
import type { Socket } from '../../src/client/socket.js';
import type { RefusedUpgrade } from '../../src/client/socket-handshake.js';
import { selfSigned } from '../helpers/certificate.js';
import { closedPort } from '../helpers/closed-port.js';
import { startProxy } from '../helpers/proxy.js';
import { type RawServer, startRawServer, switchingProtocols } from '../helpers/raw-server.js';
import { activeResources, untilResources } from '../helpers/resources.js';
import { hear } from '../helpers/socket-events.js';
import { startSocketServer } from '../helpers/socket-server.js';

const KEY = 'key-that-is-secret';
const CALLBACK = 'https://ann:pass-word@red.test/hook?token=tok-123';
const PATH = `/v1/listen?model=nova-3&callback=${encodeURIComponent(CALLBACK)}`;

type Settings = Partial<AccountSettings>;

function open(url: string, settings: Settings = {}, options: Partial<SocketOptions> = {}): Promise<Socket> {
  const base = { url, auth: 'key', key: KEY, concurrency: 1, timeout: 60_000, retries: 0 } as const;
  const account = openAccount({ ...base, ...settings });
  return openSocket(account, { path: PATH, signal: new AbortController().signal, ...options }, hear());
}

/** What opening a socket fails with. */
async function failure(opening: Promise<Socket>): Promise<DeepgramError> {
  const error: DeepgramError = await opening.then(
    () => assert.fail('It was opened.'),
    (thrown) => thrown,
  );
  assert.equal(error.name, 'DeepgramError', String(error));
  const told = [error.message, JSON.stringify({ ...error }), error.stack].join();
  for (const secret of [KEY, 'pass-word', 'tok-123']) assert.ok(!told.includes(secret), told);
  return error;
}

describe("a socket's handshake", () => {
  let raw: RawServer | undefined;
  let answer: (socket: TcpSocket, head: string) => void;

  before(async () => {
    raw = await startRawServer((socket, head) => answer(socket, head));
  });
  after(() => raw?.close());
  const rawUrl = () => raw?.url ?? '';

  /** What comes of an answer that is no 101. */
  function refusedWith(status: string, headers: string[] = [], body = ''): Promise<DeepgramError> {
    answer = (socket) => socket.end([`HTTP/1.1 ${status}`, ...headers, '', body].join('\r\n'));
    return failure(open(rawUrl()));
  }

  it('asks below the base path, says who we are, and offers no compression', async () => {
    const server = await startSocketServer();
    const socket = await open(`${server.url}/deepgram/`);
    const [{ url, headers } = assert.fail()] = server.handshakes;
    assert.equal(url, `/deepgram${PATH}`);
    assert.equal(headers.authorization, `Token ${KEY}`);
    assert.equal(headers['user-agent'], 'node-red-deepgram');
    assert.equal(headers['sec-websocket-extensions'], undefined);
    assert.equal(headers['sec-websocket-protocol'], undefined);
    assert.equal(socket.requestId, 'socket-1');
    assert.equal(socket.isOpen, true);
    await socket.terminate();
    await server.close();
  });

  it('sends no key to a server that asks for none', async () => {
    const server = await startSocketServer();
    const socket = await open(server.url, { auth: 'none' });
    assert.equal(server.handshakes[0]?.headers.authorization, undefined);
    await socket.terminate();
    await server.close();
  });

  describe('F22 that is refused', () => {
    const statuses: [string, ErrorCode, boolean][] = [
      ['400 Bad Request', 'BAD_REQUEST', false],
      ['401 Unauthorized', 'AUTH', false],
      ['402 Payment Required', 'PAYMENT_REQUIRED', false],
      ['403 Forbidden', 'FORBIDDEN', false],
      ['408 Request Timeout', 'TIMEOUT', true],
      ['413 Payload Too Large', 'TOO_LARGE', false],
      ['429 Too Many Requests', 'RATE_LIMITED', true],
      ['500 Internal Server Error', 'SERVER', true],
      ['502 Bad Gateway', 'SERVER', true],
      ['503 Service Unavailable', 'SERVER', true],
      ['200 OK', 'PROTOCOL', false],
      ['204 No Content', 'PROTOCOL', false],
    ];
    for (const [status, code, retryable] of statuses) {
      it(`with ${status} is ${code}${retryable ? ', and may be tried again' : ''}`, async () => {
        const error = await refusedWith(status);
        assert.equal(error.code, code);
        assert.deepEqual(error.cause, { status: Number.parseInt(status, 10), retryable });
      });
    }

    it("tells Deepgram's words and its ids", async () => {
      const body = { err_code: 'INVALID_AUTH', err_msg: 'Invalid credentials.', request_id: 'r-1' };
      const error = await refusedWith('401 Unauthorized', ['dg-error: other words'], JSON.stringify(body));
      assert.equal(error.values.detail, 'Invalid credentials.');
      assert.deepEqual(error.cause, {
        ...{ status: 401, errCode: 'INVALID_AUTH', requestId: 'r-1', retryable: false },
      });
    });

    it('tells dg-error and dg-request-id where the body says nothing', async () => {
      const error = await refusedWith('400 Bad Request', ['dg-error: No such model', 'dg-request-id: r-2']);
      assert.equal(error.values.detail, 'No such model');
      assert.equal(error.cause.requestId, 'r-2');
    });

    it('says how long the server asks to wait', async () => {
      const waitOf = async (headers: string[]) =>
        ((await refusedWith('429 Too Many Requests', headers)) as RefusedUpgrade).wait;
      assert.equal(await waitOf(['Retry-After: 7']), 7000);
      assert.equal(await waitOf([]), 0);
    });

    it('tells no secret that it echoes', async () => {
      const echo = `You sent ${KEY} and ${CALLBACK} and ${encodeURIComponent(CALLBACK)}.`;
      for (const body of ['', echo, JSON.stringify({ err_code: 'Bad Request', err_msg: echo })]) {
        const { values } = await refusedWith('400 Bad Request', [`dg-error: ${echo}`], body);
        assert.match(String(values.detail), /^You sent … and /);
      }
    });

    it('is not sent elsewhere: a redirect is PROTOCOL', async () => {
      const other = await startSocketServer();
      const error = await refusedWith('307 Temporary Redirect', [`location: ${other.url}`]);
      assert.deepEqual([error.code, error.cause.status], ['PROTOCOL', 307]);
      assert.deepEqual(other.handshakes, []);
      await other.close();
    });

    it('is told although its body has no end, and ends the connection', async () => {
      answer = (socket) => {
        socket.write('HTTP/1.1 503 Service Unavailable\r\n\r\n');
        const more = () => {
          while (socket.writable && socket.write(Buffer.alloc(16_384, 'x')));
        };
        socket.on('drain', more);
        more();
      };
      const error = await failure(open(rawUrl()));
      assert.equal(error.code, 'SERVER');
      assert.match(String(error.values.detail), /^x{200}…$/);
      await raw?.untilOpen(0);
    });

    it('is told although its body stalls or breaks off', async () => {
      for (const end of [() => undefined, (socket: TcpSocket) => socket.resetAndDestroy()]) {
        answer = (socket) => {
          socket.write('HTTP/1.1 403 Forbidden\r\ncontent-length: 100\r\n\r\nNo access', () => end(socket));
        };
        const error = await failure(open(rawUrl()));
        assert.equal(error.code, 'FORBIDDEN');
      }
      await raw?.untilOpen(0);
    });

    it('throws what it was aborted with while the refusal is read', async () => {
      const abort = new AbortController();
      const reason = new Error('not wanted any more');
      answer = (socket) => {
        socket.write('HTTP/1.1 403 Forbidden\r\ncontent-length: 100\r\n\r\n', () => abort.abort(reason));
      };
      await assert.rejects(open(rawUrl(), {}, { signal: abort.signal }), reason);
      await raw?.untilOpen(0);
    });
  });

  describe('with a server that speaks nonsense', () => {
    const nonsense: Record<string, (head: string) => string | Buffer> = {
      'that is not HTTP': () => 'SSH-2.0-OpenSSH_9.6\r\n\r\n',
      'of bytes': () => Buffer.from(Array.from({ length: 512 }, (_, i) => (i * 89) % 256)),
      'with endless headers': () => `HTTP/1.1 101 Switching Protocols\r\nx: ${'y'.repeat(100_000)}`,
      'of a 101 without its proof': () =>
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
      'of a 101 to another protocol': (head) => switchingProtocols(head).replace('websocket', 'h2c'),
      'of an extension that nobody has asked for': (head) =>
        switchingProtocols(head, ['Sec-WebSocket-Extensions: permessage-deflate']),
      'of a sub-protocol that nobody has asked for': (head) =>
        switchingProtocols(head, ['Sec-WebSocket-Protocol: token']),
    };
    for (const [what, say] of Object.entries(nonsense)) {
      it(`says PROTOCOL of an answer ${what}`, async () => {
        answer = (socket, head) => socket.write(say(head));
        const error = await failure(open(rawUrl()));
        assert.deepEqual([error.code, error.cause.retryable], ['PROTOCOL', false], error.message);
        await raw?.untilOpen(0);
      });
    }
  });

  describe('that comes to nothing', () => {
    it('says NETWORK where nobody listens', async () => {
      const error = await failure(open(`http://127.0.0.1:${await closedPort()}`));
      assert.deepEqual([error.code, error.reason], ['NETWORK', 'connectionLost']);
      assert.deepEqual(error.cause, { errno: 'ECONNREFUSED', retryable: true });
    });

    for (const way of ['end', 'resetAndDestroy'] as const) {
      it(`says NETWORK where the server hangs up (${way})`, async () => {
        answer = (socket) => void socket[way]();
        const { code, reason, cause } = await failure(open(rawUrl()));
        assert.deepEqual([code, reason], ['NETWORK', 'connectionLost']);
        assert.deepEqual(cause, { errno: 'ECONNRESET', retryable: true });
      });
    }

    it("says TIMEOUT where no answer comes within the account's timeout, and ends the connection", async () => {
      answer = () => undefined;
      const error = await failure(open(rawUrl(), { timeout: 250 }));
      assert.deepEqual([error.code, error.reason, error.values.seconds], ['TIMEOUT', 'noProgress', 0.25]);
      assert.equal(error.cause.retryable, true);
      await raw?.untilOpen(0);
    });

    it('says NETWORK where TLS is not answered', async () => {
      answer = () => undefined;
      const error = await failure(open(rawUrl().replace('http:', 'https:'), { timeout: 100 }));
      assert.deepEqual([error.code, error.cause.errno], ['NETWORK', 'ETIMEDOUT']);
      await raw?.untilOpen(0);
    });

    it('throws what it was aborted with, before and while it waits', async () => {
      const reason = new Error('not wanted any more');
      const abort = new AbortController();
      answer = () => abort.abort(reason);
      await assert.rejects(open(rawUrl(), {}, { signal: abort.signal }), reason);
      await raw?.untilOpen(0);
      answer = () => assert.fail('It has connected.');
      await assert.rejects(open(rawUrl(), {}, { signal: abort.signal }), reason);
      const soon = new AbortController();
      const opening = open(rawUrl(), {}, { signal: soon.signal });
      soon.abort(reason);
      await assert.rejects(opening, reason);
    });
  });

  describe('over TLS', () => {
    let certificate: { key: string; cert: string };
    before(async () => {
      certificate = await selfSigned();
    });

    it("trusts whom the account's settings trust", async () => {
      const server = await startSocketServer(certificate);
      const error = await failure(open(server.url));
      assert.deepEqual([error.code, error.reason], ['NETWORK', 'tlsFailed']);
      await (await open(server.url, { tls: { ca: certificate.cert } })).terminate();
      await (await open(server.url, { tls: { rejectUnauthorized: false } })).terminate();
      await server.close();
    });

    it('says that it failed where the server has no TLS', async () => {
      const plain = await startSocketServer();
      const { code, reason } = await failure(open(plain.url.replace('http:', 'https:')));
      assert.deepEqual([code, reason], ['NETWORK', 'tlsFailed']);
      await plain.close();
    });

    it('says that it failed where a certificate of ours is none, with and without a proxy', async () => {
      const [server, proxy] = [await startSocketServer(certificate), await startProxy()];
      const tls = { ca: certificate.cert, cert: 'none', key: 'none' };
      for (const more of [{}, { proxy: { url: proxy.url, bypass: [] } }]) {
        const { code, reason } = await failure(open(server.url, { tls, ...more }));
        assert.deepEqual([code, reason], ['NETWORK', 'tlsFailed']);
      }
      proxy.close();
      await server.close();
    });

    it('tunnels through a proxy, and compares the certificate with the server and not with the proxy', async () => {
      const [server, proxy] = [await startSocketServer(certificate), await startProxy()];
      const tls = { ca: certificate.cert };
      const settings = { tls, proxy: { url: proxy.url, bypass: [] } };
      await (await open(server.url, settings)).terminate();
      await (await open(server.url.replace('127.0.0.1', 'localhost'), settings)).terminate();
      const { code, reason, cause } = await failure(
        open(server.url, { ...settings, tls: { ...tls, servername: 'red.test' } }),
      );
      assert.deepEqual([code, reason, cause.errno], ['NETWORK', 'tlsFailed', 'ERR_TLS_CERT_ALTNAME_INVALID']);
      const { host } = new URL(server.url);
      assert.deepEqual(
        proxy.tunnels.map(({ target }) => target),
        [host, host.replace('127.0.0.1', 'localhost'), host],
      );
      proxy.close();
      await server.close();
    });

    it('refuses a certificate for another address behind a proxy', async () => {
      const server = await startSocketServer(certificate);
      const { port } = new URL(server.url);
      // It tunnels everybody to the same server.
      answer = (socket) => {
        const upstream = connect(Number(port), '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 OK\r\n\r\n');
          socket.pipe(upstream).pipe(socket);
        });
      };
      const settings = { tls: { ca: certificate.cert }, proxy: { url: rawUrl(), bypass: [] } };
      for (const host of ['192.0.2.1', 'red.test']) {
        const { reason, cause } = await failure(open(`https://${host}`, settings));
        assert.deepEqual([reason, cause.errno], ['tlsFailed', 'ERR_TLS_CERT_ALTNAME_INVALID'], host);
      }
      await server.close();
    });
  });

  describe('through a proxy', () => {
    it('sends its credentials to the proxy alone', async () => {
      const [server, proxy] = [await startSocketServer(), await startProxy()];
      const { url } = proxy;
      const node = { url, bypass: [], username: 'ann', password: 'pa:ss' };
      await (await open(server.url, { proxy: node })).terminate();
      const authorization = `Basic ${Buffer.from('ann:pa:ss').toString('base64')}`;
      assert.deepEqual(proxy.tunnels, [{ target: new URL(server.url).host, authorization }]);
      assert.equal(server.handshakes[0]?.headers['proxy-authorization'], undefined);
      proxy.close();
      await server.close();
    });

    it('goes straight to a host that is left out', async () => {
      const [server, proxy] = [await startSocketServer(), await startProxy()];
      await (await open(server.url, { proxy: { url: proxy.url, bypass: ['127.0.0.1'] } })).terminate();
      assert.deepEqual(proxy.tunnels, []);
      proxy.close();
      await server.close();
    });

    it('is CONFIG where its address is none', async () => {
      const error = await failure(open(rawUrl(), { proxy: { url: '10.0.0.1:3128:x', bypass: [] } }));
      assert.deepEqual([error.code, error.reason], ['CONFIG', 'proxyInvalid']);
    });

    for (const [status, retryable] of [
      [407, false],
      [503, true],
    ] as const) {
      it(`that refuses with ${status} is NETWORK${retryable ? ', and may be tried again' : ''}`, async () => {
        answer = (socket, head) => {
          assert.match(head, /^CONNECT red\.test:80 /);
          assert.doesNotMatch(head, new RegExp(KEY));
          socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
        };
        const error = await failure(open('http://red.test', { proxy: { url: rawUrl(), bypass: [] } }));
        assert.deepEqual([error.code, error.reason, error.values], ['NETWORK', 'proxyRefused', { status }]);
        assert.equal(error.cause.retryable, retryable);
        await raw?.untilOpen(0);
      });
    }

    it('that hangs up is NETWORK, and may be tried again', async () => {
      answer = (socket) => socket.end();
      const { code, cause } = await failure(
        open('http://red.test', { proxy: { url: rawUrl(), bypass: [] } }),
      );
      assert.deepEqual([code, cause.retryable], ['NETWORK', true]);
    });

    it('that speaks nonsense fails it', async () => {
      for (const nonsense of ['Hello.\r\n\r\n', 'HTTP/1.1 200 OK\r\nno header\r\n\r\n', '\r\n\r\n']) {
        answer = (socket) => socket.end(nonsense);
        const { code } = await failure(open('http://red.test', { proxy: { url: rawUrl(), bypass: [] } }));
        assert.match(code, /^(NETWORK|PROTOCOL)$/);
        await raw?.untilOpen(0);
      }
    });

    it('that says nothing is TIMEOUT, and is let go of', async () => {
      answer = () => undefined;
      const settings = { timeout: 100, proxy: { url: rawUrl(), bypass: [] } };
      const { code, reason } = await failure(open('http://red.test', settings));
      assert.deepEqual([code, reason], ['TIMEOUT', 'noProgress']);
      await raw?.untilOpen(0);
    });

    it('is let go of where it is aborted, before the tunnel and in it', async () => {
      const reason = new Error('not wanted any more');
      for (const url of ['http://red.test', 'https://red.test']) {
        for (const tunnel of ['', 'HTTP/1.1 200 OK\r\n\r\n']) {
          const abort = new AbortController();
          answer = (socket) => {
            if (!tunnel) return abort.abort(reason);
            socket.write(tunnel);
            void once(socket, 'data').then(() => abort.abort(reason));
          };
          const proxy = { url: rawUrl(), bypass: [] };
          await assert.rejects(open(url, { proxy }, { signal: abort.signal }), reason);
          await raw?.untilOpen(0);
        }
      }
    });
  });

  it('leaves nothing behind where it fails', async () => {
    const before = await activeResources();
    await refusedWith('401 Unauthorized', ['content-length: 0']);
    answer = () => undefined;
    await failure(open(rawUrl(), { timeout: 50 }));
    await failure(open(rawUrl(), { timeout: 50, proxy: { url: rawUrl(), bypass: [] } }));
    await raw?.untilOpen(0);
    await untilResources(before);
  });
});
