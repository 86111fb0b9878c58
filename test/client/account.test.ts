import assert from 'node:assert/strict';
import { authorization } from '../../src/client/authorization.js';
import { baseUrl } from '../../src/client/base-url.js';

const HOME = new URL('https://api.deepgram.com');
const config = (reason: string) => (error: { code: string; reason: string }) =>
  error.code === 'CONFIG' && error.reason === reason;

describe('the base URL of an account', () => {
  for (const host of [
    'api.deepgram.com',
    'api.eu.deepgram.com',
    'api.au.deepgram.com',
    'api.in.deepgram.com',
  ]) {
    it(`may be ${host}`, () => assert.equal(baseUrl(`https://${host}`).host, host));
  }
  it('may be a self-hosted one with a path', () =>
    assert.equal(baseUrl(' http://box.lan:8080/deepgram/ ').href, 'http://box.lan:8080/deepgram'));
  for (const text of ['', 'api.deepgram.com', 'ftp://api.deepgram.com', 'http://', 'https://a b']) {
    it(`is refused as ${JSON.stringify(text)}`, () =>
      assert.throws(() => baseUrl(text), config('urlInvalid')));
  }
  for (const text of ['https://me:secret@host', 'https://host?key=secret', 'https://host#secret']) {
    it(`is refused when it holds more than an address: ${text}`, () =>
      assert.throws(() => baseUrl(text), config('urlExtras')));
  }
  it('must be https for Deepgram itself, so that no key travels in clear', () =>
    assert.throws(() => baseUrl('http://api.deepgram.com'), config('urlNeedsHttps')));
});

describe('the Authorization header', () => {
  it('says Token for an API key', () =>
    assert.equal(authorization({ auth: 'key', key: ' k1 ' }, HOME, {}), 'Token k1'));
  it('says Bearer for a short-lived token', () =>
    assert.equal(authorization({ auth: 'token', key: 'jwt' }, HOME, {}), 'Bearer jwt'));
  it('is not sent to a server that asks for none', () =>
    assert.equal(authorization({ auth: 'none', key: 'k1' }, HOME, {}), undefined));
  it('takes a blank key from DEEPGRAM_API_KEY', () =>
    assert.equal(authorization({ auth: 'key' }, HOME, { DEEPGRAM_API_KEY: 'env' }), 'Token env'));
  for (const url of ['https://example.org', 'https://deepgram.com.example.org', 'https://notdeepgram.com']) {
    it(`never takes DEEPGRAM_API_KEY to ${url}`, () =>
      assert.throws(
        () => authorization({ auth: 'key' }, new URL(url), { DEEPGRAM_API_KEY: 'env' }),
        config('keyMissingElsewhere'),
      ));
  }
  it('is missing when ${NAME} names no variable', () =>
    assert.throws(() => authorization({ auth: 'key', key: '${NO_SUCH}' }, HOME, {}), config('keyMissing')));
  it('refuses a key that no header can carry, without repeating it', () =>
    assert.throws(
      () => authorization({ auth: 'key', key: 'se cret\nX: y' }, HOME, {}),
      (error: Error) => config('keyUnreadable')(error as never) && !error.message.includes('cret'),
    ));
});
