import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as ask, createServer, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import fc from 'fast-check';
import { type AudioStore, createAudioStore } from '../../src/announce/serve/audio-store.js';
import { readRange } from '../../src/announce/serve/range.js';
import { STALL_MS } from '../../src/announce/serve/send-bytes.js';
import { serveAudio } from '../../src/announce/serve/serve-audio.js';
import { DeepgramError } from '../../src/client/errors.js';
import { createFakeClock } from '../callback/fake-clock.js';

const AUDIO = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));
const MB = 1024 * 1024;

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

describe('audio for players', () => {
  const time = createFakeClock();
  let store: AudioStore;
  let name: string;
  let port: number;
  const server = createServer((request, response) => {
    serveAudio(request, response, store, (request.url ?? '').slice(1), time.clock);
    server.emit('served', response);
  });
  let left = 0;
  server.on('connection', (socket) => {
    socket.once('close', () => {
      left += 1;
      server.emit('left');
    });
  });

  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });
  after(() => server.close());
  beforeEach(() => {
    store = createAudioStore(8 * MB, time.clock);
    name = store.keep(AUDIO, 'mp3', 'audio/mpeg').name;
  });

  async function get(headers: OutgoingHttpHeaders = {}, method = 'GET', path = name): Promise<Answer> {
    const request = ask({ host: '127.0.0.1', port, path: `/${path}`, method, headers, agent: false }).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) };
  }

  it('is sent whole, with its type, its length, and what it is told apart by', async () => {
    const { status, headers, body } = await get();
    assert.equal(status, 200);
    assert.deepEqual(body, AUDIO);
    assert.equal(headers['content-type'], 'audio/mpeg');
    assert.equal(headers['content-length'], '1000');
    assert.equal(headers['accept-ranges'], 'bytes');
    assert.match(String(headers.etag), /^"[^"]+"$/, 'a strong one');
    assert.match(String(headers['cache-control']), /private/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['access-control-allow-origin'], '*');
    assert.equal('contentfeatures.dlna.org' in headers, false);
  });

  it('answers HEAD as it would answer GET, without the audio, and with the whole length whatever the range', async () => {
    const { headers: ofGet } = await get();
    for (const more of [{}, { range: 'bytes=0-9' }]) {
      const { status, headers, body } = await get(more, 'HEAD');
      assert.equal(status, 200);
      assert.equal(body.length, 0);
      const { date: _one, ...told } = headers;
      const { date: _other, ...wanted } = ofGet;
      assert.deepEqual(told, wanted);
    }
  });

  const ranges: [range: string, first: number, last: number][] = [
    ['bytes=0-0', 0, 0],
    ['bytes=0-', 0, 999],
    ['bytes=10-19', 10, 19],
    ['bytes=990-5000', 990, 999],
    ['bytes=999-', 999, 999],
    ['bytes=-1', 999, 999],
    ['bytes=-400', 600, 999],
    ['bytes=-5000', 0, 999],
    ['Bytes = 5 - 6', 5, 6],
    [`bytes=1-${'9'.repeat(400)}`, 1, 999],
  ];
  for (const [range, first, last] of ranges) {
    it(`sends bytes ${first} to ${last} for ${range.slice(0, 20)}`, async () => {
      const { status, headers, body } = await get({ range });
      assert.equal(status, 206);
      assert.equal(headers['content-range'], `bytes ${first}-${last}/1000`);
      assert.equal(headers['content-length'], String(last - first + 1));
      assert.deepEqual(body, AUDIO.subarray(first, last + 1));
    });
  }

  for (const range of ['bytes=1000-', 'bytes=5000-6000', 'bytes=-0', `bytes=${'9'.repeat(400)}-`]) {
    it(`has nothing for ${range.slice(0, 20)}`, async () => {
      const { status, headers, body } = await get({ range });
      assert.equal(status, 416);
      assert.equal(headers['content-range'], 'bytes */1000');
      assert.equal(body.length, 0);
    });
  }

  for (const range of [
    'bytes=0-1,5-6',
    'bytes=9-3',
    'bytes=-',
    'bytes=',
    'bytes=a-b',
    'seconds=1-2',
    'x',
    '',
  ]) {
    it(`sends the whole for "${range}"`, async () => {
      const { status, headers, body } = await get({ range });
      assert.equal(status, 200);
      assert.equal(headers['content-range'], undefined);
      assert.deepEqual(body, AUDIO);
    });
  }

  it('of no bytes has no range that could be sent', () => {
    assert.equal(readRange('bytes=0-', 0), 'unsatisfiable');
    assert.equal(readRange('bytes=-5', 0), 'unsatisfiable');
    assert.equal(readRange(undefined, 0), 'none');
  });

  it('is not sent again to who has it', async () => {
    const { etag } = (await get()).headers;
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      for (const method of ['GET', 'HEAD']) {
        const { status, headers, body } = await get({ 'if-none-match': known }, method);
        assert.equal(status, 304, known);
        assert.equal(headers.etag, etag);
        assert.equal(body.length, 0);
      }
    }
    assert.equal((await get({ 'if-none-match': '"other"' })).status, 200);
  });

  it('goes on with a range only for who has the beginning of the same audio', async () => {
    const { etag } = (await get()).headers;
    const range = 'bytes=500-';
    assert.equal((await get({ range, 'if-range': etag })).status, 206);
    for (const other of ['"other"', `W/${etag}`, 'Sat, 21 Nov 2026 10:00:00 GMT']) {
      const { status, body } = await get({ range, 'if-range': other });
      assert.equal(status, 200, other);
      assert.equal(body.length, 1000);
    }
  });

  it('is not sent where something before it has answered already', async () => {
    const early = createServer((request, response) => {
      response.writeHead(401).end();
      serveAudio(request, response, store, name, time.clock);
    });
    early.listen(0, '127.0.0.1');
    await once(early, 'listening');
    const { status } = await fetch(`http://127.0.0.1:${(early.address() as AddressInfo).port}/`);
    early.close();
    assert.equal(status, 401);
    store.keep(Buffer.alloc(8 * MB), 'mp3', 'audio/mpeg');
    assert.equal(store.fetch(name), undefined, 'nobody holds it');
  });

  it('can be neither written nor deleted', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'PROPFIND']) {
      const { status, headers } = await get({}, method);
      assert.equal(status, 405);
      assert.equal(headers.allow, 'GET, HEAD, OPTIONS');
    }
    assert.equal((await get()).status, 200);
  });

  it('may be fetched by pages and Cast receivers of any origin, with a range', async () => {
    const { status, headers } = await get(
      {
        origin: 'https://dashboard.example',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'range',
      },
      'OPTIONS',
    );
    assert.equal(status, 204);
    assert.equal(headers['access-control-allow-origin'], '*');
    assert.match(String(headers['access-control-allow-methods']), /GET/);
    assert.match(String(headers['access-control-allow-headers']), /Range/);
  });

  it('tells a DLNA renderer that asks how it may be played', async () => {
    const asked = { 'getcontentFeatures.dlna.org': '1', 'transferMode.dlna.org': 'Streaming' };
    for (const method of ['HEAD', 'GET']) {
      const { headers } = await get(asked, method);
      assert.equal(headers['transfermode.dlna.org'], 'Streaming');
      assert.match(
        String(headers['contentfeatures.dlna.org']),
        /DLNA\.ORG_OP=01;.*DLNA\.ORG_FLAGS=[0-9]{32}$/,
      );
    }
    const { headers } = await get({ 'transferMode.dlna.org': 'Streaming', range: 'bytes=0-9' });
    assert.equal(headers['transfermode.dlna.org'], 'Streaming');
    assert.equal('contentfeatures.dlna.org' in headers, false);
  });

  it('is not found under another name, and nobody is to remember that', async () => {
    const { status, headers, body } = await get({}, 'GET', `${'0'.repeat(32)}.mp3`);
    assert.equal(status, 404);
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(body.length, 0);
  });

  describe('on its way', () => {
    /** More than the two kernels hold between them, so that it is still on its way when nobody reads. */
    const LONG = Buffer.alloc(40 * MB, 7);
    let long: string;
    beforeEach(() => {
      store = createAudioStore(40.5 * MB, time.clock);
      long = store.keep(LONG, 'wav', 'audio/wav').name;
    });

    /** A player that has asked, and reads nothing. */
    async function pausing(requests = 1) {
      const socket = connect(port, '127.0.0.1');
      socket.pause();
      await once(socket, 'connect');
      const served = once(server, 'served');
      socket.write(`GET /${long} HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(requests));
      const [response] = await served;
      return { socket, response };
    }

    const connections = () =>
      new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));

    const isHeld = () => {
      try {
        store.keep(Buffer.alloc(MB), 'mp3', 'audio/mpeg');
        return false;
      } catch (error) {
        assert.ok(error instanceof DeepgramError && error.code === 'OVERFLOW');
        return true;
      }
    };

    it('is handed over as fast as the player takes it', async () => {
      const { socket, response } = await pausing();
      assert.ok(response.writableLength < MB, `${response.writableLength} bytes wait`);
      assert.ok(isHeld());
      let bytes = 0;
      socket.on('data', (chunk) => (bytes += chunk.length));
      const closed = once(response, 'close');
      socket.resume();
      await closed;
      assert.equal(isHeld(), false);
      while (bytes < LONG.length) await once(socket, 'data');
      socket.destroy();
    });

    it('is held while a speaker pauses for minutes, and released when it takes nothing for ten', async () => {
      const { socket, response } = await pausing();
      time.turn(STALL_MS - 1);
      assert.ok(isHeld());
      // It takes a little, and pauses again.
      const drained = once(response, 'drain');
      socket.once('data', () => {});
      socket.resume();
      await drained;
      socket.pause();
      time.turn(STALL_MS - 1);
      assert.ok(isHeld());
      const closed = once(response, 'close');
      time.turn(STALL_MS);
      await closed;
      assert.equal(isHeld(), false);
      socket.on('error', () => undefined).destroy();
    });

    it('is released when the player leaves', async () => {
      const { socket, response } = await pausing();
      const closed = once(response, 'close');
      socket.destroy();
      await closed;
      assert.equal(isHeld(), false);
    });

    it('is released by players that are cut off at any moment', async () => {
      let made = 0;
      const some = fc.record({
        requests: fc.integer({ min: 1, max: 3 }),
        // Mostly early; some have it nearly whole.
        bytes: fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: LONG.length })),
        hard: fc.boolean(),
        first: fc.nat({ max: LONG.length - 1 }),
      });
      const run = async ({
        requests,
        bytes,
        hard,
        first,
      }: {
        requests: number;
        bytes: number;
        hard: boolean;
        first: number;
      }) => {
        const socket = connect(port, '127.0.0.1').on('error', () => undefined);
        made += 1;
        await once(socket, 'connect');
        const range = first % 2 ? `Range: bytes=${first}-\r\n` : '';
        socket.write(`GET /${long} HTTP/1.1\r\nHost: x\r\n${range}\r\n`.repeat(requests));
        let got = 0;
        const cut = () => (hard ? socket.resetAndDestroy() : socket.destroy());
        socket.on('data', (chunk) => {
          got += chunk.length;
          if (got >= bytes) cut();
        });
        if (bytes === 0) cut();
        // A range may have fewer bytes than that.
        else if (bytes > LONG.length - first) socket.once('data', cut);
        await once(socket, 'close');
      };
      // Those of the tests before.
      while (await connections()) await once(server, 'left');
      left = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(some, { minLength: 1, maxLength: 8 }), async (players) => {
          await Promise.all(players.map(run));
          while (made > left) await once(server, 'left');
          assert.equal(isHeld(), false);
          long = store.keep(LONG, 'wav', 'audio/wav').name;
        }),
        { numRuns: 15 },
      );
    });

    it('is released by one that asked twice on one connection, and left', async () => {
      const answered = new Promise((resolve) => {
        let count = 0;
        server.on('served', function listener() {
          count += 1;
          if (count < 2) return;
          server.off('served', listener);
          resolve(undefined);
        });
      });
      const { socket, response } = await pausing(2);
      await answered;
      const closed = once(response, 'close');
      socket.destroy();
      await closed;
      assert.equal(isHeld(), false);
    });
  });
});
