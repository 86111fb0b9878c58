import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket as TcpSocket } from 'node:net';
import type { WebSocket } from 'ws';
import { openAccount } from '../../src/client/account.js';
import type { ErrorCode } from '../../src/client/errors.js';
import { openSocket, type SocketOptions } from '../../src/client/open-socket.js';
import type { Socket, SocketEvents } from '../../src/client/socket.js';
import { selfSigned } from '../helpers/certificate.js';
import { startRawServer, switchingProtocols } from '../helpers/raw-server.js';
import { activeResources, untilResources } from '../helpers/resources.js';
import { type Heard, hear } from '../helpers/socket-events.js';
import { type SocketServer, startSocketServer } from '../helpers/socket-server.js';

const KEY = 'key-that-is-secret';
const MB = 1024 * 1024;

/** Opens a socket at a server whose certificate is of no importance. */
function open(url: string, events: SocketEvents, options: Partial<SocketOptions> = {}): Promise<Socket> {
  const tls = { rejectUnauthorized: false };
  const account = openAccount({
    ...{ url, auth: 'key', key: KEY, concurrency: 1, timeout: 60_000, retries: 0, tls },
  });
  return openSocket(account, { path: '/v1/speak', signal: new AbortController().signal, ...options }, events);
}

/** A server that opens every socket, and then does what a test wants on the bare connection. */
async function startBareServer(then: (socket: TcpSocket) => void) {
  return startRawServer((socket, head) => {
    socket.write(switchingProtocols(head));
    then(socket);
  });
}

/** A frame as a server sends it (RFC 6455, 5.2), or the begin of one. @param length - what it says */
function frame(opcode: number, payload: Buffer, length = payload.length): Buffer {
  const head = Buffer.alloc(10);
  head[0] = 0x80 | opcode;
  head[1] = 127;
  head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

/** A close frame of a server. @param payload - its code, and its reason */
function closeFrame(payload: readonly number[] = []): Buffer {
  return Buffer.from([0x88, payload.length, ...payload]);
}

describe('a socket', () => {
  let server: SocketServer;

  before(async () => {
    server = await startSocketServer();
  });
  after(() => server.close());

  async function openBoth(options: Partial<SocketOptions> = {}, events: Partial<SocketEvents> = {}) {
    const heard = hear();
    const socket = await open(server.url, { ...heard, ...events }, options);
    return { socket, heard, peer: await server.next() };
  }

  describe('carries', () => {
    it('objects as JSON text, and bytes as they are', async () => {
      const { socket, peer } = await openBoth();
      const came: [string, boolean][] = [];
      peer.on('message', (data, isBinary) => came.push([data.toString(), isBinary]));
      const bytes = Buffer.from('bytes');
      socket.send({ type: 'Speak', text: 'Grüße' });
      socket.send(bytes);
      socket.send(new Uint8Array([104, 105]));
      socket.send(Buffer.alloc(0));
      await socket.close();
      assert.deepEqual(came, [
        ['{"type":"Speak","text":"Grüße"}', false],
        ['bytes', true],
        ['hi', true],
        ['', true],
      ]);
      assert.equal(bytes.toString(), 'bytes');
    });

    it('text as text and binary as Buffers, in the order in which it comes', async () => {
      const order: string[] = [];
      const onText = (text: string) => void order.push(text);
      const onBinary = (bytes: Buffer) => void order.push(`<${bytes.toString('hex')}>`);
      const { heard, peer } = await openBoth({}, { onText, onBinary });
      peer.send('one');
      peer.send(Buffer.from([2]));
      peer.send('three');
      peer.close();
      await heard.ended();
      assert.deepEqual(order, ['one', '<02>', 'three']);
    });

    it('nothing before it has been given, not even what comes with the handshake', async () => {
      const bare = await startRawServer((socket, head) => {
        const text = frame(1, Buffer.from('early'));
        socket.end(Buffer.concat([Buffer.from(switchingProtocols(head)), text, closeFrame()]));
      });
      const order: string[] = [];
      const heard = hear();
      await open(bare.url, {
        ...heard,
        onText: (text) => order.push(text),
        onClose: (end) => {
          order.push(`closed ${end.code}`);
          heard.onClose(end);
        },
      }).then(() => order.push('given'));
      await heard.ended();
      assert.deepEqual(order, ['given', 'early', 'closed 1005']);
      await bare.close();
    });

    it('F30 what makes no sense, and goes on', async () => {
      const { socket, heard, peer } = await openBoth();
      peer.send('{"type":"Warning","descr');
      peer.send(Buffer.from([0xc3, 0x28, 0x61]), { binary: false });
      peer.send(Buffer.alloc(0));
      peer.send('');
      await heard.until(() => heard.texts.length === 3);
      assert.deepEqual(heard.texts, ['{"type":"Warning","descr', '\uFFFD(a', '']);
      assert.deepEqual(heard.frames, [Buffer.alloc(0)]);
      await socket.close();
    });
  });

  describe('F28 that the server closes', () => {
    const codes: [number | undefined, ErrorCode, boolean][] = [
      [undefined, 'CLOSED', true],
      [1000, 'CLOSED', true],
      [1001, 'CLOSED', true],
      [1002, 'PROTOCOL', false],
      [1003, 'BAD_REQUEST', false],
      [1007, 'BAD_REQUEST', false],
      [1008, 'BAD_REQUEST', false],
      [1009, 'TOO_LARGE', false],
      [1010, 'PROTOCOL', false],
      [1011, 'SERVER', true],
      [1012, 'SERVER', true],
      [1013, 'SERVER', true],
      [1014, 'SERVER', true],
      [3000, 'CLOSED', false],
      [4000, 'CLOSED', false],
    ];
    for (const [code, meaning, retryable] of codes) {
      it(`with ${code ?? 'no code'} is ${meaning}${retryable ? ', and may be tried again' : ''}`, async () => {
        const { socket, heard, peer } = await openBoth();
        const reason = code ? `Because of ${KEY}` : '';
        if (code) peer.close(code, reason);
        else peer.close();
        const { error, ...end } = await heard.ended();
        assert.deepEqual(end, { code: code ?? 1005, reason: code ? 'Because of …' : '' });
        assert.deepEqual([error?.code, error?.reason], [meaning, 'socketClosed']);
        assert.deepEqual(error?.values, end);
        assert.deepEqual(error?.cause, { requestId: 'socket-1', retryable });
        assert.equal(socket.isOpen, false);
      });
    }

    it('F23 as soon as it is open was open, and tells its end once', async () => {
      const taken = server.next().then((peer) => peer.close(1011, 'NET-0000'));
      const heard = hear();
      const socket = await open(server.url, heard);
      await taken;
      await heard.ended();
      await Promise.all([socket.close(), socket.terminate()]);
      assert.deepEqual(
        heard.ends.map(({ code }) => code),
        [1011],
      );
    });

    it('and whose connection it keeps, ends all the same', async () => {
      const bare = await startBareServer((socket) => {
        socket.write(closeFrame([1011 >> 8, 1011 & 255]));
      });
      const heard = hear();
      await open(bare.url, heard);
      const { code, error } = await heard.ended();
      assert.deepEqual([code, error?.code], [1011, 'SERVER']);
      await bare.untilOpen(0);
      await bare.close();
    });
  });

  describe('F24 F25 that is lost', () => {
    const ways: [string, (socket: TcpSocket) => void, string][] = [
      ['with a FIN', (socket) => socket.end(), ''],
      ['with a RST', (socket) => socket.resetAndDestroy(), 'ECONNRESET'],
    ];
    for (const [way, lose, errno] of ways) {
      it(`${way} is NETWORK, and may be tried again`, async () => {
        const bare = await startBareServer((socket) => {
          socket.write(frame(1, Buffer.from('a word')));
          void once(socket, 'data').then(() => lose(socket));
        });
        const heard = hear();
        const socket = await open(bare.url, heard);
        await heard.until(() => heard.texts.length === 1);
        socket.send({});
        const { error, ...end } = await heard.ended();
        assert.deepEqual(end, { code: 1006, reason: '' });
        assert.deepEqual([error?.code, error?.reason], ['NETWORK', 'socketLost']);
        assert.deepEqual(error?.values, { code: 1006, reason: errno });
        assert.deepEqual(error?.cause, { ...(errno && { errno }), retryable: true });
        await bare.close();
      });
    }
  });

  describe('that we end', () => {
    it('asks the server, and waits for its last words', async () => {
      const { socket, heard, peer } = await openBoth();
      const asked = once(peer, 'close');
      peer.on('message', () => peer.send('last words'));
      socket.send({ type: 'CloseStream' });
      const over = socket.close();
      assert.equal(socket.isOpen, false);
      await over;
      assert.deepEqual(heard.ends, [{ code: 1000, reason: '' }]);
      assert.deepEqual(heard.texts, ['last words']);
      assert.equal((await asked)[0], 1000);
    });

    it('is cut off after a while where the server ignores it', async () => {
      const bare = await startBareServer((socket) => socket.on('data', () => undefined));
      const heard = hear();
      const socket = await open(bare.url, heard);
      await socket.close(50);
      assert.deepEqual(heard.ends, [{ code: 1006, reason: '' }]);
      await bare.untilOpen(0);
      await bare.close();
    });

    it('is cut off at the first of the ends that are asked for', async () => {
      const bare = await startBareServer((socket) => socket.on('data', () => undefined));
      const heard = hear();
      const socket = await open(bare.url, heard);
      await Promise.all([socket.close(600_000), socket.close(50), socket.close(600_000)]);
      assert.equal(heard.ends.length, 1);
      await bare.close();
    });

    it('is over at once where it is terminated, and gives nothing more', async () => {
      const { socket, heard, peer } = await openBoth();
      const lost = once(peer, 'close');
      for (let i = 0; i < 100; i++) peer.send(Buffer.alloc(10_000));
      await heard.until(() => heard.frames.length > 0);
      const { length } = heard.frames;
      await socket.terminate();
      assert.deepEqual(heard.ends, [{ code: 1006, reason: '' }]);
      assert.equal(heard.frames.length, length);
      await lost;
    });

    it('may be ended again and again, and takes no message any more', async () => {
      const { socket, heard, peer } = await openBoth();
      const came: unknown[] = [];
      peer.on('message', (data) => came.push(data));
      const closing = socket.close();
      socket.send({ type: 'Speak' });
      await Promise.all([closing, socket.close(), socket.terminate(), socket.terminate()]);
      await Promise.all([socket.close(), socket.terminate()]);
      socket.send({ type: 'Speak' });
      socket.send(Buffer.alloc(10));
      assert.equal(heard.ends.length, 1);
      assert.deepEqual(came, []);
    });

    it('tells why the server has ended it, where that was first', async () => {
      const { socket, heard, peer } = await openBoth();
      peer.close(1008, 'DATA-0000');
      // As soon as the close frame is here, and before the connection has ended.
      while (socket.isOpen) await new Promise(setImmediate);
      await socket.close();
      assert.equal(heard.ends[0]?.error?.code, 'BAD_REQUEST');
    });
  });

  describe('F26 finds out that the other side', () => {
    let certificate: { key: string; cert: string };
    before(async () => {
      certificate = await selfSigned();
    });

    it('has vanished, after two pings without an answer', async () => {
      let bytes = 0;
      const bare = await startBareServer((socket) => {
        socket.on('data', ({ length }) => {
          bytes += length;
        });
      });
      const heard = hear();
      await open(bare.url, heard, { heartbeat: 30 });
      const { code, error } = await heard.ended();
      assert.equal(code, 1006);
      assert.deepEqual([error?.code, error?.reason, error?.values], ['NETWORK', 'socketSilent', {}]);
      assert.deepEqual(error?.cause, { retryable: true });
      // An empty ping is two bytes and a mask of four.
      assert.equal(bytes, 2 * 6);
      await bare.untilOpen(0);
      await bare.close();
    });

    it('is there, where it answers the pings, with and without TLS', async () => {
      const secure = await startSocketServer(certificate);
      for (const { url, next } of [server, secure]) {
        const heard = hear();
        const socket = await open(url, heard, { heartbeat: 50 });
        const peer = await next();
        for (let pings = 0; pings < 5; pings++) await once(peer, 'ping');
        assert.equal(socket.isOpen, true);
        await socket.close();
        assert.equal(heard.ends[0]?.error, undefined);
      }
      await secure.close();
    });

    it('is there, where it sends anything else', async () => {
      const bare = await startBareServer((socket) => {
        socket.on('data', () => void socket.write(frame(2, Buffer.from([1]))));
      });
      const heard = hear();
      const socket = await open(bare.url, heard, { heartbeat: 50 });
      await heard.until(() => heard.frames.length === 5);
      assert.equal(socket.isOpen, true);
      await socket.close(0);
      await bare.close();
    });

    it('is there, where it sends a large frame bit by bit', async () => {
      const bare = await startBareServer((socket) => {
        socket.write(frame(2, Buffer.alloc(1), 6));
        socket.on('data', () => void socket.write(Buffer.alloc(1)));
      });
      const heard = hear();
      const socket = await open(bare.url, heard, { heartbeat: 50 });
      await heard.until(() => heard.frames.length === 1);
      await socket.close(0);
      await bare.close();
    });
  });

  describe('bears', () => {
    for (const [what, thrown, detail] of [
      ['an error', new Error(`not with ${KEY}`), 'not with …'],
      ['anything else', `not with ${KEY}`, 'not with …'],
    ] as const) {
      it(`that a receiver throws ${what}: it ends, and tells it`, async () => {
        const onText = () => {
          throw thrown;
        };
        const { socket, heard, peer } = await openBoth({}, { onText });
        peer.send('one');
        peer.send(Buffer.from('two'));
        const { error } = await heard.ended();
        assert.deepEqual([error?.code, error?.reason, error?.values], ['PROTOCOL', 'unexpected', { detail }]);
        assert.deepEqual(heard.frames, []);
        assert.equal(socket.isOpen, false);
      });
    }

    it('that the receiver of the end throws, and warns', async () => {
      const warned = once(process, 'warning');
      const onClose = () => {
        throw new Error('thrown at the end');
      };
      const { socket } = await openBoth({}, { onClose });
      await socket.close();
      assert.equal((await warned)[0].message, 'thrown at the end');
    });

    const broken: Record<string, Buffer> = {
      'a reserved bit': Buffer.from([0xf2, 0x01, 0x61]),
      'an unknown opcode': Buffer.from([0x83, 0x00]),
      'a masked frame': Buffer.from([0x81, 0x81, 1, 2, 3, 4, 5]),
      'a close frame of one byte': Buffer.from([0x88, 0x01, 0x03]),
      'another protocol': Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'),
    };
    for (const [what, bytes] of Object.entries(broken)) {
      it(`${what}: PROTOCOL`, async () => {
        const bare = await startBareServer((socket) => {
          socket.on('data', () => undefined);
          socket.write(bytes);
        });
        const heard = hear();
        const socket = await open(bare.url, heard);
        while (socket.isOpen) await new Promise(setImmediate);
        await socket.terminate();
        const [{ error } = assert.fail()] = heard.ends;
        assert.deepEqual([error?.code, error?.cause.retryable], ['PROTOCOL', false]);
        await bare.close();
      });
    }

    it('F31 a frame of 200 MB: it takes none of it, and says what the limit is', async () => {
      const bytes = Buffer.alloc(MB);
      const bare = await startBareServer((socket) => {
        let left = 200;
        socket.write(frame(2, Buffer.alloc(0), left * MB));
        const more = () => {
          while (socket.writable && left-- > 0 && socket.write(bytes));
        };
        socket.on('drain', more).on('data', () => undefined);
        more();
      });
      const heard = hear();
      const before = process.memoryUsage.rss();
      let most = before;
      const watch = setInterval(() => {
        most = Math.max(most, process.memoryUsage.rss());
      }, 1);
      await open(bare.url, heard);
      const { error, code } = await heard.ended();
      clearInterval(watch);
      assert.deepEqual([error?.code, error?.reason], ['PROTOCOL', 'audioFrameTooBig']);
      assert.deepEqual([code, error?.values], [1006, { limit: 16 }]);
      assert.ok(most - before < 48 * MB, `${Math.round((most - before) / MB)} MB`);
      await bare.close();
    });

    it('F31 a frame of many small parts that is too large in all', async () => {
      const { heard, peer } = await openBoth({ maxPayload: 10_000 });
      const closed = once(peer, 'close');
      for (let i = 0; i < 11; i++) peer.send(Buffer.alloc(1000), { fin: i === 10 });
      assert.equal((await heard.ended()).error?.reason, 'audioFrameTooBig');
      assert.equal((await closed)[0], 1009);
    });

    it('F32 a server that does not read: it says how much waits, and ends in time', async () => {
      const bare = await startRawServer((socket, head) => {
        socket.write(switchingProtocols(head));
        socket.pause();
      });
      const heard = hear();
      const socket = await open(bare.url, heard);
      const bytes = Buffer.alloc(MB);
      for (let i = 0; i < 32; i++) socket.send(bytes);
      // What the system takes is gone by then.
      await new Promise(setImmediate);
      assert.ok(socket.buffered > 8 * MB, String(socket.buffered));
      await socket.close(50);
      assert.deepEqual(heard.ends, [{ code: 1006, reason: '' }]);
      await bare.close();
    });
  });

  it('counts nothing as waiting once the network has taken it', async () => {
    const { socket, peer } = await openBoth();
    assert.equal(socket.buffered, 0);
    const came = once(peer, 'message');
    socket.send(Buffer.alloc(32 * MB));
    assert.ok(socket.buffered > 0);
    await came;
    while (socket.buffered > 0) await new Promise(setImmediate);
    await socket.close();
  });

  it('is not concerned by the signal any more', async () => {
    const abort = new AbortController();
    const { socket, heard, peer } = await openBoth({ signal: abort.signal });
    abort.abort();
    peer.send('still here');
    await heard.until(() => heard.texts.length === 1);
    await socket.close();
  });

  it('P13 has no permessage-deflate, whatever the server would like', async () => {
    const { socket, peer } = await openBoth();
    assert.equal(peer.extensions, '');
    await socket.close();
  });

  it('leaves nothing behind, whoever has ended it', async () => {
    const before = await activeResources();
    const ends: ((socket: Socket, peer: WebSocket, heard: Heard) => Promise<unknown>)[] = [
      (socket) => socket.close(),
      (socket) => socket.terminate(),
      (_, peer, heard) => {
        peer.close(1011);
        return heard.ended();
      },
      (_, peer, heard) => {
        peer.terminate();
        return heard.ended();
      },
      (_, peer, heard) => {
        peer.send(Buffer.alloc(2000));
        return heard.ended();
      },
    ];
    for (const end of ends) {
      const { socket, peer, heard } = await openBoth({ maxPayload: 1000, heartbeat: 10 });
      await once(peer, 'ping');
      await end(socket, peer, heard);
      assert.equal(heard.ends.length, 1);
    }
    await untilResources(before);
  });
});
