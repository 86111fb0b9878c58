import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startEmulator } from '../../emulator/server.js';
import { selfSigned } from '../helpers/certificate.js';
import { startReceiver } from './receiver.js';
import { bytesOf, SENTENCE, speak } from './support.js';

const main = join(__dirname, '../../emulator/main.js');

describe('the emulator', () => {
  it('records what was asked', async () => {
    const emulator = await startEmulator({ key: 'k' });
    const from = Date.now();
    const response = await speak(emulator, { query: 'encoding=mulaw&tag=a&tag=b' });
    await bytesOf(response);
    const request = await emulator.waitForEnd();
    assert.deepEqual([request.method, request.path, request.status], ['POST', '/v1/speak', 200]);
    assert.deepEqual(request.query.getAll('tag'), ['a', 'b']);
    assert.equal(request.headers.authorization, 'Token k');
    assert.equal(request.body, JSON.stringify({ text: SENTENCE }));
    assert.equal(request.requestId, response.headers.get('dg-request-id'));
    assert.equal(request.aborted, false);
    assert.ok(request.at >= from && request.at <= Date.now());
    await emulator.close();
  });

  it('tells connections apart and counts the open ones', async () => {
    const emulator = await startEmulator();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = async (options: object): Promise<void> => {
      const asked = httpRequest(`${emulator.url}/v1/models`, options).end();
      const [response] = await once(asked, 'response');
      response.resume();
      await once(response, 'end');
    };
    await ask({ agent });
    await new Promise(setImmediate);
    await ask({ agent });
    await ask({ agent: false });
    assert.deepEqual(
      emulator.requests.map((request) => request.connection),
      [1, 1, 2],
    );
    assert.ok(emulator.openConnections() >= 1);
    agent.destroy();
    await emulator.close();
    assert.equal(emulator.openConnections(), 0);
  });

  it('waits for a request that is still to come', async () => {
    const emulator = await startEmulator();
    const waiting = emulator.waitForRequest((request) => request.query.get('tag') === 'later');
    await bytesOf(await speak(emulator, { query: 'tag=sooner' }));
    await bytesOf(await speak(emulator, { query: 'tag=later' }));
    assert.equal((await waiting).query.get('tag'), 'later');
    await emulator.close();
  });

  it('sees that a client left before its request was complete', async () => {
    const emulator = await startEmulator();
    const socket = connect(emulator.port, '127.0.0.1');
    socket.write('POST /v1/speak HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nhalf', () =>
      socket.destroy(),
    );
    const request = await emulator.waitForAbort();
    assert.equal(request.received, false);
    await emulator.close();
  });

  it('sees that a client left within a long answer, and ends the work for it', async () => {
    const emulator = await startEmulator();
    const body = 'This will not be heard to its end. '.repeat(57);
    const leave = new AbortController();
    const query = 'encoding=linear16&sample_rate=48000';
    const response = await speak(emulator, { query, type: 'text/plain', body, signal: leave.signal });
    await response.body?.getReader().read();
    leave.abort();
    await emulator.waitForAbort();
    await emulator.close();
  });

  it('closes at once, whatever is going on', async () => {
    const emulator = await startEmulator();
    const silence = emulator.fault({ kind: 'silence' });
    const hold = emulator.fault({ kind: 'hold', afterBytes: 100 });
    const huge = emulator.fault({ kind: 'huge', bytes: 1e9 });
    const never = assert.rejects(speak(emulator));
    await silence.reached;
    const held = await speak(emulator);
    await hold.reached;
    const endless = await speak(emulator);
    await huge.reached;
    const long = await speak(emulator, {
      type: 'text/plain',
      body: 'Not this time. '.repeat(130),
      query: 'encoding=aac',
    });
    await emulator.close();
    await never;
    await assert.rejects(bytesOf(held));
    await assert.rejects(bytesOf(endless));
    await long.arrayBuffer().catch(() => undefined);
    assert.equal(emulator.openConnections(), 0);
    await emulator.close();
  });

  it('can be started again on the same port', async () => {
    const first = await startEmulator();
    await bytesOf(await speak(first));
    await first.close();
    const second = await startEmulator({ port: first.port });
    assert.equal(second.url, first.url);
    await second.close();
  });

  it('rejects when its port is taken', async () => {
    const emulator = await startEmulator();
    await assert.rejects(startEmulator({ port: emulator.port }), { code: 'EADDRINUSE' });
    await emulator.close();
  });
});

describe('the program', () => {
  const run = (...options: string[]) =>
    spawn(process.execPath, [main, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });

  it('says where it is, what opens it and how to break it, and ends on Ctrl-C', async () => {
    const child = run('--port', '0', '--key', 'my-key');
    const [output] = (await once(child.stdout, 'data')) as [Buffer];
    const said = output.toString();
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
    assert.match(said, /my-key/);
    assert.match(said, /\/emulator\/faults/);
    assert.match(said, /emulator-no-credit/);
    assert.match(said, /\(ports 80, 443, 8080, 8443; .*\), 10 more tries every 30 s:/);
    const headers = { authorization: 'Token my-key', 'content-type': 'text/plain' };
    const response = await fetch(`${url}/v1/speak`, { method: 'POST', headers, body: 'Hi.' });
    assert.equal(response.status, 200);
    await response.arrayBuffer();
    child.kill('SIGINT');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });

  it('delivers to any port, and again after as many seconds as it is told to', async () => {
    const receiver = await startReceiver({ status: (nth) => (nth === 1 ? 503 : 200) });
    const child = run('--port', '0', '--any-callback-port', '--retry-every', '0.01');
    const [output] = (await once(child.stdout, 'data')) as [Buffer];
    const said = output.toString();
    assert.match(said, /\(any port\), 10 more tries every 0\.01 s:/);
    const [, url] = /^ {2}curl -X POST '(http:\S+callback=)/m.exec(said) ?? [];
    const headers = { authorization: 'Token emulator-key', 'content-type': 'text/plain' };
    await fetch(`${url}${receiver.url}`, { method: 'POST', headers, body: 'Hi.' });
    await receiver.arrivals(2);
    child.kill('SIGINT');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
    await receiver.close();
  });

  it('says in one line that a port is taken, and ends with 1', async () => {
    const emulator = await startEmulator();
    const child = run('--port', `${emulator.port}`);
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    assert.equal(said, `Port ${emulator.port} is taken. Choose another one with --port.\n`);
    assert.equal(code, 1);
    await emulator.close();
  });

  for (const options of [['--port', 'http'], ['--port', '99999'], ['--retry-every', 'soon'], ['--loud']]) {
    it(`says how it is used after ${options.join(' ')}, and ends with 1`, async () => {
      const child = run(...options);
      const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
      assert.match(said, /Usage: /);
      assert.equal(code, 1);
    });
  }
});

describe('the emulator with TLS', () => {
  it('speaks HTTPS, and its faults work there too', async () => {
    const tls = await selfSigned();
    const emulator = await startEmulator({ tls });
    assert.match(emulator.url, /^https:/);
    const { request } = await import('node:https');
    const ask = async (): Promise<number> => {
      const asked = request(`${emulator.url}/v1/models`, {
        ca: tls.cert,
        servername: 'localhost',
        agent: false,
      }).end();
      const [response] = await once(asked, 'response');
      response.resume();
      await once(response, 'end');
      return response.statusCode;
    };
    assert.equal(await ask(), 200);
    emulator.fault({ kind: 'reset' });
    await assert.rejects(ask(), { code: 'ECONNRESET' });
    assert.equal(await ask(), 200);
    await emulator.close();
  });
});
