import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { convert, first, listen, say, transcribe } from './listen-support.js';
import { bytesOf, decode, refusalOf, SENTENCE } from './support.js';

const PLAIN = 'the kettle is on and the cat has been fed';
const OTHER = 'Somebody is at the front door.';

describe('listening', () => {
  let emulator: Emulator;
  let wav: Buffer;
  let other: Buffer;
  before(async () => {
    emulator = await startEmulator();
    wav = await say(emulator, SENTENCE);
    other = await say(emulator, OTHER, { model: 'aura-2-zeus-en' });
    await say(emulator, 'The kettle is off, and the dog has been fed.');
  });
  after(() => emulator.close());

  const files: readonly [what: string, output: readonly string[]][] = [
    ['WAV', ['-f', 'wav']],
    ['WAV of 24 bits at 44,100 Hz', ['-c:a', 'pcm_s24le', '-ar', '44100', '-f', 'wav']],
    ['WAV of mulaw at 8 kHz', ['-ar', '8000', '-c:a', 'pcm_mulaw', '-f', 'wav']],
    ['mp3 at 8 kbit/s', ['-ar', '8000', '-c:a', 'libmp3lame', '-b:a', '8k', '-f', 'mp3']],
    ['mp3 with tags', ['-c:a', 'libmp3lame', '-metadata', 'title=Kettle', '-f', 'mp3']],
    ['Ogg Opus at 6 kbit/s', ['-c:a', 'libopus', '-b:a', '6k', '-f', 'ogg']],
    ['Ogg Vorbis', ['-c:a', 'libvorbis', '-f', 'ogg']],
    ['FLAC', ['-f', 'flac']],
    ['M4A', ['-c:a', 'aac', '-b:a', '32k', '-movflags', 'frag_keyframe+empty_moov', '-f', 'mp4']],
    ['AAC', ['-c:a', 'aac', '-b:a', '32k', '-f', 'adts']],
    ['WebM', ['-c:a', 'libopus', '-b:a', '16k', '-f', 'webm']],
    ['AMR', ['-ar', '8000', '-c:a', 'libopencore_amrnb', '-b:a', '4.75k', '-f', 'amr']],
    ['a hundredth of the volume', ['-af', 'volume=0.01', '-f', 'wav']],
    ['silence before and behind', ['-af', 'adelay=1730,apad=pad_len=30000', '-f', 'wav']],
  ];
  for (const [what, output] of files) {
    it(`understands ${what}`, async () => {
      const audio = await convert(output, wav);
      const answer = await transcribe(emulator, audio, 'model=nova-3');
      assert.equal(first(answer).transcript, PLAIN);
      const { seconds } = await decode(audio);
      assert.ok(
        Math.abs(answer.metadata.duration - seconds) < 0.05,
        `${answer.metadata.duration} ${seconds}`,
      );
    });
  }

  for (const query of ['encoding=mp3', 'encoding=opus', 'encoding=flac', 'encoding=aac', 'encoding=mulaw']) {
    it(`understands its own voice with ${query}`, async () => {
      assert.equal(
        first(await transcribe(emulator, await say(emulator, SENTENCE, { query }))).transcript,
        PLAIN,
      );
    });
  }

  const raws: readonly [query: string, output: readonly string[]][] = [
    ['encoding=linear16&sample_rate=16000', ['-ar', '16000', '-f', 's16le']],
    ['encoding=mulaw&sample_rate=8000&channels=1', ['-ar', '8000', '-f', 'mulaw']],
    ['encoding=linear16&sample_rate=48000&channels=2', ['-ar', '48000', '-ac', '2', '-f', 's16le']],
  ];
  for (const [query, output] of raws) {
    it(`understands audio without a header with ${query}`, async () => {
      assert.equal(first(await transcribe(emulator, await convert(output, wav), query)).transcript, PLAIN);
    });
  }

  it('understands nothing when the sample rate is wrong', async () => {
    const audio = await convert(['-ar', '8000', '-f', 's16le'], wav);
    const answer = await transcribe(emulator, audio, 'encoding=linear16&sample_rate=16000');
    assert.equal(first(answer).transcript, '');
  });

  it('understands several utterances one after another, at their times', async () => {
    const audio = await convert(['-filter_complex', '[0][1][0]concat=n=3:v=0:a=1', '-f', 'wav'], wav, other);
    const { words, transcript } = first(await transcribe(emulator, audio));
    assert.equal(transcript, `${PLAIN} somebody is at the front door ${PLAIN}`);
    const { duration } = (await transcribe(emulator, wav)).metadata;
    const second = words.findIndex(({ word }) => word === 'somebody');
    assert.ok(Math.abs((words[second]?.start ?? 0) - duration) < 0.3);
    for (const [index, { start, end, confidence }] of words.entries()) {
      assert.ok(start < end && start >= (words[index - 1]?.end ?? 0) - 0.001);
      assert.ok(confidence > 0 && confidence < 1);
    }
  });

  it('understands ten sentences with nothing between them', async () => {
    const sentences = Array.from(
      { length: 10 },
      (_, at) => `Now comes sentence ${'abcdefghij'[at]}, and the ${at % 2 ? 'rain' : 'wind'} goes on.`,
    );
    const spoken: Buffer[] = [];
    for (const sentence of sentences) spoken.push(await say(emulator, sentence));
    const output = [
      '-filter_complex',
      `${spoken.map((_, at) => `[${at}]`).join('')}concat=n=10:v=0:a=1`,
      '-c:a',
      'libmp3lame',
      '-f',
      'mp3',
    ];
    const { transcript } = first(
      await transcribe(emulator, await convert(output, ...spoken), 'punctuate=true'),
    );
    assert.equal(transcript, sentences.join(' '));
  });

  it('tells speakers apart', async () => {
    const audio = await convert(['-filter_complex', '[0][1][0]concat=n=3:v=0:a=1', '-f', 'wav'], wav, other);
    const { words } = first(await transcribe(emulator, audio, 'diarize_model=latest'));
    const speakers = words.map(({ speaker }) => speaker);
    assert.deepEqual([...new Set(speakers)], [0, 1]);
    assert.deepEqual([speakers.at(0), speakers.at(-1)], [0, 0]);
    assert.ok(words.every(({ speaker_confidence = 0 }) => speaker_confidence > 0 && speaker_confidence < 1));
  });

  it('understands each channel on its own with multichannel', async () => {
    const audio = await convert(['-filter_complex', '[0][1]amerge=inputs=2', '-f', 'wav'], wav, other);
    const { metadata, results } = await transcribe(emulator, audio, 'multichannel=true');
    assert.equal(metadata.channels, 2);
    const transcripts = results.channels.map(({ alternatives }) => alternatives[0]?.transcript);
    assert.equal(transcripts[1], 'somebody is at the front door');
    assert.ok(PLAIN.startsWith(transcripts[0] ?? '-'), transcripts[0]);
  });

  it('understands as much as there is of a sentence that breaks off', async () => {
    const { transcript } = first(await transcribe(emulator, wav.subarray(0, wav.length / 2)));
    assert.ok(transcript.length > 10 && transcript.length < PLAIN.length && PLAIN.startsWith(transcript));
  });

  it('understands another language when told so', async () => {
    const german = await say(emulator, 'Das Wasser kocht.', { model: 'aura-2-viktoria-de' });
    assert.equal(first(await transcribe(emulator, german)).transcript, '');
    assert.equal(
      first(await transcribe(emulator, german, 'model=nova-3&language=de')).transcript,
      'das wasser kocht',
    );
    const multi = first(await transcribe(emulator, german, 'model=nova-3&language=multi'));
    assert.deepEqual([multi.languages, multi.words[0]?.language], [['de'], 'de']);
    const { results } = await transcribe(emulator, german, 'detect_language=true');
    assert.equal(results.channels[0]?.detected_language, 'de');
    assert.ok((results.channels[0]?.language_confidence ?? 1) < 1);
    const restricted = await transcribe(emulator, german, 'detect_language=en&detect_language=es');
    assert.equal(first(restricted).transcript, '');
  });

  for (const [what, source] of [
    ['noise', 'anoisesrc=d=3:a=0.3'],
    ['a tone', 'sine=f=440:d=3'],
    ['a rhythm', "aevalsrc='sin(1200*t)*gt(sin(6*t),0)':d=3"],
    ['silence', 'anullsrc'],
  ] as const) {
    it(`hears nothing in ${what}, for three seconds`, async () => {
      const answer = await transcribe(
        emulator,
        await convert(['-t', '3', '-f', 'wav'], source),
        'punctuate=true',
      );
      assert.deepEqual(first(answer), { transcript: '', confidence: 0, words: [] });
      assert.ok(Math.abs(answer.metadata.duration - 3) < 0.01);
    });
  }

  const bad: readonly [what: string, audio: Buffer, query?: string][] = [
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('These are words, but nobody says them.')],
    ['JSON under another name', Buffer.from('{"url":"https://example.com/a.wav"}')],
    ['zeros', Buffer.alloc(10_000)],
    [
      'random bytes',
      Buffer.from(Uint8Array.from({ length: 50_000 }, (_, at) => (at * at * 31 + at * 17) % 251)),
    ],
    ['a WAV header alone', Buffer.from('RIFF\x24\0\0\0WAVEfmt ')],
    ['an M4A without its table', Buffer.concat([Buffer.from('\0\0\0\x18ftypM4A '), Buffer.alloc(5000)])],
    ['raw Opus packets', Buffer.alloc(500, 7), 'encoding=opus&sample_rate=48000'],
  ];
  for (const [what, audio, query = ''] of bad) {
    it(`refuses ${what}`, async () => {
      assert.deepEqual(await refusalOf(await listen(emulator, audio, { query })), [
        400,
        'Bad Request',
        'Bad Request: failed to process audio: corrupt or unsupported data',
      ]);
    });
  }

  it('understands what was said while it remembers it, and what is said once more', async () => {
    const understood = async (audio: Buffer) => first(await transcribe(emulator, audio)).transcript;
    const forgotten = await say(emulator, 'The lamp in the hall is on.');
    emulator.forgetSpeech();
    assert.equal(await understood(forgotten), '');
    const again = await say(emulator, 'The lamp in the hall is on.');
    assert.equal(await understood(again), 'the lamp in the hall is on');
    // For the tests behind this one.
    wav = await say(emulator, SENTENCE);
  });

  it('takes audio under any Content-Type but JSON', async () => {
    for (const type of [
      'application/octet-stream',
      'video/mp4',
      'application/x-www-form-urlencoded',
      'text/plain',
    ]) {
      const response = await listen(emulator, wav, { type });
      assert.equal(response.status, 200, type);
      await bytesOf(response);
    }
  });
});
