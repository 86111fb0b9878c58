import assert from 'node:assert/strict';
import { readContent } from '../../src/callback/content.js';

const nested = (levels: number) => Buffer.from('['.repeat(levels) + ']'.repeat(levels));

describe('the body of a delivery', () => {
  it('is audio as it is', () => {
    const body = Buffer.from([1, 2, 3]);
    for (const type of ['audio/mpeg', 'audio/l16;rate=24000', 'application/octet-stream', 'text/plain'])
      assert.deepEqual(readContent([body], type), { value: body, isJson: false });
  });

  it('is parsed where it is JSON', () => {
    for (const type of ['application/json', 'Application/JSON; charset=UTF-8', 'application/problem+json'])
      assert.deepEqual(readContent([Buffer.from('{"ü":1}')], type), { value: { ü: 1 }, isJson: true });
  });

  it('may begin with a byte order mark', () =>
    assert.deepEqual(readContent([Buffer.from('\uFEFF[1]')], 'application/json')?.value, [1]));

  it('is what it looks like where no type is told', () => {
    assert.deepEqual(readContent([Buffer.from(' {"a":1}')], undefined)?.value, { a: 1 });
    const audio = Buffer.from('{ID3 no, this is no JSON');
    assert.deepEqual(readContent([audio], undefined)?.value, audio);
  });

  it('may come in pieces, torn anywhere', () => {
    const text = Buffer.from('\uFEFF{"text":"größer"}');
    for (let at = 0; at <= text.length; at++) {
      const body = [text.subarray(0, at), text.subarray(at)];
      assert.deepEqual(readContent(body, 'application/json')?.value, { text: 'größer' });
    }
  });

  it('is read the same when it is larger than most', () => {
    const text = Buffer.from(JSON.stringify({ text: 'ü'.repeat(1_000_000) }));
    const body = [text.subarray(0, 1000), text.subarray(1000)];
    assert.deepEqual(readContent(body, 'application/json')?.value, JSON.parse(text.toString()));
  });

  it('keeps nothing of the pieces that audio came in: they are parts of larger blocks', () => {
    const block = Buffer.from('what one read of a socket has brought');
    const { value } = readContent([block.subarray(0, 4), block.subarray(5, 8)], 'audio/mpeg') ?? {};
    block.fill(0);
    assert.equal(String(value), 'whatone');
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
    it(`can’t be read when it is ${what}`, () => assert.equal(readContent([body], type), undefined));
  }

  it('may nest as deep as any transcript does', () =>
    assert.ok(readContent([nested(100)], 'application/json')));
});
