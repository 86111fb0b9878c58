import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { type Answered, first, listen, say } from './listen-support.js';
import { refusalOf, SENTENCE } from './support.js';

describe('audio at a URL', () => {
  let emulator: Emulator;
  let host: Server;
  let base: string;
  let wav: Buffer;
  const pages: Readonly<Record<string, RequestListener>> = {
    '/kettle.wav': (_, response) => void response.end(wav),
    '/moved': (_, response) => void response.writeHead(302, { location: '/kettle.wav' }).end(),
    '/round': (_, response) => void response.writeHead(302, { location: '/round' }).end(),
    '/nowhere': (_, response) => void response.writeHead(302).end(),
    '/elsewhere': (_, response) => void response.writeHead(302, { location: 'ftp://example.com/' }).end(),
    '/broken': (_, response) => void response.writeHead(500).end(),
    '/short': (_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('RIFF', () => response.destroy());
    },
    '/page': (_, response) => void response.end('<html></html>'),
  };
  before(async () => {
    emulator = await startEmulator();
    wav = await say(emulator, SENTENCE);
    host = createServer((request, response) => {
      const page = pages[request.url ?? ''];
      if (page === undefined) response.writeHead(404).end();
      else page(request, response);
    });
    host.listen(0, '127.0.0.1');
    await once(host, 'listening');
    base = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  });
  after(async () => {
    await emulator.close();
    host.closeAllConnections();
    host.close();
  });

  const ask = (body: string, type = 'application/json'): Promise<Response> =>
    listen(emulator, body, { type });

  for (const path of ['/kettle.wav', '/moved']) {
    it(`is fetched from ${path}`, async () => {
      const body = JSON.stringify({ url: base + path });
      const answer = (await (await ask(body, 'application/json; charset=utf-8')).json()) as Answered;
      assert.equal(first(answer).words.length, 10);
      assert.equal(emulator.requests.at(-1)?.body, body);
    });
  }

  const remote: readonly [url: string, message: string][] = [
    ['/missing', 'The remote server hosting the media returned a client error: 404 Not Found.'],
    ['/broken', 'The remote server hosting the media failed to return valid data.'],
    ['/short', 'The remote server hosting the media failed to return valid data.'],
    ['/round', 'The remote server hosting the media returned too many redirects.'],
    [
      '/nowhere',
      'The remote server hosting the media failed to include a `location` header in its redirect response.',
    ],
    ['/elsewhere', "Could not parse remote media server's redirect location as a URL."],
    ['not a url', 'Could not parse URL as a URI.'],
    ['file:///etc/hostname', 'Could not parse URL as a URI.'],
    ['http://127.0.0.1:1/a.wav', 'The remote server hosting the media failed to return valid data.'],
    ['http://192.168.1.10/a.wav', 'URL for media download must be publicly routable.'],
    ['http://nowhere.invalid/a.wav', 'Could not determine if URL for media download is publicly routable.'],
  ];
  for (const [url, message] of remote) {
    it(`is refused from ${url}`, async () => {
      const body = JSON.stringify({ url: url.startsWith('/') ? base + url : url });
      assert.deepEqual(await refusalOf(await ask(body)), [400, 'REMOTE_CONTENT_ERROR', message]);
    });
  }

  it('is bad audio where there is none', async () => {
    const [status, code] = await refusalOf(await ask(JSON.stringify({ url: `${base}/page` })));
    assert.deepEqual([status, code], [400, 'Bad Request']);
  });

  for (const body of [
    '',
    '{',
    '[]',
    'null',
    '{}',
    '{"url":1}',
    '{"url":"http://127.0.0.1/","model":"nova-3"}',
  ]) {
    it(`is refused in the body ${body || 'that is empty'}`, async () => {
      assert.deepEqual(await refusalOf(await ask(body)), [
        400,
        'Bad Request',
        'Content-type was application/json, but we could not process the JSON payload.',
      ]);
    });
  }
});
