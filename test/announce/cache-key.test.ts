import assert from 'node:assert/strict';
import { cacheKey } from '../../src/announce/cache/cache-key.js';

const BASE = new URL('https://api.deepgram.com');

function key(parameters: Record<string, unknown> = {}, text = 'Hello.', model = 'm', base = BASE): string {
  return cacheKey(base, { model, parameters }, text);
}

describe('the name of what is cached', () => {
  it('is the same whatever the order of the parameters', () => {
    assert.equal(key({ encoding: 'mp3', speed: 1 }), key({ speed: 1, encoding: 'mp3' }));
  });

  it('does not tell blank parameters from absent ones, nor numbers from their text: they are sent alike', () => {
    const plain = key({ sample_rate: 8000 });
    assert.equal(key({ sample_rate: '8000', bit_rate: '', container: null, speed: undefined }), plain);
  });

  it('differs with the text, the voice, any parameter, the order of a list, and the server', () => {
    const different = [
      key(),
      key({}, 'Hello'),
      key({}, 'hello.'),
      key({}, 'Hello.', 'n'),
      key({ tag: 'a' }),
      key({ tag: ['a', 'b'] }),
      key({ tag: ['b', 'a'] }),
      key({ tag: 'a&tag=b' }),
      key({}, 'Hello.', 'm', new URL('https://api.eu.deepgram.com')),
      key({}, 'Hello.', 'm', new URL('https://api.deepgram.com/sub')),
    ];
    assert.equal(new Set(different).size, different.length);
  });

  it('does not let one part reach into the next', () => {
    assert.notEqual(key({ a: 'b' }, 'c'), key({}, 'a=bc'));
    assert.notEqual(key({}, 'x', 'ab'), key({}, 'bx', 'a'));
  });

  it('is 64 hexadecimal digits', () => assert.match(key(), /^[0-9a-f]{64}$/));
});
