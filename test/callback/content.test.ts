import assert from 'node:assert/strict';
import { readContent } from '../../src/callback/content.js';

const nested = (levels: number) => Buffer.from('['.repeat(levels) + ']'.repeat(levels));

describe('the body of a delivery', () => {
  it('is audio as it is', () => {
    const body = Buffer.from([1, 2, 3]);
    for (const type of ['audio/mpeg', 'audio/l16;rate=24000', 'application/octet-stream', 'text/plain'])
      assert.deepEqual(readContent(body, type), { value: body, isJson: false });
  });

  it('is parsed where it is JSON', () => {
    for (const type of ['application/json', 'Application/JSON; charset=UTF-8', 'application/problem+json'])
      assert.deepEqual(readContent(Buffer.from('{"ü":1}'), type), { value: { ü: 1 }, isJson: true });
  });

  it('may begin with a byte order mark', () =>
    assert.deepEqual(readContent(Buffer.from('\uFEFF[1]'), 'application/json')?.value, [1]));

  it('is what it looks like where no type is told', () => {
    assert.deepEqual(readContent(Buffer.from(' {"a":1}'), undefined)?.value, { a: 1 });
    const audio = Buffer.from('{ID3 no, this is no JSON');
    assert.equal(readContent(audio, undefined)?.value, audio);
  });

  const unreadable: [what: string, body: Buffer, type?: string][] = [
    ['broken JSON', Buffer.from('{"a":')],
    ['nothing', Buffer.alloc(0)],
    ['not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['another charset', Buffer.from('{}', 'utf16le'), 'application/json; charset=utf-16'],
    ['nested 101 deep', nested(101)],
    ['nested 100,000 deep', nested(100_000)],
    ['nested deep in objects', Buffer.from(`${'{"a":'.repeat(200)}1${'}'.repeat(200)}`)],
  ];
  for (const [what, body, type = 'application/json'] of unreadable) {
    it(`can’t be read when it is ${what}`, () => assert.equal(readContent(body, type), undefined));
  }

  it('may nest as deep as any transcript does', () =>
    assert.ok(readContent(nested(100), 'application/json')));
});
