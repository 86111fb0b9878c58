import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readErrorObject } from '../../src/client/refusal.js';
import { cutUrls } from '../../src/client/secrets.js';

const LONG = 200_000;

describe('a URL in a text', () => {
  for (const [what, text, told] of [
    ['without user-info, query and fragment', 'https://ann:pw@a.org/b.wav?sig=x#y', 'https://a.org/b.wav'],
    ['of a socket', 'wss://ann:pw@a.org/b?token=x', 'wss://a.org/b'],
    ['in capitals', 'HTTP://ANN:PW@A.ORG/B?SIG', 'HTTP://A.ORG/B'],
    ['with a port', 'ws://tok@a.org:8080?x', 'ws://a.org:8080'],
    ['at an address', 'http://ann:pw@[::1]:80/b?x', 'http://[::1]:80/b'],
    ['with an @ in the password', 'http://ann:p@w@a.org/b', 'http://a.org/b'],
    ['with an @ in the path', 'http://a.org/@ann/b', 'http://a.org/@ann/b'],
    ['with a ? in the password', 'http://ann:p?w@a.org/b', 'http://…'],
    ['with a / in the password', 'http://ann:p/w@a.org/b', 'http://…'],
    ['that is cut off in its password', 'http://ann:p', 'http://…'],
    ['with nothing to hide', 'http://a.org:80/b/c.wav', 'http://a.org:80/b/c.wav'],
    ['in quotes', 'No "https://a.org/b?x", sorry', 'No "https://a.org/b", sorry'],
    ['in brackets', '(see https://a.org/b?x).', '(see https://a.org/b).'],
    ['before a colon', 'https://a.org:8080: 404', 'https://a.org:8080: 404'],
    ['more than once', 'ws://a@b?c http://d@e/f?g', 'ws://b http://e/f'],
    ['within a query', 'http://a.org/b?next=http://ann:pw@c.org/d', 'http://a.org/b'],
    ['within a path', 'http://a.org/http://ann:pw@c.org/d', 'http://a.org/http://c.org/d'],
    ['as some write JSON', String.raw`https:\/\/ann:pw@a.org\/b?x`, String.raw`https:\/\/a.org\/b`],
    ['with one slash', 'http:/ann:pw@a.org/b?x', 'http:/a.org/b'],
    ['percent-encoded', 'url=https%3A%2F%2Fann%3Apw%40a.org%2Fb%3Fc%3Da%20word', 'url=https://a.org/b'],
    ['percent-encoded twice', 'https%253A%252F%252Fann%2540a.org%252Fb%253Fx', 'https://a.org/b'],
    ['percent-encoded, and broken', 'No https%3A%2F%2Fann%3Apw%40a.org%zz here', 'No … here'],
  ] as const) {
    it(`is told ${what}`, () => assert.equal(cutUrls(text), told));
  }

  it('leaves a text as it is that has none', () => {
    for (const text of ['', 'Just words.', 'a@b.org?', 'C:\\a\\b?', '100% of http', 'http: no'])
      assert.equal(cutUrls(text), text);
  });

  it('never shows its secrets, whatever they are and whatever is around', () => {
    const around = fc.string({ maxLength: 20 }).filter((text) => !/[\w@:%]$/.test(text));
    const secret = fc.webQueryParameters().map((query) => `S${query}S`);
    fc.assert(
      fc.property(around, secret, fc.string(), fc.boolean(), (before, query, after, isEncoded) => {
        const url = new URL(`https://example.org/a?${query}`);
        url.username = 'topsecretuser';
        url.password = query.slice(0, 100);
        const written = isEncoded ? encodeURIComponent(url.href) : url.href;
        const told = cutUrls(`${before} ${written} ${after}`);
        assert.ok(!told.includes('topsecretuser'), told);
        assert.ok(told.includes('https://example.org/a '), told);
      }),
    );
  });

  for (const [what, text] of [
    ['of schemes', 'http:'.repeat(LONG)],
    ['of URLs', 'http://'.repeat(LONG)],
    ['of ends', `http://a?${'.'.repeat(LONG)}x`],
    ['of @', `http://a${':/@'.repeat(LONG)}`],
    ['of encoded colons', `https%${'25'.repeat(LONG)}3A`],
  ] as const) {
    it(`is looked for in the time of one look: in a million characters ${what}`, () => {
      const started = performance.now();
      cutUrls(text);
      assert.ok(performance.now() - started < 1000);
    });
  }
});

describe('an error object that is delivered', () => {
  it('is told without the secrets of a URL that it quotes, wherever', () => {
    const url = 'https://ann:topsecret@bucket.example.org/a.wav?X-Signature=topsecret';
    const object = { err_code: `REMOTE ${url}`, err_msg: `Can't get "${url}"`, request_id: url };
    const error = readErrorObject(object, []);
    assert.match(String(error?.values.detail), /^Can't get "https:\/\/bucket\.example\.org\/a\.wav"$/);
    assert.doesNotMatch(JSON.stringify([error, error?.message, error?.cause]), /topsecret/);
  });
});
