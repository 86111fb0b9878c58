import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { DeepgramError } from '../../src/client/errors.js';
import { BEGINNING_BYTES, contentTypeOf } from '../../src/transcribe/content-type.js';
import { type Encoder, encode } from '../helpers/ffmpeg.js';
import { ROOT } from '../helpers/root.js';

/** How files are made, and what they are to be sent as. */
const FILES: Record<string, Encoder & { readonly type: string }> = {
  wav: { extension: 'wav', options: [], type: 'audio/wav' },
  telephony: { extension: 'wav', options: ['-c:a', 'pcm_mulaw', '-ar', '8000'], type: 'audio/wav' },
  mp3: { extension: 'mp3', options: ['-c:a', 'libmp3lame'], type: 'audio/mpeg' },
  untagged: {
    extension: 'mp3',
    options: ['-c:a', 'libmp3lame', '-ar', '22050', '-id3v2_version', '0', '-write_xing', '0'],
    type: 'audio/mpeg',
  },
  opus: { extension: 'ogg', options: ['-c:a', 'libopus'], type: 'audio/ogg; codecs=opus' },
  vorbis: { extension: 'ogg', options: ['-c:a', 'libvorbis'], type: 'audio/ogg' },
  flac: { extension: 'flac', options: [], type: 'audio/flac' },
  m4a: { extension: 'm4a', options: ['-c:a', 'aac'], type: 'audio/x-m4a' },
  mp4: { extension: 'mp4', options: ['-c:a', 'aac'], type: 'video/mp4' },
  webm: { extension: 'webm', options: ['-c:a', 'libopus'], type: 'video/webm' },
  aac: { extension: 'aac', options: ['-c:a', 'aac'], type: 'audio/aac' },
  amr: {
    extension: 'amr',
    options: ['-c:a', 'libopencore_amrnb', '-ar', '8000'],
    type: 'audio/amr',
  },
  'wide AMR': {
    extension: 'amr',
    options: ['-c:a', 'libvo_amrwbenc', '-ar', '16000'],
    type: 'audio/amr-wb',
  },
  '3gp': {
    extension: '3gp',
    options: ['-c:a', 'libopencore_amrnb', '-ar', '8000'],
    type: 'video/3gpp',
  },
  speex: { extension: 'spx', options: ['-c:a', 'libspeex', '-ar', '16000'], type: 'audio/ogg' },
  aiff: { extension: 'aiff', options: [], type: 'audio/aiff' },
  caf: { extension: 'caf', options: [], type: 'audio/x-caf' },
  au: { extension: 'au', options: [], type: 'audio/basic' },
  wma: { extension: 'wma', options: ['-c:a', 'wmav2'], type: 'audio/x-ms-asf' },
};

const SOUND = 'sine=f=440:d=1.5';

/** An ID3v2 tag as large as one that holds a picture. */
function largeTag(): Buffer {
  const length = 200_000;
  const sizes = [21, 14, 7, 0].map((shift) => (length >>> shift) & 0x7f);
  return Buffer.concat([Buffer.from('ID3'), Buffer.from([3, 0, 0, ...sizes]), Buffer.alloc(length, 0xff)]);
}

async function refusalOf(begin: Uint8Array, parameters = {}): Promise<DeepgramError> {
  const error: unknown = await contentTypeOf(begin, parameters).then(
    (type) => assert.fail(`taken as ${type}`),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof DeepgramError, String(error));
  assert.equal(error.code, 'BAD_REQUEST');
  return error;
}

describe('the content type of a recording', () => {
  let files: Record<string, Buffer[]>;
  let raw: Record<'linear16' | 'mulaw' | 'alaw', Buffer[]>;

  function fileOf(name: string): Buffer {
    return files[name]?.[0] ?? assert.fail(`no ${name}`);
  }

  before(async () => {
    files = await encode(FILES, [SOUND]);
    const bare = (codec: string): Encoder => ({ extension: 'raw', options: ['-f', codec, '-ar', '8000'] });
    raw = await encode({ linear16: bare('s16le'), mulaw: bare('mulaw'), alaw: bare('alaw') }, [SOUND]);
  });

  for (const [name, { extension, type }] of Object.entries(FILES)) {
    it(`is ${type} for a .${extension} (${name})`, async () => {
      assert.equal(await contentTypeOf(fileOf(name), {}), type);
      assert.equal(await contentTypeOf(fileOf(name).subarray(0, BEGINNING_BYTES), {}), type);
    });
  }
  it('is found behind a tag that is longer than what is looked at', async () =>
    assert.equal(await contentTypeOf(Buffer.concat([largeTag(), fileOf('untagged')]), {}), 'audio/mpeg'));
  for (const [name, type] of [
    ['untagged', 'audio/mpeg'],
    ['aac', 'audio/aac'],
  ] as const) {
    it(`is found in ${type} that was cut out of a stream`, async () => {
      const whole = fileOf(name);
      // Within a frame, and in no frame's header.
      assert.equal(await contentTypeOf(whole.subarray(50), {}), type);
    });
  }

  it('is that of bare bytes where an encoding is set', async () => {
    for (const encoding of ['linear16', 'mulaw', 'alaw'] as const) {
      const begin = raw[encoding][0] ?? assert.fail();
      assert.equal(await contentTypeOf(begin, { encoding, sample_rate: 8000 }), 'application/octet-stream');
    }
  });
  it('is not looked for in silence of a telephone, which looks like text', async () =>
    assert.equal(
      await contentTypeOf(Buffer.alloc(800, 0x55), { encoding: 'alaw' }),
      'application/octet-stream',
    ));

  for (const encoding of ['linear16', 'mulaw', 'alaw'] as const) {
    it(`can't be told of bare ${encoding}`, async () =>
      assert.equal((await refusalOf(raw[encoding][0] ?? assert.fail(), {})).reason, 'audioUnknown'));
  }
  it('is not there for nothing', async () => {
    assert.equal((await refusalOf(Buffer.alloc(0))).reason, 'audioEmpty');
    assert.equal((await refusalOf(Buffer.alloc(0), { encoding: 'linear16' })).reason, 'audioEmpty');
  });

  for (const [title, text] of Object.entries({
    'plain text': 'Good morning.',
    'text in any script': 'おはようございます。'.repeat(2000),
    JSON: '{"url":"https://x.example/a.wav"}',
    HTML: '<!DOCTYPE html>\r\n<html><body>404</body></html>',
    XML: '<?xml version="1.0"?><Error/>',
    captions: 'WEBVTT\n\n00:00.000 --> 00:01.000\nHello.',
    Base64: Buffer.from('RIFF    WAVEfmt ').toString('base64'),
  })) {
    it(`is refused for ${title}`, async () =>
      assert.equal((await refusalOf(Buffer.from(text))).reason, 'audioIsText'));
  }

  it('is refused for what is something else, by its name', async () => {
    const png = Buffer.from('89504e470d0a1a0a0000000d494844520000000100000001', 'hex');
    const { reason, values } = await refusalOf(png);
    assert.deepEqual([reason, values], ['audioIsOther', { type: 'image/png' }]);
  });

  it('takes views into larger memory for what they show', async () => {
    const wav = fileOf('wav');
    const memory = Buffer.concat([Buffer.from('{"a":1}'), wav]);
    assert.equal(
      await contentTypeOf(new Uint8Array(memory.buffer, memory.byteOffset + 7, 64), {}),
      'audio/wav',
    );
  });

  it('is found or refused, whatever the bytes are', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 64 }),
        fc.constantFrom(...Object.keys(FILES)),
        async (bytes, name) => {
          const whole = fileOf(name);
          for (const begin of [bytes, Buffer.concat([whole.subarray(0, bytes.length * 8), bytes])]) {
            await contentTypeOf(begin, {}).then(
              (type) => assert.match(type, /^[a-z]+\/[\w.+-]+(; codecs=\w+)?$/),
              (error: unknown) => assert.ok(error instanceof DeepgramError, String(error)),
            );
          }
        },
      ),
    ));

  it('costs no start: no library is loaded before the first recording', () => {
    const load = ['content-type', 'results'].map((name) => `${ROOT}/dist/src/transcribe/${name}.js`);
    const script = `${JSON.stringify(load)}.forEach((file) => require(file)); console.log(JSON.stringify(Object.keys(require.cache)))`;
    const loaded: string[] = JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }));
    assert.deepEqual(
      loaded.filter((file) => file.includes('node_modules')),
      [],
    );
  });
});
