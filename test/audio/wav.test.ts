import assert from 'node:assert/strict';
import { readWavHeader, withTrueSizes } from '../../src/audio/wav.js';

function chunk(name: string, body: Buffer, size = body.length): Buffer {
  const head = Buffer.alloc(8);
  head.write(name);
  head.writeUInt32LE(size, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

function riff(chunks: readonly Buffer[], size?: number): Buffer {
  const body = Buffer.concat([Buffer.from('WAVE'), ...chunks]);
  return chunk('RIFF', body, size);
}

// 24 kHz, 16 bit, one channel.
const FORMAT = chunk('fmt ', Buffer.from('01000100c05d000080bb000002001000', 'hex'));
const MULAW_FORMAT = chunk('fmt ', Buffer.from('07000100401f0000401f000001000800', 'hex'));
const SAMPLES = Buffer.from([1, 2, 3, 4, 5, 6]);

function streamed(chunks: readonly Buffer[], samples = SAMPLES): Buffer {
  const data = Buffer.concat([Buffer.from('data\0\0\xff\x7f', 'latin1'), samples]);
  return riff([...chunks, data], 0x7fff0024);
}

describe('readWavHeader', () => {
  it('finds the samples behind any other chunks', () => {
    const wav = riff([
      chunk('LIST', Buffer.from('odd')),
      FORMAT,
      chunk('fact', Buffer.alloc(4)),
      chunk('data', SAMPLES),
    ]);
    assert.deepEqual(readWavHeader(wav), {
      dataStart: wav.length - SAMPLES.length,
      dataSize: 6,
      byteRate: 48000,
      blockAlign: 2,
      factStart: 56,
    });
  });

  it('takes the sizes of streams for unknown', () => {
    for (const size of [0, 0x7fff0000, 0x7fffffff, 0x80000000, 0xffffffff]) {
      const header = readWavHeader(riff([FORMAT, chunk('data', SAMPLES, size)]));
      assert.equal(typeof header === 'object' && header.dataSize, undefined);
    }
  });

  it('asks for as many bytes as it needs, and no more', () => {
    const wav = riff([chunk('LIST', Buffer.alloc(99)), FORMAT, chunk('data', SAMPLES)]);
    let length = 0;
    for (let needed = readWavHeader(wav.subarray(0, 0)); typeof needed === 'number'; ) {
      assert.ok(needed > length && needed <= wav.length - SAMPLES.length);
      length = needed;
      needed = readWavHeader(wav.subarray(0, length));
    }
    assert.equal(length, wav.length - SAMPLES.length);
  });

  it('knows what is no WAV', () => {
    for (const text of ['RIFX', 'ID3', 'RIFF\0\0\0\0AVI '])
      assert.equal(readWavHeader(Buffer.from(text)), undefined);
    const endless = riff([chunk('LIST', Buffer.alloc(1), 0xffffffff), FORMAT]);
    assert.equal(readWavHeader(endless), undefined);
  });
});

describe('withTrueSizes', () => {
  it('replaces the sizes of a stream', () => {
    const wav = streamed([FORMAT]);
    assert.deepEqual(withTrueSizes(Buffer.from(wav)), riff([FORMAT, chunk('data', SAMPLES)]));
  });

  it('counts the samples in a fact chunk', () => {
    const wav = streamed([MULAW_FORMAT, chunk('fact', Buffer.alloc(4))]);
    const fact = Buffer.from([6, 0, 0, 0]);
    assert.deepEqual(withTrueSizes(wav), riff([MULAW_FORMAT, chunk('fact', fact), chunk('data', SAMPLES)]));
  });

  it('replaces the sizes of the first of several joined files', () => {
    const wav = Buffer.concat([riff([FORMAT, chunk('data', SAMPLES)]), SAMPLES]);
    assert.deepEqual(withTrueSizes(wav), riff([FORMAT, chunk('data', Buffer.concat([SAMPLES, SAMPLES]))]));
  });

  it('adds no byte after an odd number of them', () => {
    const wav = withTrueSizes(streamed([MULAW_FORMAT], SAMPLES.subarray(1)).subarray(0, 49));
    assert.equal(wav.length, 49);
    assert.deepEqual([wav.readUInt32LE(4), wav.readUInt32LE(40)], [41, 5]);
  });

  it('leaves true sizes, and what is no WAV', () => {
    const wav = riff([FORMAT, chunk('data', SAMPLES), chunk('LIST', Buffer.from('more'))]);
    assert.deepEqual(withTrueSizes(Buffer.from(wav)), wav);
    assert.deepEqual(withTrueSizes(Buffer.from('ID3...')), Buffer.from('ID3...'));
    assert.deepEqual(withTrueSizes(wav.subarray(0, 30)), wav.subarray(0, 30));
  });
});
