import assert from 'node:assert/strict';
import { type Emulator, type Fault, startEmulator } from '../../emulator/server.js';
import { bytesOf, chunksOf, SENTENCE, speak, speakRaw } from './support.js';

describe('a fault', () => {
  let emulator: Emulator;
  let sound: Buffer;
  before(async () => {
    emulator = await startEmulator();
    sound = await bytesOf(await speak(emulator));
  });
  afterEach(() => emulator.clearFaults());
  after(() => emulator.close());

  it('comes over one request, then all is well', async () => {
    emulator.fault({ kind: 'status', status: 500 });
    assert.equal((await speak(emulator)).status, 500);
    assert.deepEqual(await bytesOf(await speak(emulator)), sound);
  });

  it('comes as often as it is told to, in the order they were given', async () => {
    emulator.fault({ kind: 'status', status: 503, times: 2 });
    emulator.fault({ kind: 'status', status: 429 });
    const statuses = [];
    for (let turn = 0; turn < 4; turn += 1) {
      const response = await speak(emulator);
      statuses.push(response.status);
      await response.arrayBuffer();
    }
    assert.deepEqual(statuses, [503, 503, 429, 200]);
  });

  it('comes for ever until it is removed', async () => {
    const fault = emulator.fault({ kind: 'status', status: 503, times: Number.POSITIVE_INFINITY });
    for (let turn = 0; turn < 5; turn += 1) assert.equal((await speak(emulator)).status, 503);
    fault.remove();
    assert.deepEqual(await bytesOf(await speak(emulator)), sound);
  });

  it('waits for its path', async () => {
    emulator.fault({ kind: 'status', status: 418, path: '/v1/models' });
    assert.deepEqual(await bytesOf(await speak(emulator)), sound);
    assert.equal((await fetch(`${emulator.url}/v1/models`)).status, 418);
  });

  it('comes before any check of the request', async () => {
    emulator.fault({ kind: 'ack' });
    assert.equal((await speak(emulator, { query: 'nonsense=1', authorization: 'Token wrong' })).status, 200);
  });

  const errors: readonly [fault: Fault, type: string | null, body: RegExp][] = [
    [
      { kind: 'status', status: 401 },
      'application/json',
      /^\{"err_code":"INVALID_AUTH","err_msg":"Invalid credentials\.","request_id":"[0-9a-f-]{36}"\}$/,
    ],
    [
      { kind: 'status', status: 429 },
      'application/json',
      /"err_code":"Too Many Requests","err_msg":"Please try again later\."/,
    ],
    [{ kind: 'status', status: 503 }, 'application/json', /"error_code":"Service Unavailable"/],
    [
      { kind: 'status', status: 500, body: 'modern' },
      'application/json',
      /"category":.*"message":.*"details":.*"request_id":/,
    ],
    [{ kind: 'status', status: 502, body: 'html' }, 'text/html; charset=utf-8', /^<!DOCTYPE html>/],
    [{ kind: 'status', status: 404, body: 'text' }, 'text/plain', /^Emulated fault 404\.$/],
    [{ kind: 'status', status: 504, body: 'empty' }, null, /^$/],
  ];
  for (const [fault, type, body] of errors) {
    it(`${JSON.stringify(fault)} is that answer`, async () => {
      emulator.fault(fault);
      const response = await speak(emulator);
      assert.equal(response.status, fault.kind === 'status' ? fault.status : 0);
      assert.equal(response.headers.get('content-type'), type);
      assert.equal(response.headers.get('retry-after'), null);
      assert.match(await response.text(), body);
    });
  }

  it('429 may say when to come back, in seconds or as a date', async () => {
    const date = new Date(Date.now() + 2000).toUTCString();
    emulator.fault({ kind: 'status', status: 429, retryAfter: 2 });
    emulator.fault({ kind: 'status', status: 429, retryAfter: date });
    assert.equal((await speak(emulator)).headers.get('retry-after'), '2');
    assert.equal((await speak(emulator)).headers.get('retry-after'), date);
  });

  it('latency keeps the headers back', async () => {
    emulator.fault({ kind: 'latency', ms: 60 });
    const from = performance.now();
    const response = await speak(emulator);
    assert.ok(performance.now() - from >= 55);
    assert.deepEqual(await bytesOf(response), sound);
  });

  it('drip sends so many bytes at a time, slowly', async () => {
    emulator.fault({ kind: 'drip', bytes: 5000, ms: 15 });
    const from = performance.now();
    const { chunks, complete } = chunksOf((await speakRaw(emulator)).body);
    assert.ok(performance.now() - from >= 15 * chunks.length * 0.9);
    assert.ok(complete);
    assert.ok(chunks.every((chunk) => chunk.length <= 5000));
    assert.deepEqual(Buffer.concat(chunks), sound);
  });

  it('slicer sends pieces of 1 to 7 bytes, always the same ones, and loses none', async () => {
    emulator.fault({ kind: 'slicer', times: 2 });
    const first = chunksOf((await speakRaw(emulator)).body);
    const second = chunksOf((await speakRaw(emulator)).body);
    assert.ok(first.complete);
    assert.ok(first.chunks.every((chunk) => chunk.length >= 1 && chunk.length <= 7));
    assert.deepEqual(new Set(first.chunks.map((chunk) => chunk.length)).size, 7);
    assert.deepEqual(Buffer.concat(first.chunks), sound);
    assert.deepEqual(first.chunks, second.chunks);
  });

  it('reset ends the connection with RST before any byte', async () => {
    emulator.fault({ kind: 'reset' });
    const { head, body, ending } = await speakRaw(emulator);
    assert.deepEqual([head, body.length, ending], ['', 0, 'reset']);
  });

  it('reset ends the connection with RST between the headers and the body', async () => {
    emulator.fault({ kind: 'reset', afterBytes: 0 });
    const { head, body, ending } = await speakRaw(emulator);
    assert.match(head, /^HTTP\/1.1 200 OK/);
    assert.deepEqual([body.length, ending], [0, 'reset']);
  });

  it('reset ends the connection with RST inside the body', async () => {
    emulator.fault({ kind: 'reset', afterBytes: 1001 });
    const { body, ending } = await speakRaw(emulator);
    const { chunks, complete } = chunksOf(body);
    assert.deepEqual([Buffer.concat(chunks).length, complete, ending], [1001, false, 'reset']);
    assert.deepEqual(Buffer.concat(chunks), sound.subarray(0, 1001));
  });

  for (const afterBytes of [0, 1001, 10_000_000]) {
    it(`cut ends the connection with FIN and without the last chunk, after ${afterBytes} bytes at most`, async () => {
      emulator.fault({ kind: 'cut', afterBytes });
      const { body, ending } = await speakRaw(emulator);
      const { chunks, complete } = chunksOf(body);
      assert.deepEqual([complete, ending], [false, 'fin']);
      assert.deepEqual(Buffer.concat(chunks), sound.subarray(0, afterBytes));
    });
  }

  it('short promises more than comes', async () => {
    emulator.fault({ kind: 'short', missing: 1000 });
    const { head, body, ending } = await speakRaw(emulator);
    assert.match(head, new RegExp(`^content-length: ${sound.length + 1000}$`, 'im'));
    assert.doesNotMatch(head, /transfer-encoding/i);
    assert.equal(ending, 'fin');
    assert.deepEqual(body, sound);
  });

  it('silence never answers', async () => {
    const fault = emulator.fault({ kind: 'silence' });
    const leave = new AbortController();
    const response = speak(emulator, { signal: leave.signal });
    await fault.reached;
    leave.abort();
    await assert.rejects(response, { name: 'AbortError' });
    assert.equal((await emulator.waitForAbort((request) => request.path === '/v1/speak')).status, undefined);
  });

  it('silence says no more after so much of the body', async () => {
    emulator.fault({ kind: 'silence', afterBytes: 1500 });
    const leave = new AbortController();
    const response = await speak(emulator, { signal: leave.signal });
    const received: Uint8Array[] = [];
    const reader = response.body?.getReader();
    while (Buffer.concat(received).length < 1500)
      received.push((await reader?.read())?.value ?? new Uint8Array());
    assert.deepEqual(Buffer.concat(received), sound.subarray(0, 1500));
    const { requestId } = emulator.requests.at(-1) ?? {};
    leave.abort();
    await emulator.waitForAbort((request) => request.requestId === requestId);
  });

  it('hold waits before the headers until it is released', async () => {
    const held = emulator.fault({ kind: 'hold' });
    let answered = false;
    const response = speak(emulator).then((answer) => {
      answered = true;
      return answer;
    });
    await held.reached;
    await new Promise(setImmediate);
    assert.equal(answered, false);
    held.release();
    assert.deepEqual(await bytesOf(await response), sound);
  });

  it('hold waits within the body until it is released', async () => {
    const held = emulator.fault({ kind: 'hold', afterBytes: 2000 });
    const response = await speak(emulator);
    const body = bytesOf(response);
    await held.reached;
    assert.equal(emulator.requests.at(-1)?.ended, false);
    held.release();
    assert.deepEqual(await body, sound);
  });

  it('hold lets go when the faults are cleared', async () => {
    const held = emulator.fault({ kind: 'hold' });
    const response = speak(emulator);
    await held.reached;
    emulator.clearFaults();
    assert.deepEqual(await bytesOf(await response), sound);
  });

  it('ack is a callback’s acknowledgement where audio was asked for', async () => {
    emulator.fault({ kind: 'ack' });
    const response = await speak(emulator);
    assert.equal(response.headers.get('content-type'), 'application/json');
    assert.deepEqual(await response.json(), { request_id: response.headers.get('dg-request-id') });
  });

  it('html is a page with status 200', async () => {
    emulator.fault({ kind: 'html' });
    const response = await speak(emulator);
    assert.deepEqual(
      [response.status, response.headers.get('content-type')],
      [200, 'text/html; charset=utf-8'],
    );
    assert.match(await response.text(), /^<!DOCTYPE html>/);
  });

  it('empty is a 200 of audio without a byte', async () => {
    emulator.fault({ kind: 'empty' });
    const response = await speak(emulator);
    assert.deepEqual([response.status, response.headers.get('content-type')], [200, 'audio/mpeg']);
    assert.equal((await response.arrayBuffer()).byteLength, 0);
  });

  it('huge sends as many bytes as it is told, no faster than they are read', async () => {
    emulator.fault({ kind: 'huge', bytes: 50_000_000 });
    const response = await speak(emulator);
    assert.equal(response.headers.get('content-type'), 'audio/mpeg');
    let length = 0;
    for await (const piece of response.body ?? []) {
      if (length === 0) assert.equal(emulator.requests.at(-1)?.ended, false);
      length += piece.byteLength;
    }
    assert.equal(length, 50_000_000);
  });

  it('paced sends a fixed body in equal chunks at an interval', async () => {
    emulator.fault({ kind: 'paced', bytes: 1003, chunks: 4, ms: 10 });
    const from = performance.now();
    const { chunks, complete } = chunksOf((await speakRaw(emulator)).body);
    assert.ok(performance.now() - from >= 38);
    assert.ok(complete);
    assert.deepEqual(
      chunks.map((chunk) => chunk.length),
      [250, 251, 251, 251],
    );
    assert.deepEqual(
      Buffer.concat(chunks),
      Buffer.from(Array.from({ length: 1003 }, (_, index) => index % 251)),
    );
  });
});

describe('the control routes', () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator();
  });
  after(() => emulator.close());

  const post = (fault: unknown): Promise<Response> =>
    fetch(`${emulator.url}/emulator/faults`, {
      method: 'POST',
      body: typeof fault === 'string' ? fault : JSON.stringify(fault),
    });

  it('take a fault', async () => {
    const response = await post({
      kind: 'status',
      status: 429,
      retryAfter: 2,
      times: 'forever',
      path: '/v1/speak',
    });
    assert.equal(response.status, 201);
    for (let turn = 0; turn < 3; turn += 1) assert.equal((await speak(emulator)).status, 429);
  });

  it('take all faults back', async () => {
    const response = await fetch(`${emulator.url}/emulator/faults`, { method: 'DELETE' });
    assert.equal(response.status, 204);
    const answer = await speak(emulator);
    assert.equal(answer.status, 200);
    await answer.arrayBuffer();
  });

  it('list the requests, without those to the emulator itself', async () => {
    const response = await fetch(`${emulator.url}/emulator/requests`);
    const requests = (await response.json()) as { path: string; body: string; status: number }[];
    assert.deepEqual(
      requests.map((request) => request.status),
      [429, 429, 429, 200],
    );
    assert.ok(requests.every((request) => request.path === '/v1/speak'));
    assert.deepEqual(
      requests.map((request) => request.body),
      Array(4).fill(JSON.stringify({ text: SENTENCE })),
    );
  });

  it('shows no key by the control route but its own', async () => {
    for (const key of ['emulator-key', 'a-real-key']) {
      await fetch(`${emulator.url}/v1/speak`, { method: 'POST', headers: { authorization: `Token ${key}` } });
    }
    const shown = await (await fetch(`${emulator.url}/emulator/requests`)).text();
    assert.ok(shown.includes('Token emulator-key'));
    assert.ok(!shown.includes('a-real-key'));
  });

  const wrong: readonly [fault: unknown, error: RegExp][] = [
    ['{', /JSON/],
    ['[]', /kind/],
    [{ kind: 'earthquake' }, /`kind` must be one of latency, drip/],
    [{ kind: 'latency' }, /`ms` of `latency`/],
    [{ kind: 'latency', ms: -1 }, /`ms` of `latency`/],
    [{ kind: 'latency', ms: 1, after: 2 }, /`latency` has no `after`/],
    [{ kind: 'status', status: 99 }, /`status`/],
    [{ kind: 'status', status: 500, body: 'xml' }, /`body`/],
    [{ kind: 'slicer', times: 0 }, /`times`/],
    [{ kind: 'slicer', path: 'v1' }, /`path`/],
  ];
  for (const [fault, error] of wrong) {
    it(`say what is wrong with ${JSON.stringify(fault)}`, async () => {
      const response = await post(fault);
      assert.equal(response.status, 400);
      assert.match(((await response.json()) as { error: string }).error, error);
    });
  }

  it('say what there is', async () => {
    assert.equal((await fetch(`${emulator.url}/emulator/nothing`)).status, 404);
  });
});
