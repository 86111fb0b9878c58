import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { selfSigned } from '../helpers/certificate.js';
import {
  hearAll,
  openLive,
  RAW,
  said,
  sayRaw,
  sendAudio,
  silence,
  transcriptIn,
} from './listen-socket-support.js';
import { startCallingEmulator, startReceiver } from './receiver.js';
import { type Said, talk } from './speak-socket-support.js';
import { SENTENCE } from './support.js';

const PLAIN = 'the kettle is on and the cat has been fed';

/** Somebody who is called back by WebSocket. */
interface Listener {
  /** Without a slash at its end. */
  readonly url: string;
  /** In order; what is no JSON has the type `not JSON`. */
  readonly messages: Said[];
  readonly requests: { readonly target: string; readonly headers: IncomingHttpHeaders }[];
  /** The next socket. */
  caller(): Promise<WebSocket>;
  close(): Promise<void>;
}

async function startListener(
  tls?: { key: string; cert: string },
  answer: 'upgrade' | number = 'upgrade',
): Promise<Listener> {
  const server = tls === undefined ? createServer() : createTlsServer(tls);
  const sockets = new WebSocketServer({ noServer: true });
  const messages: Said[] = [];
  const requests: Listener['requests'] = [];
  const callers: WebSocket[] = [];
  server.on('upgrade', (request: IncomingMessage, socket, head) => {
    requests.push({ target: request.url ?? '', headers: request.headers });
    if (answer !== 'upgrade') return socket.end(`HTTP/1.1 ${answer} No\r\nconnection: close\r\n\r\n`);
    return sockets.handleUpgrade(request, socket, head, (websocket) => {
      callers.push(websocket);
      websocket.on('message', (data: Buffer, binary) => {
        const text = data.toString();
        messages.push(
          binary || !text.endsWith('}') ? { type: 'not JSON', text } : (JSON.parse(text) as Said),
        );
      });
      sockets.emit('caller', websocket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? 'ws' : 'wss'}://127.0.0.1:${port}`,
    messages,
    requests,
    caller: async () => {
      const waiting = callers.shift();
      if (waiting !== undefined) return waiting;
      await once(sockets, 'caller');
      return callers.shift() ?? assert.fail();
    },
    close: async () => {
      for (const client of sockets.clients) client.terminate();
      for (const client of callers) client.terminate();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

describe('live results to a callback', () => {
  let emulator: Emulator;
  let audio: Buffer;
  before(async () => {
    emulator = await startCallingEmulator();
    audio = Buffer.concat([
      await sayRaw(emulator, SENTENCE),
      silence(1),
      await sayRaw(emulator, 'Yes.'),
      silence(1),
    ]);
  });
  afterEach(() => emulator.clearFaults());
  after(() => emulator.close());

  const withCallback = (callback: string, more = ''): string =>
    `${RAW}&${new URLSearchParams({ callback })}${more}`;

  describe('by requests', () => {
    for (const [what, more, method] of [
      ['POST', '', 'POST'],
      ['PUT where it is asked for', '&callback_method=put', 'PUT'],
    ] as const) {
      it(`come one by one, in order, as ${what}; the client hears nothing`, async () => {
        const receiver = await startReceiver();
        try {
          const callback = `${receiver.url.replace('//', '//user:p%40ss@')}/live?job=7`;
          const { messages, closed } = await hearAll(emulator, audio, withCallback(callback, more));
          assert.deepEqual([messages, closed.code], [[], 1000]);
          const arrived = await receiver.arrivals(4);
          const bodies = arrived.map(({ body }) => JSON.parse(body.toString()) as Said);
          assert.equal(bodies.at(-1)?.type, 'Metadata');
          assert.equal(transcriptIn(bodies), `${PLAIN} yes`);
          for (const { method: used, target, headers } of arrived) {
            assert.deepEqual(
              [used, target, headers['content-type'], headers.authorization],
              [
                method,
                '/live?job=7',
                'application/json',
                `Basic ${Buffer.from('user:p@ss').toString('base64')}`,
              ],
            );
          }
        } finally {
          await receiver.close();
        }
      });
    }

    it('keep their order when one has to be tried again, and the stream does not wait', async () => {
      const receiver = await startReceiver({ status: (nth) => (nth <= 3 ? 500 : 200) });
      try {
        const { closed } = await hearAll(emulator, audio, withCallback(receiver.url));
        assert.equal(closed.code, 1000);
        const arrived = await receiver.arrivals(7);
        const starts = arrived.map(({ body }) => (JSON.parse(body.toString()) as Said).start);
        assert.deepEqual(starts.slice(0, 4), [0, 0, 0, 0]);
        assert.deepEqual(starts.slice(3, -1), [...new Set(starts.slice(3, -1))]);
        const { requestId } = emulator.sockets.at(-1) ?? assert.fail();
        assert.equal(emulator.accepted.filter((one) => one.requestId === requestId).length, 4);
      } finally {
        await receiver.close();
      }
    });

    it('come twice, or cut off, with the faults of deliveries', async () => {
      const receiver = await startReceiver();
      try {
        emulator.fault({ kind: 'callback-duplicate', copies: 2 });
        emulator.fault({ kind: 'callback-garbage' });
        await hearAll(emulator, audio, withCallback(receiver.url));
        const [first, second, third] = await receiver.arrivals(5);
        assert.deepEqual(first?.body, second?.body);
        assert.throws(() => JSON.parse(third?.body.toString() ?? '') as unknown);
      } finally {
        await receiver.close();
      }
    });

    it('come to the client as well where that is wanted', async () => {
      const receiver = await startReceiver();
      const both = await startCallingEmulator({ listenStream: { results: 'both' } });
      try {
        const { messages } = await hearAll(both, audio, withCallback(receiver.url));
        const arrived = await receiver.arrivals(messages.length);
        assert.deepEqual(
          arrived.map(({ body }) => JSON.parse(body.toString()) as Said),
          messages,
        );
      } finally {
        await both.close();
        await receiver.close();
      }
    });
  });

  describe('by WebSocket', () => {
    let listener: Listener;
    beforeEach(async () => {
      listener = await startListener();
    });
    afterEach(() => listener.close());

    it('come as texts over a socket that is opened to it, and closed with the stream', async () => {
      const callback = `${listener.url.replace('//', '//user:pass@')}/live?job=7`;
      const calling = listener.caller();
      const live = await openLive(emulator, withCallback(callback, '&interim_results=true'));
      const caller = await calling;
      const closing = once(caller, 'close');
      sendAudio(live, audio);
      live.say({ type: 'CloseStream' });
      const [code] = (await closing) as [number];
      assert.deepEqual([code, (await live.closed).code, live.heard.length], [1000, 1000, 0]);
      assert.equal(transcriptIn(listener.messages), `${PLAIN} yes`);
      assert.equal(listener.messages.at(-1)?.type, 'Metadata');
      const [{ target, headers } = assert.fail()] = listener.requests;
      assert.deepEqual(
        [target, headers.authorization],
        ['/live?job=7', `Basic ${Buffer.from('user:pass').toString('base64')}`],
      );
      const { callback: record } = emulator.sockets.at(-1) ?? assert.fail();
      assert.deepEqual(
        [record?.status, record?.open, record?.sent.length, record?.close?.by, record?.url],
        [101, false, listener.messages.length, 'server', `${listener.url}/live?job=7`],
      );
    });

    it('kill the stream when the socket is lost', async () => {
      const calling = listener.caller();
      const live = await openLive(emulator, withCallback(listener.url));
      const caller = await calling;
      sendAudio(live, silence(1));
      caller.terminate();
      const { code, reason } = await live.closed;
      assert.deepEqual([code, reason], [1011, 'The WebSocket of the callback was lost.']);
      assert.equal(emulator.sockets.at(-1)?.callback?.close?.by, 'client');
    });

    it('let the stream go on without it where they are told to', async () => {
      const mild = await startCallingEmulator({ listenStream: { lostCallback: 'ignore' } });
      try {
        const calling = listener.caller();
        const live = await openLive(mild, withCallback(listener.url));
        (await calling).close(1001);
        await mild.waitForSocket(({ callback }) => callback?.close !== undefined);
        sendAudio(live, audio);
        live.say({ type: 'CloseStream' });
        assert.equal((await live.closed).code, 1000);
      } finally {
        await mild.close();
      }
    });

    it('kill the stream when nobody is there, or when it is refused', async () => {
      const refusing = await startListener(undefined, 401);
      try {
        for (const url of [refusing.url, 'ws://127.0.0.1:9']) {
          const live = await openLive(emulator, withCallback(url));
          assert.equal((await live.closed).code, 1011);
        }
        assert.equal(emulator.sockets.at(-2)?.callback?.status, 401);
        assert.equal(emulator.sockets.at(-1)?.callback?.error, 'ECONNREFUSED');
      } finally {
        await refusing.close();
      }
    });

    it('end with the client that leaves', async () => {
      const calling = listener.caller();
      const live = await openLive(emulator, withCallback(listener.url));
      const caller = await calling;
      const closing = once(caller, 'close');
      live.websocket.terminate();
      assert.deepEqual((await closing)[0], 1000);
    });

    it('trust no certificate but those they are given', async () => {
      const tls = await selfSigned();
      const secure = await startListener(tls);
      const trusting = await startCallingEmulator({ callbacks: { ca: tls.cert } });
      try {
        const distrusted = await openLive(emulator, withCallback(secure.url));
        assert.equal((await distrusted.closed).code, 1011);
        const { closed } = await hearAll(trusting, audio, withCallback(secure.url));
        assert.equal(closed.code, 1000);
        assert.equal(transcriptIn(secure.messages), `${PLAIN} yes`);
      } finally {
        await trusting.close();
        await secure.close();
      }
    });

    for (const reset of [false, true]) {
      it(`are cut off after so many messages, with a ${reset ? 'RST' : 'FIN'}`, async () => {
        emulator.fault({ kind: 'listen-callback-cut', afterMessages: 1, reset });
        const calling = listener.caller();
        const live = await openLive(emulator, withCallback(listener.url));
        const caller = await calling;
        caller.on('error', () => undefined);
        const closing = once(caller, 'close');
        sendAudio(live, audio);
        assert.equal((await closing)[0], 1006);
        assert.equal((await live.closed).code, 1011);
        assert.equal(listener.messages.length, 1);
      });
    }

    it('vanish: nothing comes any more, not even pongs, and nothing is closed', async () => {
      const fault = emulator.fault({ kind: 'listen-callback-half-open' });
      const calling = listener.caller();
      const live = await openLive(emulator, withCallback(listener.url));
      const caller = await calling;
      let pongs = 0;
      caller.on('pong', () => (pongs += 1));
      sendAudio(live, audio);
      await fault.reached;
      caller.ping();
      await emulator.waitForSocket(({ callback }) => (callback?.pings ?? 0) > 0);
      assert.deepEqual(
        [pongs, listener.messages.length, live.websocket.readyState],
        [0, 0, live.websocket.OPEN],
      );
      caller.terminate();
      live.websocket.terminate();
    });

    it('come twice, and with what is no JSON between them', async () => {
      emulator.fault({ kind: 'listen-callback-duplicate', copies: 2 });
      emulator.fault({ kind: 'listen-callback-send', afterMessages: 1 });
      await hearAll(emulator, audio, withCallback(listener.url));
      const [first, second, third] = listener.messages;
      assert.deepEqual(first, second);
      assert.equal(third?.type, 'not JSON');
    });

    it('answer pings', async () => {
      const calling = listener.caller();
      const live = await openLive(emulator, withCallback(listener.url));
      const caller = await calling;
      caller.ping();
      await once(caller, 'pong');
      live.websocket.terminate();
    });

    it('go only to the ports that Deepgram calls, unless any will do', async () => {
      const strict = await startEmulator();
      try {
        await assert.rejects(talk(strict, { path: '/v1/listen', query: withCallback(listener.url) }), /400/);
      } finally {
        await strict.close();
      }
    });
  });

  it('keep what is said about messages for the client', async () => {
    const receiver = await startReceiver();
    try {
      const live = await openLive(emulator, withCallback(receiver.url, '&model=nova-3'));
      live.say({ type: 'Reset' });
      live.say({ type: 'Configure', keyterms: [] });
      live.say({ type: 'CloseStream' });
      await live.closed;
      assert.deepEqual(
        said(live).map(({ type }) => type),
        ['Error', 'ConfigureSuccess'],
      );
      const [metadata] = await receiver.arrivals(1);
      assert.match(metadata?.body.toString() ?? '', /"type":"Metadata"/);
    } finally {
      await receiver.close();
    }
  });
});
