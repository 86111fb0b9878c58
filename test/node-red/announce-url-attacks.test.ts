import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import type { Emulator } from '../../emulator/server.js';
import type { NodeRed } from '../helpers/node-red.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { speakFlow } from '../helpers/speak-flow.js';

describe('the names of announcements', function () {
  this.timeout(60_000);
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let path: string;
  let audio: Buffer;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
    emulator.clearFaults();
    await nodeRed.deploy(speakFlow({ url: emulator.url, speak: { result: 'url' } }));
    nodeRed.send('in', { payload: 'Only for who knows the name.' });
    const [message] = await nodeRed.until('out');
    path = new URL(String(message?.url)).pathname;
    audio = Buffer.from(await (await fetch(String(message?.url))).arrayBuffer());
  });

  /** Asks with a target exactly as it is, which no client of a library would send. */
  async function ask(target: string, method = 'GET'): Promise<{ status: number; answer: Buffer }> {
    const { hostname, port } = new URL(nodeRed.url);
    const socket = connect(Number(port), hostname);
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk)).on('error', () => undefined);
    socket.write(`${method} ${target} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`, 'latin1');
    await once(socket, 'close');
    const answer = Buffer.concat(chunks);
    return { status: Number(answer.toString('latin1').split(' ')[1]), answer };
  }

  async function isNotServed(target: string): Promise<void> {
    const { status, answer } = await ask(target);
    assert.ok(!answer.includes(audio.subarray(100, 400)), `${target} serves the audio`);
    assert.ok(!/audio\//.test(answer.toString('latin1').split('\r\n\r\n')[0] ?? ''), `${target} is audio`);
    if (target.startsWith('/deepgram/audio/')) assert.ok(status >= 400, `${target}: ${status}`);
  }

  it('are found as they are, whatever stands in the query', async () => {
    for (const target of [path, `${path}?`, `${path}?volume=30&../../x`]) {
      const { status, answer } = await ask(target);
      assert.equal(status, 200, target);
      assert.ok(answer.includes(audio));
    }
  });

  it('serve nothing in another writing: case, suffix, encoding, detours', async () => {
    const name = path.slice('/deepgram/audio/'.length);
    const [stem = ''] = name.split('.');
    const detours = [
      ...[
        '',
        '.',
        '..',
        '../',
        '%2e%2e/',
        '%2e%2e%2f',
        '..%2f',
        '..%5c',
        '..\\',
        '....//',
        './',
        '/',
      ].flatMap((way) => [
        `/deepgram/audio/${way}`,
        `/deepgram/audio/${way}${name}`,
        `/deepgram/audio/${name}/${way}`,
      ]),
      ...[
        'settings.js',
        '../../settings.js',
        '..%2f..%2fsettings.js',
        '%252e%252e/settings.js',
        'flows.json',
      ].map((file) => `/deepgram/audio/${file}`),
      ...['', '.wav', '.MP3', '.mp3.wav', '.mp3%00', '.mp3%20', '.mp3.', '.mp3;a', '.mp3%3f', '.', '.js'].map(
        (suffix) => `/deepgram/audio/${stem}${suffix}`,
      ),
      `/deepgram/audio/${stem.toUpperCase().replace(/^\d+$/, 'A')}.mp3`,
      `/deepgram/Audio/${name}`,
      `/Deepgram/audio/${name}`,
      `/deepgram//audio/${name}`,
      `//deepgram/audio/${name}`,
      `/deepgram/audio//${name}`,
      `/deepgram%2faudio%2f${name}`,
      `/deepgram/audio/%${stem.charCodeAt(0).toString(16)}${name.slice(1)}`,
      `/deepgram/x/../audio/${name}`,
      `/deepgram/audio/__proto__`,
      `/deepgram/audio/constructor`,
      `/deepgram/audio/*`,
    ].filter((target) => target !== path);
    for (const target of detours) await isNotServed(target);
  });

  it('serve nothing, however a name or the way to it is bent', async () => {
    const bits = [
      '..',
      '/',
      '.',
      '%2e',
      '%2f',
      '%00',
      '\\',
      '%5c',
      '%25',
      'A',
      '0',
      '.mp3',
      '.wav',
      '~',
      '*',
      ';',
      '\xe9',
    ];
    const bent = fc
      .tuple(
        fc.nat({ max: path.length }),
        fc.nat({ max: 3 }),
        fc.array(fc.constantFrom(...bits, ...'0123456789abcdef'), { maxLength: 3 }),
      )
      .map(([at, cut, bitsThere]) => path.slice(0, at) + bitsThere.join('') + path.slice(at + cut))
      .filter((target) => target.split('?')[0] !== path && /^\/[^\s?#]*$/.test(target));
    await fc.assert(fc.asyncProperty(bent, isNotServed), { numRuns: 400 });
  });

  it('can not be guessed: a thousand guesses are a thousand 404', async () => {
    const guesses = fc.sample(
      fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 }),
      1000,
    );
    const statuses = new Set<number>();
    for (let index = 0; index < guesses.length; index += 50) {
      const some = guesses.slice(index, index + 50);
      const answers = some.map((guess) => fetch(`${nodeRed.url}/deepgram/audio/${guess}.mp3`));
      for (const { status } of await Promise.all(answers)) statuses.add(status);
    }
    assert.deepEqual([...statuses], [404]);
  });

  it('can neither be written nor deleted, nor does a list of them exist', async () => {
    for (const method of ['PUT', 'POST', 'DELETE', 'PATCH']) {
      assert.equal((await fetch(`${nodeRed.url}${path}`, { method })).status, 405);
    }
    for (const target of ['/deepgram/audio', '/deepgram/audio/', '/deepgram/'])
      assert.equal((await fetch(nodeRed.url + target)).status, 404);
    assert.equal((await fetch(nodeRed.url + path)).status, 200);
  });
});
