import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { transcribe } from './listen-support.js';
import { type Talk, talk } from './speak-socket-support.js';
import { decode, SENTENCE } from './support.js';

const LONG =
  'She sells sea shells on the sea shore, and the shells she sells are sea shells, I am sure. '.repeat(4);

describe('a socket of /v1/speak', () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator();
  });
  after(() => emulator.close());

  const speak = ({ say }: Talk, text: string): void => {
    say({ type: 'Speak', text });
    say({ type: 'Flush' });
  };
  /** A round trip: what was to be said before it has been said. */
  const roundTrip = async ({ websocket }: Talk): Promise<void> => {
    websocket.ping();
    await once(websocket, 'pong');
  };

  it('speaks what was flushed, then says so', async () => {
    const call = await talk(emulator);
    speak(call, SENTENCE);
    assert.deepEqual(await call.next('Flushed'), { type: 'Flushed', sequence_id: 0 });
    const { complaints, seconds, loudness } = await decode(call.audio(), ['-f', 's16le', '-ar', '24000']);
    assert.equal(complaints, '');
    assert.ok(seconds > 1.5 && loudness > 0.01);
    assert.ok(call.heard.length > 10);
    assert.ok(call.heard.every((one) => !Buffer.isBuffer(one) || one.length % 2 === 0));
    call.websocket.close();
  });

  const formats: readonly [query: string, input: readonly string[]][] = [
    ['encoding=linear16&sample_rate=8000', ['-f', 's16le', '-ar', '8000']],
    ['encoding=linear16&sample_rate=48000', ['-f', 's16le', '-ar', '48000']],
    ['encoding=mulaw', ['-f', 'mulaw', '-ar', '8000']],
    ['encoding=mulaw&sample_rate=16000', ['-f', 'mulaw', '-ar', '16000']],
    ['encoding=alaw&container=none', ['-f', 'alaw', '-ar', '8000']],
  ];
  for (const [query, input] of formats) {
    it(`speaks ${query}, without a header`, async () => {
      const call = await talk(emulator, { query });
      speak(call, SENTENCE);
      await call.next('Flushed');
      const { seconds, loudness } = await decode(call.audio(), input);
      assert.ok(seconds > 1.5 && seconds < 5 && loudness > 0.01);
      call.websocket.close();
    });
  }

  it('is understood by /v1/listen, as what was asked for by POST is', async () => {
    const call = await talk(emulator, { query: 'encoding=linear16&sample_rate=16000' });
    const text = 'Nobody has ever said this sentence over a socket before.';
    speak(call, text);
    await call.next('Flushed');
    const query = 'model=nova-3&encoding=linear16&sample_rate=16000&punctuate=true';
    const { results } = await transcribe(emulator, call.audio(), query);
    assert.equal(results.channels[0]?.alternatives[0]?.transcript, text);
    call.websocket.close();
  });

  it('says nothing before it is flushed, and joins what it was given without a space', async () => {
    const call = await talk(emulator);
    for (const text of ['The ket', 'tle is on, and ', 'the cat has', ' been fed.'])
      call.say({ type: 'Speak', text });
    await roundTrip(call);
    assert.deepEqual(call.types(), ['Metadata']);
    assert.equal(call.audio().length, 0);
    call.say({ type: 'Flush' });
    await call.next('Flushed');
    assert.equal(emulator.sockets.at(-1)?.speeches[0]?.text, SENTENCE);
    call.websocket.close();
  });

  it('answers flushes in order and counts them from 0', async () => {
    const call = await talk(emulator);
    for (const text of ['One.', 'Two.', 'Three.']) speak(call, text);
    for (const sequence_id of [0, 1, 2]) {
      assert.deepEqual(await call.next('Flushed'), { type: 'Flushed', sequence_id });
    }
    const { speeches = [] } = emulator.sockets.at(-1) ?? {};
    assert.deepEqual(
      speeches.map(({ text, end }) => [text, end]),
      [
        ['One.', 'complete'],
        ['Two.', 'complete'],
        ['Three.', 'complete'],
      ],
    );
    const sent = speeches.map(({ audio }) => audio);
    assert.ok(sent.every(({ length }) => length > 0));
    assert.deepEqual(call.audio(), Buffer.concat(sent));
    call.websocket.close();
  });

  for (const [name, text] of [
    ['nothing', ''],
    ['white space', ' \n '],
    ['a few dots', '...'],
  ] as const) {
    it(`answers a flush of ${name}`, async () => {
      const call = await talk(emulator);
      if (text !== '') call.say({ type: 'Speak', text });
      call.say({ type: 'Flush' });
      assert.deepEqual(await call.next('Flushed'), { type: 'Flushed', sequence_id: 0 });
      call.websocket.close();
    });
  }

  it('forgets what was not flushed when it is cleared', async () => {
    const call = await talk(emulator);
    call.say({ type: 'Speak', text: 'Not this. ' });
    call.say({ type: 'Clear' });
    assert.deepEqual(await call.next('Cleared'), { type: 'Cleared', sequence_id: 0 });
    speak(call, 'But this.');
    await call.next('Flushed');
    assert.equal(emulator.sockets.at(-1)?.speeches[0]?.text, 'But this.');
    call.say({ type: 'Clear' });
    assert.deepEqual(await call.next('Cleared'), { type: 'Cleared', sequence_id: 1 });
    call.websocket.close();
  });

  it('stops in the middle when it is cleared, but for what is on its way, and does not answer the flush', async () => {
    const paced = await startEmulator({ speakStream: { stream: { chunkMs: 20, realTimeFactor: 4 } } });
    const call = await talk(paced);
    speak(call, LONG);
    speak(call, 'This is dropped.');
    await call.moreAudio();
    call.say({ type: 'Clear' });
    speak(call, 'And on.');
    const cleared = await call.next('Cleared');
    await call.next('Flushed');
    const before = call.heard.slice(0, call.heard.indexOf(cleared));
    const { speeches = [] } = paced.sockets.at(-1) ?? {};
    assert.deepEqual(
      speeches.map(({ text, end }) => [text, end]),
      [
        [LONG, 'cut'],
        ['And on.', 'complete'],
      ],
    );
    assert.equal(speeches[0]?.frames, before.filter((one) => Buffer.isBuffer(one)).length);
    assert.deepEqual(call.types(), ['Metadata', 'Cleared', 'Flushed']);
    await paced.close();
  });

  for (const audioAfterClear of [0, 5]) {
    it(`lets ${audioAfterClear} messages of audio come behind a Clear`, async () => {
      const stream = { chunkMs: 20, realTimeFactor: 0.01 };
      const paced = await startEmulator({ speakStream: { stream, audioAfterClear } });
      const call = await talk(paced);
      speak(call, LONG);
      await call.moreAudio();
      call.say({ type: 'Clear' });
      await call.next('Cleared');
      // The second one was not due for two seconds.
      assert.equal(call.heard.filter((one) => Buffer.isBuffer(one)).length, 1 + audioAfterClear);
      await paced.close();
    });
  }

  it('cuts what it has not begun to make', async () => {
    const call = await talk(emulator);
    speak(call, 'This one has not been said before, and will not be said now.');
    call.say({ type: 'Clear' });
    await call.next('Cleared');
    assert.equal(call.audio().length, 0);
    call.websocket.close();
  });

  it('speaks what is left when it is closed, then closes with 1000', async () => {
    const call = await talk(emulator);
    speak(call, 'First.');
    call.say({ type: 'Speak', text: 'Second.' });
    call.say({ type: 'Close' });
    assert.deepEqual(await call.closed, { code: 1000, reason: '' });
    assert.deepEqual(call.types(), ['Metadata', 'Flushed']);
    const { speeches = [], close } = await emulator.waitForSocketEnd(({ speeches }) => speeches.length === 2);
    assert.deepEqual(
      speeches.map(({ text, end }) => [text, end]),
      [
        ['First.', 'complete'],
        ['Second.', 'complete'],
      ],
    );
    assert.deepEqual([close?.by, close?.code], ['server', 1000]);
    assert.deepEqual(call.audio(), Buffer.concat(speeches.map(({ audio }) => audio)));
  });

  it('takes no notice of what comes behind a Close', async () => {
    const call = await talk(emulator);
    call.say({ type: 'Close' });
    call.say({ type: 'Nonsense' });
    assert.equal((await call.closed).code, 1000);
  });

  it('closes at once where it is told to do as the documentation says', async () => {
    const hasty = await startEmulator({ speakStream: { close: 'at once' } });
    const call = await talk(hasty);
    speak(call, 'This will not be heard to its end, because the socket is closed before that.');
    call.say({ type: 'Close' });
    assert.equal((await call.closed).code, 1000);
    assert.deepEqual(call.types(), ['Metadata']);
    await hasty.close();
  });

  it('ends with the close frame of the client, which it echoes', async () => {
    const call = await talk(emulator);
    speak(call, LONG);
    await call.moreAudio();
    call.websocket.close(1001, 'Bye.');
    assert.deepEqual(await call.closed, { code: 1001, reason: 'Bye.' });
    const { close, speeches } = await emulator.waitForSocketEnd(({ close }) => close?.reason === 'Bye.');
    assert.deepEqual([close?.by, close?.code], ['client', 1001]);
    assert.equal(speeches[0]?.text, LONG);
  });

  it('answers pings while it speaks', async () => {
    const paced = await startEmulator({ speakStream: { stream: { realTimeFactor: 4 } } });
    const call = await talk(paced);
    speak(call, LONG);
    await call.moreAudio();
    await roundTrip(call);
    assert.equal(call.types().includes('Flushed'), false);
    assert.equal(paced.sockets.at(-1)?.pings, 1);
    await paced.close();
  });

  it('keeps sockets apart', async () => {
    const texts = ['One of them.', 'Another one of them.', 'The last one of them all.'];
    const calls = await Promise.all(texts.map(() => talk(emulator)));
    calls.forEach((call, index) => {
      speak(call, texts[index] ?? '');
    });
    await Promise.all(calls.map((call) => call.next('Flushed')));
    const records = calls.map(({ headers }) =>
      emulator.sockets.find(({ requestId }) => requestId === headers['dg-request-id']),
    );
    assert.deepEqual(
      records.map((record) => record?.speeches.map(({ text }) => text)),
      texts.map((text) => [text]),
    );
    calls.forEach((call, index) => {
      assert.deepEqual(call.audio(), records[index]?.speeches[0]?.audio);
    });
    for (const { websocket } of calls) websocket.close();
  });

  it('comes in messages of equal length, and no faster than it is told to', async () => {
    const stream = { chunkMs: 20, realTimeFactor: 10, firstMs: 50 };
    const paced = await startEmulator({ speakStream: { stream } });
    const call = await talk(paced, { query: 'encoding=mulaw' });
    const from = performance.now();
    speak(call, SENTENCE);
    await call.next('Flushed');
    const lengths = call.heard.flatMap((one) => (Buffer.isBuffer(one) ? [one.length] : []));
    assert.deepEqual(new Set(lengths.slice(0, -1)), new Set([160]));
    const last = lengths.at(-1) ?? 0;
    assert.ok(last > 0 && last <= 160);
    const seconds = (call.audio().length - last) / 8000;
    assert.ok(performance.now() - from >= 45 + (seconds / 10) * 1000);
    await paced.close();
  });
});
