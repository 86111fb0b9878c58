import assert from 'node:assert/strict';
import { type Account, openAccount } from '../../src/client/account.js';
import type { DeepgramError } from '../../src/client/errors.js';
import { getJson } from '../../src/client/get-json.js';
import { type AnsweringServer, startAnsweringServer } from '../helpers/answering-server.js';

const BOUNDS = { within: 5000, bytes: 1000 };

describe('a GET', () => {
  let server: AnsweringServer;
  let account: Account;

  before(async () => {
    server = await startAnsweringServer();
    const settings = { auth: 'none', concurrency: 1, timeout: 5000, retries: 3 } as const;
    account = openAccount({ url: `${server.url}/below/`, ...settings });
  });
  after(async () => {
    await account.close();
    server.close();
  });

  const codeOf = (asked: Promise<unknown>) =>
    asked.then(
      (value) => assert.fail(`came: ${JSON.stringify(value)}`),
      ({ code, reason, cause: { status } }: DeepgramError) => [code, reason, status],
    );

  it('gives the JSON that comes, from below the address of the account', async () => {
    server.answer = (response, { url, method, headers }) =>
      response.end(JSON.stringify([method, url, headers.authorization]));
    assert.deepEqual(await getJson(account, '/v1/models', BOUNDS), ['GET', '/below/v1/models', null]);
  });

  it('is over in time, also where an answer has begun', async () => {
    const bounds = { ...BOUNDS, within: 50 };
    server.answer = (response) => response.write('[');
    assert.deepEqual(await codeOf(getJson(account, '/', bounds)), ['TIMEOUT', 'noProgress', undefined]);
    server.answer = () => undefined;
    assert.deepEqual(await codeOf(getJson(account, '/', bounds)), ['TIMEOUT', 'noProgress', undefined]);
  });

  it('reads no more than it may, and no redirection', async () => {
    server.answer = (response) => response.end(`"${'x'.repeat(1000)}"`);
    assert.deepEqual(await codeOf(getJson(account, '/', BOUNDS)), ['TOO_LARGE', 'answerTooLarge', undefined]);
    server.answer = (response) => response.writeHead(302, { location: server.url }).end();
    assert.deepEqual(await codeOf(getJson(account, '/', BOUNDS)), ['PROTOCOL', 'PROTOCOL', 302]);
  });

  it('tells what is no JSON, and what is an error', async () => {
    server.answer = (response) => response.end('<html>');
    assert.deepEqual(await codeOf(getJson(account, '/', BOUNDS)), ['PROTOCOL', 'answerNoJson', 200]);
    server.answer = (response) => response.writeHead(500).end('{}');
    assert.deepEqual(await codeOf(getJson(account, '/', BOUNDS)), ['SERVER', 'SERVER', 500]);
  });
});
