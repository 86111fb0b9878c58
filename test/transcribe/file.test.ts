import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { openAccount } from '../../src/client/account.js';
import { request } from '../../src/client/request.js';
import { openFile } from '../../src/transcribe/source/file.js';

const MEGABYTES = 9;

describe('a file that is sent while it is read', () => {
  let emulator: Emulator;
  let folder: string;
  let file: string;
  const bytes = randomBytes(MEGABYTES * 1024 * 1024 + 12_345);
  before(async () => {
    emulator = await startEmulator();
    folder = await mkdtemp(path.join(tmpdir(), 'recording-'));
    file = path.join(folder, 'noise.raw');
    await writeFile(file, bytes);
  });
  after(async () => {
    await emulator.close();
    await rm(folder, { recursive: true });
  });

  it('arrives byte for byte, also where the server reads slowly', async () => {
    emulator.fault({ kind: 'upload-slow', bytes: 200_000, ms: 5 });
    const { upload } = await openFile(file);
    const account = openAccount({
      ...{ url: emulator.url, auth: 'key', key: emulator.key, concurrency: 1, timeout: 10_000, retries: 0 },
    });
    const controller = new AbortController();
    // Noise is no recording, which the emulator says when it has all of it.
    await assert.rejects(
      request(account, {
        ...{ path: '/v1/listen?model=nova-3', contentType: 'audio/wav', body: upload },
        ...{ queue: account.transcribing, signal: controller.signal, onProgress: () => undefined },
      }),
    );
    const sent = await emulator.waitForEnd(({ path: asked }) => asked === '/v1/listen');
    assert.equal(sent.bytes, bytes.length);
    assert.equal(sent.sha256, createHash('sha256').update(bytes).digest('hex'));
    await account.close();
  });

  it('is read right by whoever is done with a piece when it asks for the next', async () => {
    const { upload } = await openFile(file);
    const hash = createHash('sha256');
    for await (const piece of upload.open()) {
      hash.update(piece);
      await turn();
    }
    assert.equal(hash.digest('hex'), createHash('sha256').update(bytes).digest('hex'));
  });
});
