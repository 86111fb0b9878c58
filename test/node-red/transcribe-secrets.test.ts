import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Emulator } from '../../emulator/server.js';
import { type AnsweringServer, answerEmpty, startAnsweringServer } from '../helpers/answering-server.js';
import { type Ledger, openLedger } from '../helpers/ledger.js';
import type { NodeRed } from '../helpers/node-red.js';
import { say, silence } from '../helpers/recordings.js';
import { send } from '../helpers/sender.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { onTab } from '../helpers/speak-flow.js';
import { makes, transcribeFlow } from '../helpers/transcribe-flow.js';

const KEY = 'dg-key-91c07be4d25f4a63';

describe('deepgram-transcribe and what is secret', () => {
  let nodeRed: NodeRed;

  before(async () => {
    nodeRed = await sharedNodeRed();
  });

  describe('a text, with source: auto', () => {
    let emulator: Emulator;
    let ledger: Ledger;

    before(async () => {
      emulator = await sharedEmulator();
      await nodeRed.deploy(transcribeFlow({ url: emulator.url }));
      ledger = await openLedger(nodeRed, { payload: await say(emulator, 'Ready.') });
    });
    after(() => ledger.balance());

    /** Texts that are refused, and of which nothing is told but that. */
    async function refused(payloads: readonly string[]): Promise<void> {
      const { length } = emulator.requests;
      const before = nodeRed.received('caught').length;
      const { outputs } = await ledger.sayAll(payloads.map((payload) => ({ payload })));
      assert.deepEqual(outputs, []);
      assert.equal(emulator.requests.length, length, 'nothing was sent');
      const caught = nodeRed.received('caught').slice(before);
      assert.equal(caught.length, payloads.length);
      for (const { error } of caught) {
        const { code, message } = error as { code: string; message: string };
        assert.equal(code, 'BAD_REQUEST');
        assert.match(message, /^msg\.payload is neither audio nor a URL\. .*file/);
      }
    }

    it('never opens a file, not even one that is there', () =>
      refused([
        __filename,
        process.execPath,
        '/etc/passwd',
        './package.json',
        '../package.json',
        `file://${__filename}`,
        'FILE:///etc/passwd',
        'data:audio/wav;base64,UklGRg==',
        'ftp://example.org/a.wav',
        'C:\\Windows\\notepad.exe',
        '\\\\server\\share\\a.wav',
        'http:/etc/passwd',
        'http://',
        '',
      ]));

    it('never does, whatever it looks like', async () => {
      const name = fc.constantFrom('etc', 'passwd', '..', '.', '~', 'a.wav', '%2e%2e', 'proc', 'self', 'C:');
      const start = fc.constantFrom(
        '',
        '/',
        './',
        '../',
        'file:',
        'file://',
        '\\\\',
        '//',
        'http:',
        'HTTPS:',
      );
      const pathLike = fc
        .tuple(start, fc.array(fc.oneof(name, fc.string({ maxLength: 5 })), { maxLength: 5 }))
        .map(([begin, names]) => begin + names.join('/'))
        .filter((text) => !/^\s*https?:\/\//i.test(text));
      await fc.assert(fc.asyncProperty(fc.array(pathLike, { minLength: 1, maxLength: 20 }), refused), {
        numRuns: 25,
      });
    });
  });

  describe('a URL', () => {
    let server: AnsweringServer;
    let ledger: Ledger;
    let requests = 0;

    before(async () => {
      server = await startAnsweringServer();
      server.answer = answering;
      const account = { retries: 0, credentials: { apiKey: KEY } };
      await nodeRed.deploy(transcribeFlow({ url: server.url, account }));
      ledger = await openLedger(nodeRed, { payload: silence(0.1) });
    });
    after(async () => {
      await ledger.balance();
      server.close();
    });
    afterEach(() => {
      server.answer = answering;
    });

    const answering: AnsweringServer['answer'] = (response) => {
      requests += 1;
      answerEmpty(response);
    };

    for (const [what, url] of [
      ['with a user’s name and password', 'https://ann:topsecretword@example.org/a.wav'],
      ['with a user’s name alone', 'https://topsecretword@example.org/a.wav'],
      ['of a Telegram file', 'https://api.telegram.org/file/bot123:topsecretword/voice/file_1.oga'],
      ['of a Telegram file, spelled otherwise', 'https://API.telegram.org:443/file/bot1:topsecretword/x.oga'],
      [
        'of a Telegram file with a dot behind the host',
        'https://api.telegram.org./file/bot1:topsecretword/x.oga',
      ],
      ['of a Telegram file, percent-encoded', 'https://api.telegram.org/file/%62ot1:topsecretword/x.oga'],
      ['of a Telegram file on a server of one’s own', 'http://10.0.0.5:8081/file/bot1:topsecretword/x.oga'],
      ['with a token in its query', 'https://example.org/a.wav?token=topsecretword'],
      ['with an access token in its query', 'https://example.org/a.wav?x=1&access_token=topsecretword'],
      ['with an API key in its query', 'https://example.org/a.wav?API_KEY=topsecretword'],
      ['with a key in its query', 'https://example.org/a.wav?api-key=topsecretword'],
    ] as const) {
      it(`${what} is BAD_REQUEST with the cure, and nothing is sent`, async () => {
        const before = requests;
        const { outputs, error } = await ledger.say({ payload: url });
        assert.deepEqual(outputs, []);
        assert.equal(error?.code, 'BAD_REQUEST');
        assert.match(error?.message ?? '', /http request/);
        assert.doesNotMatch(JSON.stringify(error), /topsecretword/);
        assert.equal(requests, before);
      });
    }

    it('is told without what stands behind its #, which is for browsers only', async () => {
      let told = '';
      server.answer = (response, _request, body) => {
        told = body.toString();
        answerEmpty(response);
      };
      await ledger.say({ payload: 'https://example.org/a.wav#access_token=topsecretword' });
      assert.deepEqual(JSON.parse(told), { url: 'https://example.org/a.wav' });
    });

    it('is told to nobody but Deepgram, even where the server repeats it', async () => {
      server.answer = (response, request, body) => {
        const { url } = JSON.parse(body.toString());
        response.writeHead(400, { 'content-type': 'application/json' });
        const err_msg = `Can't get ${url} or ${encodeURIComponent(url)} for ${request.headers.authorization}`;
        response.end(JSON.stringify({ err_code: 'REMOTE_CONTENT_ERROR', err_msg }));
      };
      const payload = 'https://bucket.example.org/a.wav?X-Signature=presigned/secret&Expires=12345';
      const { error } = await ledger.say({ payload });
      assert.match(error?.message ?? '', /Can't get …/);
      assert.doesNotMatch(JSON.stringify(error), /presigned/);
      assert.doesNotMatch(JSON.stringify(error), new RegExp(KEY));
    });

    for (const [what, status] of [
      ['is no JSON', 200],
      ['is an error', 400],
    ] as const) {
      it(`and key: in an answer that ${what} and repeats them they are cut out, wherever it is cut off`, async () => {
        let dots = 0;
        server.answer = (response, request, body) => {
          const { url } = JSON.parse(body.toString());
          response.writeHead(status).end(`${'.'.repeat(dots)} ${request.headers.authorization} ${url}`);
        };
        const payload = 'https://bucket.example.org/a.wav?X-Signature=presigned0secret';
        for (dots = 100; dots < 200; dots += 7) {
          const { error } = await ledger.say({ payload });
          assert.ok(error);
          assert.doesNotMatch(JSON.stringify(error), /dg-key-9|presigned/, `${dots}`);
        }
      });
    }

    for (const [how, quote] of [
      ['cut off', (url: string) => `Can't get ${url.slice(0, -3)}…`],
      [
        'with another one to which it leads',
        () => 'Moved to https://ann:presigned@b.example.org/c?presigned',
      ],
      ['in HTML', (url: string) => `<p>No <a href="${url}">${url.replace('&', '&amp;')}</a></p>`],
    ] as const) {
      it(`is told with origin and path where the server repeats it ${how}`, async () => {
        for (const isJson of [true, false]) {
          server.answer = (response, _request, body) => {
            const err_msg = quote(JSON.parse(body.toString()).url);
            response.writeHead(400, { 'content-type': isJson ? 'application/json' : 'text/html' });
            response.end(isJson ? JSON.stringify({ err_code: 'REMOTE_CONTENT_ERROR', err_msg }) : err_msg);
          };
          const payload = 'https://bucket.example.org/a.wav?X-Signature=presigned/secret&x=presigned';
          const { error } = await ledger.say({ payload });
          assert.match(error?.message ?? '', /https:\/\/b(ucket)?\.example\.org\/|…/);
          assert.doesNotMatch(JSON.stringify(error), /presigned|ann/);
        }
      });
    }

    it('and key are in no log', () => {
      assert.doesNotMatch(nodeRed.log(), /topsecretword|presigned/);
      assert.ok(!nodeRed.log().includes(KEY));
    });
  });

  it('a URL is told with origin and path by a callback in, where what is delivered is an error that quotes it', async () => {
    const server = await startAnsweringServer();
    const submitted = new Promise<URL>((resolve) => {
      server.answer = (response, { url = '' }) => {
        response.end('{"request_id":"mine"}');
        resolve(new URL(new URL(url, server.url).searchParams.get('callback') ?? ''));
      };
    });
    const flow = transcribeFlow({
      ...{ url: server.url, transcribe: { delivery: 'callback', endpoint: 'endpoint' } },
      more: [
        { id: 'endpoint', type: 'deepgram-callback-endpoint', publicUrl: nodeRed.url },
        { ...onTab('callback', 'deepgram-callback-in'), endpoint: 'endpoint', wires: [[]] },
        { ...onTab('catch2', 'catch'), scope: ['callback'], wires: [['caught2']] },
        onTab('caught2', 'test-sink'),
      ],
    });
    await nodeRed.deploy(flow);
    const payload = 'https://bucket.example.org/a.wav?X-Signature=presigned0secret';
    nodeRed.send('in', { payload });
    const { pathname, search } = await submitted;
    await nodeRed.until('out');
    const body = JSON.stringify({ err_code: 'REMOTE_CONTENT_ERROR', err_msg: `Can't get ${payload}: 403` });
    const headers = { 'content-type': 'application/json' };
    assert.equal((await send(nodeRed.url, { target: pathname + search, headers, body })).status, 200);
    const [caught] = await nodeRed.until('caught2');
    const error = caught?.error as { message: string };
    assert.match(error.message, /Can't get https:\/\/bucket\.example\.org\/a\.wav: 403$/);
    assert.doesNotMatch(JSON.stringify(error), /presigned/);
    server.close();
  });

  describe('what is no URL to us', () => {
    const url = 'https://ann:topsecretword@radio.example.org/live.mp3?token=topsecretword';

    it('a stream of somebody else, whose error quotes where it comes from: its origin and path are told', async () => {
      const fails = makes(
        'msg.payload = new stream.Readable({ read() { this.destroy(new Error(msg.text)); } }); return msg;',
      );
      await nodeRed.deploy(transcribeFlow({ url: 'http://127.0.0.1:9', before: [fails] }));
      nodeRed.send('in', { text: `No answer from ${url}.` });
      const [caught] = await nodeRed.until('caught');
      const error = caught?.error as { message: string };
      assert.match(error.message, /No answer from https:\/\/radio\.example\.org\/live\.mp3\.$/);
      assert.doesNotMatch(JSON.stringify(error), /topsecretword/);
    });

    it('a path that is a URL: its origin and path are told', async () => {
      await nodeRed.deploy(transcribeFlow({ url: 'http://127.0.0.1:9', transcribe: { source: 'file' } }));
      nodeRed.send('in', { payload: url });
      const [caught] = await nodeRed.until('caught');
      const error = caught?.error as { message: string };
      assert.match(error.message, /^https:\/\/radio\.example\.org\/live\.mp3 can't be read \(ENOENT\)/);
      assert.doesNotMatch(JSON.stringify(error), /topsecretword/);
    });
  });
});
