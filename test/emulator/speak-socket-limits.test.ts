import assert from 'node:assert/strict';
import { type Emulator, type SpeakStreamOptions, startEmulator } from '../../emulator/server.js';
import { FLUX, type Said, SPEAK, type Talk, talk, type Wanted } from './speak-socket-support.js';

const HOUR = 3_600_000;

describe('the limits of a speak socket', () => {
  let emulator: Emulator;
  let started: Emulator[] = [];
  before(async () => {
    emulator = await startEmulator();
  });
  afterEach(async () => {
    for (const one of started) await one.close();
    started = [];
  });
  after(() => emulator.close());

  /** A socket of an emulator with other options. */
  const talkWith = async (speakStream: SpeakStreamOptions, wanted: Wanted = {}, speed = 1): Promise<Talk> => {
    const other = await startEmulator({ speakStream, sockets: { clock: { speed } } });
    started.push(other);
    return talk(other, wanted);
  };
  const reset = { say: { type: 'Reset' } };
  const [x2000, x2001] = ['x'.repeat(2000), 'x'.repeat(2001)];

  const closes: readonly [name: string, message: { say?: object; raw?: string | Buffer }, close: string][] = [
    ['a command that is gone', reset, '1008 DATA-0000'],
    ['a command of another socket', { say: { type: 'KeepAlive' } }, '1008 DATA-0000'],
    ['a command of /v2/speak', { say: { type: 'Interrupt' } }, '1008 DATA-0000'],
    ['a command in lower case', { say: { type: 'flush' } }, '1008 DATA-0000'],
    ['no command', { say: { text: 'Hello.' } }, '1008 DATA-0000'],
    ['a list', { say: [{ type: 'Flush' }] }, '1008 DATA-0000'],
    ['the name of a property every object has', { say: { type: 'constructor' } }, '1008 DATA-0000'],
    ['JSON that breaks off', { raw: '{"type":"Spe' }, '1008 DATA-0000'],
    ['an empty message', { raw: '' }, '1008 DATA-0000'],
    ['Speak without a text', { say: { type: 'Speak' } }, '1008 DATA-0000'],
    ['Speak with a number', { say: { type: 'Speak', text: 1 } }, '1008 DATA-0000'],
    ['Speak with an empty text', { say: { type: 'Speak', text: '' } }, '1008 DATA-0000'],
    ['a binary message', { raw: Buffer.from('{"type":"Flush"}') }, '1003 MESSAGE-0000'],
    ['2,001 characters', { say: { type: 'Speak', text: x2001 } }, '1009 BIG-0001'],
    ['more than 2 MB', { raw: ' '.repeat(2_000_001) }, '1009 BIG-0000'],
  ];
  for (const [name, { say, raw }, expected] of closes) {
    it(`close /v1/speak with ${expected} for ${name}`, async () => {
      const call = await talk(emulator);
      if (say !== undefined) call.say(say);
      else call.websocket.send(raw ?? '');
      const { code, reason } = await call.closed;
      assert.equal(`${code} ${reason.split(':')[0]}`, expected);
      assert.deepEqual(call.types(), ['Metadata']);
    });
  }

  const fluxCloses: typeof closes = [
    ['a command of /v1/speak', { say: { type: 'Clear' } }, '1008 DATA-0000'],
    ['a field that is not known', { say: { type: 'Flush', sequence_id: 1 } }, '1008 DATA-0000'],
    ['a speed that is no number', { say: { type: 'Configure', speed: 'fast' } }, '1008 DATA-0000'],
    ['an offset of another kind', { say: { type: 'Interrupt', playback_offset: 5 } }, '1008 DATA-0000'],
    ['Speak without a text', { say: { type: 'Speak' } }, '1008 DATA-0000'],
    ['an empty text', { say: { type: 'Speak', text: '' } }, '1008 DATA-0000'],
    ['JSON that breaks off', { raw: '{"type":"Spe' }, '1003 MESSAGE-0000'],
    ['a binary message', { raw: Buffer.from('{"type":"Flush"}') }, '1003 MESSAGE-0000'],
    ['a pause', { say: { type: 'Speak', text: 'Wait \\{pause:500ms\\} here.' } }, '1008 DATA-0002'],
    ['more than 2 MB', { raw: ' '.repeat(2_000_001) }, '1009 BIG-0000'],
    ['2,001 characters', { say: { type: 'Speak', text: x2001 } }, '1009 BIG-0000'],
  ];
  for (const [name, { say, raw }, expected] of fluxCloses) {
    it(`close /v2/speak with an Error and ${expected} for ${name}`, async () => {
      const call = await talk(emulator, { path: FLUX, query: 'model=flux-haley-en' });
      if (say !== undefined) call.say(say);
      else call.websocket.send(raw ?? '');
      const { code: error } = await call.next('Error');
      const { code, reason } = await call.closed;
      assert.equal(`${code} ${error}`, expected);
      assert.ok(reason.startsWith(String(error)));
    });
  }

  it('are in characters, not in bytes: 2,000 of them at once are fine', async () => {
    const call = await talk(emulator);
    call.say({ type: 'Speak', text: '🙂'.repeat(2000) });
    call.say({ type: 'Clear' });
    await call.next('Cleared');
    call.websocket.close();
  });

  it('are 2,400 characters a minute, whatever becomes of them', async () => {
    const call = await talk(emulator);
    call.say({ type: 'Speak', text: x2000 });
    call.say({ type: 'Clear' });
    call.say({ type: 'Speak', text: 'x'.repeat(400) });
    call.say({ type: 'Clear' });
    await call.next('Cleared');
    await call.next('Cleared');
    call.say({ type: 'Speak', text: 'x' });
    const { code, reason } = await call.closed;
    assert.deepEqual([code, reason.slice(0, 9)], [1008, 'DATA-0001']);
  });

  it('forget characters that are older than a minute', async () => {
    // A minute is 20 ms, and the answer to a flush comes 40 ms later at the soonest.
    const limits = { characters: 10 };
    const call = await talkWith({ limits, stream: { firstMs: 40 } }, {}, 3000);
    for (let turn = 0; turn < 3; turn += 1) {
      call.say({ type: 'Speak', text: 'Ten signs.' });
      call.say({ type: 'Flush' });
      await call.next('Flushed');
    }
    call.websocket.close();
  });

  const flushes = async (call: Talk, count: number): Promise<void> => {
    for (let turn = 0; turn < count; turn += 1) call.say({ type: 'Flush' });
    for (let turn = 0; turn < count; turn += 1) await call.next('Flushed');
  };
  const text = 'Rate limit exceeded for flushes. Please try again later.';

  it('are 20 flushes a minute: another one gets a Warning instead, and the socket stays open', async () => {
    const call = await talk(emulator);
    await flushes(call, 20);
    call.say({ type: 'Flush' });
    assert.deepEqual(await call.next('Warning'), {
      type: 'Warning',
      warn_code: 'EXCESSIVE_FLUSH',
      warn_msg: text,
    });
    call.say({ type: 'Clear' });
    await call.next('Cleared');
    assert.equal(call.types().filter((type) => type === 'Flushed').length, 20);
    call.websocket.close();
  });

  it('spell a Warning as the specification has it where they are told to', async () => {
    const call = await talkWith({ warnings: 'specification', limits: { flushes: 0 } });
    call.say({ type: 'Flush' });
    assert.deepEqual(await call.next('Warning'), {
      type: 'Warning',
      description: text,
      code: 'EXCESSIVE_FLUSH',
    });
  });

  it('leave the text of a refused flush in the buffer, and allow the next one when the minute is over', async () => {
    // A minute is 60 ms.
    const call = await talkWith({ limits: { flushes: 1 } }, {}, 1000);
    await flushes(call, 1);
    call.say({ type: 'Speak', text: 'Still here.' });
    for (let answer = ''; answer !== 'Flushed'; ) {
      call.say({ type: 'Flush' });
      const { type } = await Promise.race([call.next('Flushed'), call.next('Warning')]);
      answer = type;
    }
    assert.deepEqual(
      started[0]?.sockets[0]?.speeches.map(({ text }) => text),
      ['', 'Still here.'],
    );
  });

  for (const [refusals, order] of [
    ['in turn', ['Metadata', 'Flushed', 'Warning']],
    ['at once', ['Metadata', 'Warning', 'Flushed']],
  ] as const) {
    it(`tell of a refused flush ${refusals}`, async () => {
      const call = await talkWith({ refusals, limits: { flushes: 1 } });
      call.say({ type: 'Speak', text: 'Wait for it.' });
      call.say({ type: 'Flush' });
      call.say({ type: 'Flush' });
      await Promise.all([call.next('Flushed'), call.next('Warning')]);
      assert.deepEqual(call.types(), order);
    });
  }

  for (const [path, query] of [
    [SPEAK, ''],
    [FLUX, 'model=flux-haley-en'],
  ] as const) {
    it(`are an hour for a connection of ${path}, even while it speaks`, async () => {
      // An hour is 400 ms.
      const limits = { idleFluxMs: Number.POSITIVE_INFINITY };
      const call = await talkWith({ limits, stream: { realTimeFactor: 1 } }, { path, query }, HOUR / 400);
      call.say({ type: 'Speak', text: 'This takes longer than a few milliseconds, as everybody can hear.' });
      call.say({ type: 'Flush' });
      const { code, reason } = await call.closed;
      assert.deepEqual([code, reason], [1011, 'NET-0003: Time limit exceeded.']);
      if (path === FLUX) assert.equal((call.heard.at(-1) as Said).code, 'NET-0003');
      const record = await started[0]?.waitForSocketEnd();
      assert.deepEqual([record?.close?.by, record?.speeches[0]?.end], ['server', 'broken']);
    });
  }

  it('are none on /v1/speak for a client that says nothing, unless it is told to', async () => {
    // Half an hour is 50 ms.
    const stream = { firstMs: 50 };
    const call = await talkWith({ stream, limits: { lifeMs: Number.POSITIVE_INFINITY } }, {}, HOUR / 100);
    call.say({ type: 'Speak', text: 'Hello.' });
    call.say({ type: 'Flush' });
    await call.next('Flushed');
    const strict = await talkWith({ limits: { idleMs: 60_000 } }, {}, HOUR / 100);
    assert.equal((await strict.closed).reason, 'NET-0001: Failed to receive message.');
  });

  it('are 60 seconds on /v2/speak for a client that says nothing', async () => {
    const wanted = { path: FLUX, query: 'model=flux-haley-en' };
    const call = await talkWith({}, wanted, 600);
    const { code, description } = await call.next('Error');
    assert.deepEqual([code, description], ['NET-0004', 'Inactive client.']);
    assert.deepEqual(await call.closed, { code: 1011, reason: 'NET-0004: Inactive client.' });
    assert.equal(call.types().includes('SessionMetadata'), false);
  });

  for (const event of ['ping', 'pong'] as const) {
    it(`know by a ${event} that a client of /v2/speak is there`, async () => {
      const wanted = { path: FLUX, query: 'model=flux-haley-en' };
      // A minute is 300 ms.
      const call = await talkWith({}, wanted, 200);
      const from = performance.now();
      const pulse = setInterval(() => {
        if (performance.now() - from < 700) call.websocket[event]();
      }, 20);
      await call.closed;
      clearInterval(pulse);
      assert.ok(performance.now() - from > 900);
    });
  }

  it('are none for the flushes of /v2/speak, nor for its characters', async () => {
    const call = await talk(emulator, { path: FLUX, query: 'model=flux-haley-en' });
    for (let turn = 0; turn < 25; turn += 1) {
      call.say({ type: 'Speak', text: ' '.repeat(200) });
      call.say({ type: 'Flush' });
      await call.next('SpeechMetadata');
    }
    call.websocket.close();
  });
});
