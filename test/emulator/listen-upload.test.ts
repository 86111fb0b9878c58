import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { type Answered, first, listen, say, transcribe } from './listen-support.js';
import { refusalOf, SENTENCE } from './support.js';

const MB = 2 ** 20;

/** What a server said while an upload was going on, and how much of it had been sent. */
interface Early {
  readonly status: number;
  readonly code: unknown;
  readonly connection: string | undefined;
  readonly sent: number;
}

/** Sends bytes for as long as the server lets it. */
function upload(
  emulator: Emulator,
  length: number,
  query = '',
  headers: Record<string, string> = {},
): Promise<Early> {
  return new Promise((resolve, reject) => {
    let sent = 0;
    const block = Buffer.alloc(MB / 4);
    const outgoing = request(`${emulator.url}/v1/listen?${query}`, {
      method: 'POST',
      headers: { authorization: `Token ${emulator.key}`, 'content-type': 'audio/wav', ...headers },
    });
    outgoing.on('response', async (response) => {
      const pieces: Buffer[] = [];
      for await (const piece of response) pieces.push(piece);
      const { err_code: code } = JSON.parse(Buffer.concat(pieces).toString()) as { err_code?: unknown };
      resolve({ status: response.statusCode ?? 0, code, connection: response.headers.connection, sent });
      outgoing.destroy();
    });
    outgoing.on('error', reject);
    const pump = (): void => {
      while (sent < length && !outgoing.destroyed) {
        sent += block.length;
        if (!outgoing.write(block)) return;
      }
      if (!outgoing.destroyed) outgoing.end();
    };
    outgoing.on('drain', pump);
    pump();
  });
}

describe('an upload', () => {
  let emulator: Emulator;
  let wav: Buffer;
  before(async () => {
    emulator = await startEmulator();
    wav = await say(emulator, SENTENCE);
  });
  afterEach(() => emulator.clearFaults());
  after(() => emulator.close());

  it('may come in chunks, and is recorded by its length and its hash', async () => {
    const response = await fetch(`${emulator.url}/v1/listen`, {
      method: 'POST',
      headers: { authorization: `Token ${emulator.key}` },
      body: Readable.toWeb(Readable.from([wav.subarray(0, 1001), wav.subarray(1001)])) as ReadableStream,
      duplex: 'half',
    } as RequestInit);
    const { metadata } = (await response.json()) as Answered;
    const record = emulator.requests.at(-1);
    assert.equal(record?.headers['transfer-encoding'], 'chunked');
    assert.deepEqual([record?.bytes, record?.body, record?.sha256], [wav.length, '', metadata.sha256]);
  });

  for (const [what, query, headers, status, code] of [
    ['wrong credentials', '', { authorization: 'Token wrong' }, 401, 'INVALID_AUTH'],
    ['a wrong query', 'punctuate=yes', {}, 400, 'INVALID_QUERY_PARAMETER'],
    ['a wrong model', 'model=nova-4', {}, 403, 'INSUFFICIENT_PERMISSIONS'],
    ['a length over 2 GB', '', { 'content-length': '2000000001' }, 413, 'PAYLOAD_TOO_LARGE'],
  ] as const) {
    it(`with ${what} is refused before it is sent, and the connection ends`, async () => {
      const early = await upload(emulator, 200 * MB, query, headers);
      assert.deepEqual([early.status, early.code, early.connection], [status, code, 'close']);
      assert.ok(early.sent < 50 * MB, `${early.sent} bytes sent`);
      const record = emulator.requests.at(-1);
      assert.deepEqual([record?.received, record?.status], [false, status]);
    });
  }

  it('in chunks is refused as soon as it is over the limit', async () => {
    const small = await startEmulator({ uploadLimit: 3 * MB });
    const early = await upload(small, 300 * MB);
    assert.deepEqual([early.status, early.code], [413, 'PAYLOAD_TOO_LARGE']);
    assert.ok(early.sent < 100 * MB);
    await small.close();
  });

  it('that waits for 100 Continue is refused without it, or asked for', async () => {
    const ask = async (key: string): Promise<string> => {
      const socket = connect(emulator.port, '127.0.0.1');
      const head = ['POST /v1/listen HTTP/1.1', 'host: emulator', `authorization: Token ${key}`];
      socket.write([...head, 'expect: 100-continue', `content-length: ${wav.length}`, '', ''].join('\r\n'));
      const [answer] = (await once(socket, 'data')) as [Buffer];
      socket.destroy();
      return answer.toString().split('\r\n')[0] ?? '';
    };
    assert.equal(await ask('wrong'), 'HTTP/1.1 401 Unauthorized');
    assert.equal(await ask(emulator.key), 'HTTP/1.1 100 Continue');
  });

  it('can be refused while it is going on', async () => {
    const fault = emulator.fault({ kind: 'upload-refused', afterBytes: 2 * MB });
    const early = await upload(emulator, 200 * MB);
    await fault.reached;
    assert.deepEqual([early.status, early.code, early.connection], [400, 'Bad Request', 'close']);
    assert.ok(early.sent < 100 * MB);
  });

  it('can be reset while it is going on', async () => {
    emulator.fault({ kind: 'upload-reset', afterBytes: MB });
    await assert.rejects(upload(emulator, 200 * MB), /ECONNRESET|EPIPE|socket hang up/);
  });

  it('waits where it is read slowly or not at all', async () => {
    const fault = emulator.fault({ kind: 'upload-stalled', afterBytes: MB });
    const sending = upload(emulator, 40 * MB, 'encoding=linear16&sample_rate=48000');
    await fault.reached;
    assert.ok((emulator.requests.at(-1)?.bytes ?? 0) <= MB);
    fault.release();
    assert.equal((await sending).status, 200);
    const slow = emulator.fault({ kind: 'upload-slow', bytes: wav.length >> 3, ms: 10 });
    const from = Date.now();
    assert.equal(first(await transcribe(emulator, wav)).words.length, 10);
    await slow.reached;
    assert.ok(Date.now() - from >= 80);
  });

  it('meets the faults of other requests once it has been read', async () => {
    emulator.fault({ kind: 'status', status: 503 });
    assert.equal((await listen(emulator, wav)).status, 503);
    assert.equal(emulator.requests.at(-1)?.bytes, wav.length);
    emulator.fault({ kind: 'status', status: 429 });
    assert.deepEqual(await refusalOf(await listen(emulator, wav)), [
      429,
      'TOO_MANY_REQUESTS',
      'Too many requests. Please try again later',
    ]);
    emulator.fault({ kind: 'cut', afterBytes: 10 });
    await assert.rejects(listen(emulator, wav).then((response) => response.text()));
    const hold = emulator.fault({ kind: 'hold' });
    const held = listen(emulator, wav);
    await hold.reached;
    hold.release();
    assert.equal((await held).status, 200);
  });

  it('ends the work when its client leaves', async () => {
    const leaving = new AbortController();
    const hold = emulator.fault({ kind: 'hold' });
    const headers = { authorization: `Token ${emulator.key}` };
    const asked = fetch(`${emulator.url}/v1/listen`, {
      method: 'POST',
      headers,
      body: wav,
      signal: leaving.signal,
    });
    await hold.reached;
    const aborted = emulator.waitForAbort(({ path }) => path === '/v1/listen');
    leaving.abort();
    await assert.rejects(asked);
    assert.equal((await aborted).status, undefined);
  });

  it('of 2 GB needs no more memory than a small one', async function () {
    this.timeout(60_000);
    // More than five minutes of silence, in eight channels of 32 bits at 192 kHz.
    const header = Buffer.alloc(44);
    header.write('RIFF\xff\xff\xff\x7fWAVEfmt ', 0, 'latin1');
    header.writeUInt32LE(16, 16);
    header.writeUInt16LE(1, 20);
    header.writeUInt16LE(8, 22);
    header.writeUInt32LE(192_000, 24);
    header.writeUInt32LE(192_000 * 32, 28);
    header.writeUInt16LE(32, 32);
    header.writeUInt16LE(32, 34);
    header.write('data\xdb\xff\xff\x7f', 36, 'latin1');
    const block = Buffer.alloc(MB);
    const total = 2_000_000_000;
    const base = process.memoryUsage().rss;
    let most = 0;
    const body = async function* () {
      yield header;
      for (let left = total - header.length; left > 0; left -= MB) {
        most = Math.max(most, process.memoryUsage.rss());
        yield block.subarray(0, Math.min(MB, left));
      }
    };
    const outgoing = request(`${emulator.url}/v1/listen`, {
      method: 'POST',
      headers: { authorization: `Token ${emulator.key}`, 'content-length': String(total) },
    });
    const answered = once(outgoing, 'response');
    Readable.from(body()).pipe(outgoing);
    const [response] = await answered;
    const answer = (await new Response(Readable.toWeb(response) as ReadableStream).json()) as Answered;
    most = Math.max(most, process.memoryUsage().rss);
    assert.equal(first(answer).transcript, '');
    assert.ok(
      Math.abs(answer.metadata.duration - total / (192_000 * 32)) < 0.1,
      `${answer.metadata.duration}`,
    );
    assert.ok(most - base < 150 * MB, `${(most - base) / MB} MB more`);
  });
});
