import assert from 'node:assert/strict';
import { readJson } from '../../src/client/json-answer.js';
import { readable, readErrorObject, readRefusal } from '../../src/client/refusal.js';
import { cutSecrets } from '../../src/client/secrets.js';

/** With all that JSON and HTML escape, and others percent-encode. */
const KEY = 'k/ey&1"2\\3<4>5\'6+7';

const CODES = [...KEY].map((letter) => letter.charCodeAt(0));
const hex = (code: number, length: number) => code.toString(16).padStart(length, '0');

/** Ways to write it that are none of our own. */
const ESCAPED = {
  'as JSON does': inJson(KEY),
  'as JSON does that stands in HTML': inJson(KEY).replaceAll('/', '\\/').replaceAll('<', '\\u003C'),
  'as JSON may do with all': CODES.map((code) => `\\u${hex(code, 4)}`).join(''),
  'as JSON does within JSON': inJson(inJson(KEY).replaceAll('/', '\\/')),
  'as HTML does': inHtml(KEY),
  'as HTML may do with all': CODES.map((code) => `&#${code};`).join(''),
  'as HTML may do, in hex': CODES.map((code) => `&#X00${hex(code, 2)};`).join(''),
  'as JSON does with HTML': inJson(inHtml(KEY)),
  'as URLs do, in small letters': encodeURIComponent(KEY).replace(/%\w\w/g, (code) => code.toLowerCase()),
};

/** What is left of the key where nobody has cut it. */
const LEFT = /k.{0,9}ey/s;

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function inHtml(text: string): string {
  const names: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": '#39' };
  return text.replace(/[&<>"']/g, (letter) => `&${names[letter]};`);
}

async function refused(body: string, headers: Record<string, string> = {}) {
  async function* chunks() {
    yield Buffer.from(body);
  }
  const error = await readRefusal({ statusCode: 403, headers, body: chunks() }, [KEY]);
  return { error, told: [JSON.stringify(error), error.message, error.values.detail].join() };
}

describe('a refusal', () => {
  for (const [how, key] of Object.entries(ESCAPED)) {
    describe(`that escapes the key ${how}`, () => {
      for (const [what, body] of [
        ['in the words of JSON', `{"err_code":"BAD ${key}","err_msg":"No ${key}!","request_id":"r ${key}"}`],
        ['in the words of modern JSON', `{"category":"BAD","message":"No","details":"${key}!"}`],
        ['in JSON that is cut off', `{"err_code":"BAD","err_msg":"No ${key}! And`],
        ['in a page', `<html><h1>No</h1><p>No ${key}!</p></html>`],
      ] as const) {
        it(`tells it without the key ${what}`, async () => {
          const { error, told } = await refused(body);
          assert.doesNotMatch(told, LEFT);
          assert.match(String(error.values.detail), /…!/);
        });
      }

      it('tells it without the key of a header', async () =>
        assert.match((await refused('', { 'dg-error': `No ${key}!` })).told, /No …!/));

      it('is no JSON with more of it', async () => {
        async function* body() {
          yield Buffer.from(`No ${key}!`);
        }
        const header = () => undefined;
        const answer = { header, attempts: 1, isEmpty: false, secrets: [KEY], about: {}, body: body() };
        await assert.rejects(readJson(answer), { values: { start: 'No …!' } });
      });
    });
  }

  it('that is delivered is told without a key that JSON escapes', () => {
    const error = readErrorObject({ err_code: `BAD ${KEY}`, err_msg: `No ${KEY}!`, request_id: KEY }, [KEY]);
    assert.equal(error?.values.detail, 'No …!');
    assert.deepEqual(error?.cause, { retryable: false, errCode: 'BAD …', requestId: '…' });
  });

  it('leaves a message of a socket JSON that can be read', () => {
    const message = { type: 'Metadata', list: [{ words: `No ${KEY}!`, more: 'a "word"\n' }], count: 1 };
    const text = JSON.stringify(message).replaceAll('/', '\\/');
    assert.deepEqual(JSON.parse(cutSecrets(text, [KEY])), {
      ...message,
      list: [{ words: 'No …!', more: 'a "word"\n' }],
    });
  });

  it('is left as it is where it holds no secret', () => {
    const text = '{"a":"b\\/c \\u0026 &amp; 100%25"}';
    assert.equal(cutSecrets(text, [KEY]), text);
  });
});

describe('a page', () => {
  it('is told as a browser shows it', () => {
    const page =
      '<style a>p {}</style>One<br/>two<SCRIPT>if (a < b) {}</SCRIPT> three <p\n>4 < 5 <script>left open';
    assert.equal(readable(page), 'One two three 4 < 5');
  });

  it('is told by its beginning', () => assert.doesNotMatch(readable(`${'<b>'.repeat(4000)}late`), /late/));

  for (const piece of [
    '<',
    '<style',
    '<script>',
    '<style></script>',
    '</style',
    '< ',
    ' ',
    '&',
    '\\',
    '%25',
    '>',
  ]) {
    it(`of nothing but ${piece} takes no time`, async () => {
      const body = piece.repeat(Math.ceil(65_536 / piece.length));
      const times: number[] = [];
      for (let time = 0; time < 3; time++) {
        const started = performance.now();
        await refused(body);
        times.push(performance.now() - started);
      }
      assert.ok(Math.min(...times) < 200, times.join());
    });
  }
});
