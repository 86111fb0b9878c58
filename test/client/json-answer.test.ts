import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { readJson } from '../../src/client/json-answer.js';
import type { Answer } from '../../src/client/rest.js';

const MB = 1024 * 1024;

/** An answer of some bytes. */
function answerOf(body: Buffer, { encoding = '', secrets = [] as string[], onRead = () => {} } = {}): Answer {
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let start = 0; start < body.length; start += 1000) {
      onRead();
      yield body.subarray(start, start + 1000);
    }
  }
  const header = (name: string) => (name === 'content-encoding' && encoding ? encoding : undefined);
  return { header, attempts: 1, isEmpty: false, secrets, about: { attempts: 1 }, body: chunks() };
}

describe('the JSON of an answer', () => {
  it('is read', async () =>
    assert.deepEqual(await readJson(answerOf(Buffer.from('{"a":["ü"]}'))), { a: ['ü'] }));

  for (const encoding of ['gzip', 'x-gzip', ' GZIP ']) {
    it(`is decoded (${encoding})`, async () =>
      assert.deepEqual(await readJson(answerOf(gzipSync('{"a":1}'), { encoding })), { a: 1 }));
  }

  it('is read as it is where its encoding is none', async () =>
    assert.deepEqual(await readJson(answerOf(Buffer.from('{}'), { encoding: 'identity' })), {}));

  it('is TOO_LARGE beyond the limit', () =>
    assert.rejects(readJson(answerOf(Buffer.alloc(2 * MB, ' ')), MB), {
      code: 'TOO_LARGE',
      values: { limit: 1 },
    }));

  it('F21 is TOO_LARGE by what it is decoded, of which no more is read than that', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * MB, ' '));
    let reads = 0;
    const onRead = () => {
      reads += 1;
    };
    await assert.rejects(readJson(answerOf(bomb, { encoding: 'gzip', onRead }), MB), { code: 'TOO_LARGE' });
    assert.ok(reads < bomb.length / 1000 / 2, `${reads} of ${bomb.length / 1000} pieces`);
  });

  it('is PROTOCOL with its first 200 characters, on one line, where it is none', () =>
    assert.rejects(readJson(answerOf(Buffer.from(`a\n\n  b${'c'.repeat(1000)}`))), {
      code: 'PROTOCOL',
      values: { start: `a b${'c'.repeat(194)}` },
      cause: { status: 200, attempts: 1, retryable: false },
    }));

  it('shows no part of a secret, wherever it is cut off', async () => {
    for (let dots = 190; dots < 202; dots++) {
      const body = Buffer.from(`${'.'.repeat(dots)}secret-key`);
      await assert.rejects(readJson(answerOf(body, { secrets: ['secret-key'] })), (error: Error) => {
        assert.doesNotMatch(error.message, /\.s/);
        return true;
      });
    }
  });
});
