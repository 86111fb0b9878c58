import assert from 'node:assert/strict';
import { decode } from '../helpers/ffmpeg.js';
import { addressOf, type Demo, startDemo } from './start-demo.js';

describe('the page of npm start', () => {
  let demo: Demo;
  let url: string;
  let html: string;
  before(async () => {
    demo = await startDemo();
    url = await addressOf(demo, 'Hear it');
    await demo.printed(/^Spoke /m);
    html = await (await fetch(url)).text();
  });
  after(() => demo.end('SIGTERM'));

  const ask = (wish: object) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'Hello.', voice: 'aura-2-thalia-en', encoding: 'mp3', ...wish }),
    });

  it('has a label for each field, and words for what happens', () => {
    const fields = [...html.matchAll(/<(?:textarea|select) id="(\w+)"/g)].map(([, id]) => id);
    assert.deepEqual(fields, ['text', 'voice', 'encoding', 'delivery']);
    for (const field of fields) assert.match(html, new RegExp(`<label for="${field}">[^<]+</label>`));
    assert.match(html, /role="status"/);
  });

  it('gets audio that plays in every encoding that it offers', async () => {
    const encodings = offered('encoding');
    assert.deepEqual(encodings, ['mp3', 'linear16', 'opus', 'aac', 'flac', 'mulaw', 'alaw']);
    for (const encoding of encodings) {
      const answer = await ask({ encoding });
      assert.equal(answer.status, 200, encoding);
      const speech = JSON.parse(answer.headers.get('x-deepgram') ?? '');
      assert.equal(speech.encoding, encoding);
      const { samples, complaints } = await decode(
        Buffer.from(await answer.arrayBuffer()),
        speech.extension,
        8000,
      );
      assert.equal(complaints, '', encoding);
      assert.ok(samples.length > 8000, `${encoding}: half a second at least`);
    }
  });

  it('gets speech from every voice that it offers', async () => {
    const voices = offered('voice');
    assert.ok(voices.length > 10);
    for (const voice of voices) {
      const answer = await ask({ voice });
      assert.equal(answer.status, 200, voice);
      assert.match(answer.headers.get('content-type') ?? '', /^audio\/mpeg/);
      await answer.body?.cancel();
    }
  });

  it('gets an error in plain words, with its code', async () => {
    const nothing = await ask({ text: '  ' });
    assert.equal(nothing.status, 400);
    assert.deepEqual(await nothing.json(), { code: 'BAD_REQUEST', message: 'There is no text in msg.text.' });

    const nobody = await ask({ voice: 'aura-2-nobody-en' });
    assert.equal(nobody.status, 400);
    assert.match(await nobody.text(), /"message":"Deepgram refused the request: /);

    const noText = await ask({ text: { not: 'text' } });
    assert.match(await noText.text(), /"code":"BAD_REQUEST"/);
  });

  function offered(field: string): string[] {
    const [, options = ''] = new RegExp(`<select id="${field}">([\\s\\S]*?)</select>`).exec(html) ?? [];
    return [...options.matchAll(/value="([^"]+)"/g)].map(([, value = '']) => value);
  }
});
