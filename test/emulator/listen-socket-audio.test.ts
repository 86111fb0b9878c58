import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import {
  changesIn,
  finalsIn,
  hearAll,
  openLive,
  RAW,
  resultsIn,
  sendAudio,
  TURNS,
  textOf,
  transcriptIn,
} from './listen-socket-support.js';
import { convert, say } from './listen-support.js';
import { SENTENCE } from './support.js';

const PLAIN = 'the kettle is on and the cat has been fed';

describe('live audio', () => {
  let emulator: Emulator;
  let wav: Buffer;
  before(async () => {
    emulator = await startEmulator();
    const said = await say(emulator, SENTENCE);
    wav = await convert(['-af', 'adelay=400,apad=pad_len=22050', '-ar', '16000', '-f', 'wav'], said);
  });
  after(() => emulator.close());

  const raws: readonly [query: string, output: readonly string[]][] = [
    ['encoding=linear16&sample_rate=8000', ['-ar', '8000', '-f', 's16le']],
    ['encoding=linear16&sample_rate=48000', ['-ar', '48000', '-f', 's16le']],
    ['encoding=linear16&sample_rate=44100&channels=2', ['-ar', '44100', '-ac', '2', '-f', 's16le']],
    ['encoding=linear32&sample_rate=16000', ['-f', 'f32le']],
    ['encoding=mulaw&sample_rate=8000', ['-ar', '8000', '-f', 'mulaw']],
    ['encoding=alaw&sample_rate=8000', ['-ar', '8000', '-f', 'alaw']],
    ['encoding=amr-nb&sample_rate=8000', ['-ar', '8000', '-c:a', 'libopencore_amrnb', '-f', 'amr']],
    ['encoding=ogg-opus&sample_rate=48000', ['-c:a', 'libopus', '-f', 'ogg']],
    ['encoding=flac&sample_rate=16000', ['-f', 'flac']],
  ];
  for (const [query, output] of raws) {
    it(`is understood with ${query}`, async () => {
      const audio = await convert(output, wav);
      const { messages, closed } = await hearAll(emulator, audio, query, undefined, 333);
      assert.equal(transcriptIn(messages), PLAIN);
      assert.equal(closed.code, 1000);
    });
  }

  const files: readonly [what: string, output: readonly string[]][] = [
    ['WAV', ['-f', 'wav']],
    ['WAV of mulaw', ['-ar', '8000', '-c:a', 'pcm_mulaw', '-f', 'wav']],
    ['WAV of 24 bits', ['-c:a', 'pcm_s24le', '-f', 'wav']],
    ['Ogg Opus', ['-c:a', 'libopus', '-b:a', '16k', '-f', 'ogg']],
    ['WebM as browsers record it', ['-c:a', 'libopus', '-b:a', '32k', '-f', 'webm', '-live', '1']],
    ['mp3', ['-c:a', 'libmp3lame', '-b:a', '32k', '-f', 'mp3']],
    ['AAC', ['-c:a', 'aac', '-b:a', '32k', '-f', 'adts']],
    ['FLAC', ['-f', 'flac']],
  ];
  for (const [what, output] of files) {
    it(`is understood as ${what}, which needs no encoding`, async () => {
      const { messages } = await hearAll(emulator, await convert(output, wav), '', undefined, 700);
      assert.equal(transcriptIn(messages), PLAIN);
      const [first] = finalsIn(messages)[0]?.channel.alternatives[0]?.words ?? [];
      assert.ok(Math.abs((first?.start ?? 0) - 0.4) < 0.2, `${first?.start}`);
    });
  }

  it('is understood as it comes, and not only at its end', async () => {
    for (const output of [
      ['-f', 'wav'],
      ['-c:a', 'libopus', '-b:a', '32k', '-page_duration', '20000', '-f', 'ogg'],
    ]) {
      const live = await openLive(emulator, '');
      sendAudio(live, await convert(output, wav), 1000);
      let result = resultsIn([await live.next('Results')])[0];
      while (result !== undefined && textOf(result) === '')
        result = resultsIn([await live.next('Results')])[0];
      assert.equal(textOf(result ?? assert.fail()), PLAIN);
      live.websocket.terminate();
      await live.closed;
    }
  });

  it('is finalized in a container as well', async () => {
    const live = await openLive(emulator, 'endpointing=false');
    sendAudio(live, await convert(['-c:a', 'libopus', '-b:a', '32k', '-f', 'ogg'], wav), 1000);
    live.say({ type: 'Finalize' });
    const result = resultsIn([await live.next('Results')])[0] ?? assert.fail();
    assert.ok(result.from_finalize && PLAIN.startsWith(textOf(result)));
    live.say({ type: 'CloseStream' });
    assert.equal((await live.closed).code, 1000);
  });

  it('has a header played as samples where an encoding is said', async () => {
    const { messages, closed } = await hearAll(emulator, wav, RAW);
    assert.equal(transcriptIn(messages), PLAIN);
    assert.equal(closed.code, 1000);
    assert.ok(Math.abs(Number(messages.at(-1)?.duration) - wav.length / 32_000) < 0.0001);
  });

  it('makes no sense at a wrong rate or in a wrong encoding, and nobody says so', async () => {
    for (const query of ['encoding=linear16&sample_rate=8000', 'encoding=mulaw&sample_rate=16000']) {
      const { messages, closed } = await hearAll(emulator, wav.subarray(44), query);
      assert.deepEqual([transcriptIn(messages), closed.code], ['', 1000]);
    }
  });

  const bad: readonly [what: string, audio: Buffer, query: string][] = [
    ['text', Buffer.from('These are words, but nobody says them. '.repeat(200)), ''],
    ['a little text', Buffer.from('These are words.'), ''],
    ['raw audio of which nobody said what it is', Buffer.alloc(20_000, 1), ''],
    [
      'a WAV file without samples in it',
      Buffer.concat([Buffer.from('RIFF\x24\0\0\0WAVE'), Buffer.alloc(5000)]),
      '',
    ],
    ['a container with nothing behind its first bytes', Buffer.from('OggS and nothing else'), ''],
    ['raw packets of Opus', Buffer.alloc(5000, 7), 'encoding=opus&sample_rate=48000'],
  ];
  for (const [what, audio, query] of bad) {
    it(`closes with 1008 DATA-0000 when it is ${what}`, async () => {
      const { closed, messages } = await hearAll(emulator, audio, query);
      assert.equal(closed.code, 1008);
      assert.match(closed.reason, /^DATA-0000/);
      assert.deepEqual(messages, []);
    });
  }

  it('is WAV, Ogg or WebM for Flux, and nothing else', async () => {
    const flux = 'model=flux-general-en';
    for (const output of [
      ['-f', 'wav'],
      ['-c:a', 'libopus', '-f', 'ogg'],
      ['-c:a', 'libopus', '-f', 'webm'],
    ]) {
      const { messages } = await hearAll(emulator, await convert(output, wav), flux, TURNS);
      const end = changesIn(messages).find(({ event }) => event === 'EndOfTurn');
      assert.equal(end?.transcript, SENTENCE);
    }
    const mp3 = await convert(['-f', 'mp3'], wav);
    const { messages, closed } = await hearAll(emulator, mp3, flux, TURNS);
    assert.deepEqual(
      [messages.at(-1)?.type, messages.at(-1)?.code, closed.code],
      ['Error', 'DATA-0000', 1008],
    );
  });
});
