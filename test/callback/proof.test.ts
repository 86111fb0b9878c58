import assert from 'node:assert/strict';
import { createAuthorizer } from '../../src/callback/basic.js';
import { callbackUrl, placeOf } from '../../src/callback/callback-url.js';
import { proofOf } from '../../src/callback/proof.js';
import { createJobId, signToken, verifyToken } from '../../src/callback/token.js';

const NOW = 1_800_000_000_000;
const SIGNER = { secret: 'secret', endpoint: 'endpoint' };
const CREDENTIALS = { username: 'dg:ü', password: 'p@ss/wörd?#' };
const SETTINGS = { signer: SIGNER, isAuthorized: createAuthorizer(CREDENTIALS), acceptUnproven: false };
const TICKET = { id: createJobId(), expires: NOW + 1000 };
const TOKEN = signToken(TICKET, SIGNER);

const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
const right = basic(`${CREDENTIALS.username}:${CREDENTIALS.password}`);

describe('a job token', () => {
  it('says which job it is for, until it expires', () => {
    assert.deepEqual(verifyToken(TOKEN, SIGNER, NOW), TICKET);
    assert.deepEqual(verifyToken(TOKEN, SIGNER, TICKET.expires), TICKET);
    assert.equal(verifyToken(TOKEN, SIGNER, TICKET.expires + 1), undefined);
  });

  it('is worth nothing at another endpoint, even one with the same secret', () => {
    assert.equal(verifyToken(TOKEN, { ...SIGNER, endpoint: 'other' }, NOW), undefined);
    assert.equal(verifyToken(TOKEN, { ...SIGNER, secret: 'other' }, NOW), undefined);
  });

  it('is refused when any character of it is another one', () => {
    for (let index = 0; index < TOKEN.length; index++) {
      const other = TOKEN[index] === 'a' ? 'b' : 'a';
      const changed = TOKEN.slice(0, index) + other + TOKEN.slice(index + 1);
      // The last character of a base64 text has bits that mean nothing, but is compared as text.
      assert.equal(verifyToken(changed, SIGNER, NOW), undefined, `at ${index}`);
    }
  });

  for (const nonsense of [
    '',
    '.',
    '..',
    'a.b.c',
    `${TOKEN}.`,
    ` ${TOKEN}`,
    TOKEN.toUpperCase(),
    'x'.repeat(1e6),
  ]) {
    it(`is not ${JSON.stringify(nonsense.slice(0, 12))}…`, () =>
      assert.equal(verifyToken(nonsense, SIGNER, NOW), undefined));
  }
});

describe('a delivery', () => {
  const prove = (query: string, headers = {}, settings: object = {}) =>
    proofOf({ query, headers }, { ...SETTINGS, ...settings }, NOW);

  it('is proven by its job token', () => assert.deepEqual(prove(`a=1&job=${TOKEN}&b=2`), { ticket: TICKET }));
  it('is proven by the endpoint’s credentials', () => assert.deepEqual(prove('', right), {}));
  it('is refused with a wrong job, whatever else is right', () =>
    assert.equal(prove('job=wrong', right, { acceptUnproven: true }), undefined));
  it('is refused with two jobs', () => assert.equal(prove(`job=${TOKEN}&job=${TOKEN}`), undefined));
  it('is refused without a proof', () => assert.equal(prove(''), undefined));
  it('may prove nothing where that is allowed', () =>
    assert.deepEqual(prove('', {}, { acceptUnproven: true }), {}));
  for (const wrong of [
    '',
    ':',
    'dg:ü',
    'dg:ü:',
    'dg:ü:p@ss/wörd?',
    'dg:ü:p@ss/wörd?##',
    'DG:Ü:p@ss/wörd?#',
  ]) {
    it(`is refused with the credentials ${wrong}`, () => assert.equal(prove('', basic(wrong)), undefined));
  }
  it('is refused with credentials that are right but for what comes after a thousand bytes', () => {
    const password = 'x'.repeat(2000);
    const isAuthorized = createAuthorizer({ username: 'user', password });
    for (const end of ['', 'y']) {
      assert.equal(prove('', basic(`user:${password.slice(0, 1999)}${end}`), { isAuthorized }), undefined);
    }
  });
  it('is refused with another scheme', () =>
    assert.equal(prove('', { authorization: right.authorization.replace('Basic', 'Bearer') }), undefined));
  it('is refused by credentials where the endpoint has none', () =>
    assert.equal(prove('', basic(':'), { isAuthorized: undefined }), undefined));

  it('is refused with the dg-token of another key; its absence means nothing', () => {
    const settings = { keyId: 'mine' };
    assert.deepEqual(prove(`job=${TOKEN}`, { 'dg-token': 'mine' }, settings), { ticket: TICKET });
    assert.deepEqual(prove(`job=${TOKEN}`, {}, settings), { ticket: TICKET });
    assert.equal(prove(`job=${TOKEN}`, { 'dg-token': 'other' }, settings), undefined);
    assert.equal(prove('', { 'dg-token': 'mine' }, settings), undefined, 'it proves nothing by itself');
  });
});

describe('a callback URL', () => {
  const url = new URL(callbackUrl(new URL('https://red.example.org/cb?x=1'), TOKEN, CREDENTIALS));

  it('carries the job, and keeps what the address has of its own', () => {
    assert.equal(url.searchParams.get('job'), TOKEN);
    assert.equal(url.searchParams.get('x'), '1');
  });

  it('carries the credentials percent-encoded', () => {
    assert.equal(decodeURIComponent(url.username), CREDENTIALS.username);
    assert.equal(decodeURIComponent(url.password), CREDENTIALS.password);
    assert.match(url.href, /^https:\/\/dg%3A%C3%BC:p%40ss%2Fw%C3%B6rd%3F%23@red\.example\.org\/cb\?/i);
  });

  it('is told without its secrets', () => assert.equal(placeOf(url), 'https://red.example.org/cb'));
});
