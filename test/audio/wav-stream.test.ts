import assert from 'node:assert/strict';
import type { AudioFormat } from '../../src/audio/format.js';
import { readWavHeader } from '../../src/audio/wav.js';
import { wavStreamHeader } from '../../src/audio/wav-stream.js';
import { probe } from '../helpers/ffmpeg.js';

describe('the WAV header of a stream', () => {
  const formats: [AudioFormat, codec: string][] = [
    [{ encoding: 'linear16', container: 'none', sampleRate: 24000 }, 'pcm_s16le'],
    [{ encoding: 'linear16', container: 'none', sampleRate: 44100 }, 'pcm_s16le'],
    [{ encoding: 'mulaw', container: 'none', sampleRate: 8000 }, 'pcm_mulaw'],
    [{ encoding: 'alaw', container: 'none', sampleRate: 16000 }, 'pcm_alaw'],
  ];
  for (const [format, codec] of formats) {
    it(`is understood by players: ${format.encoding} at ${format.sampleRate} Hz`, async () => {
      const size = format.encoding === 'linear16' ? 2 : 1;
      const samples = Buffer.alloc((format.sampleRate ?? 0) * size, 0x55);
      const wav = Buffer.concat([wavStreamHeader(format), samples]);
      const told = await probe(wav, 'wav');
      assert.deepEqual([told.codec, told.sampleRate, told.streams], [codec, format.sampleRate, 1]);
      assert.deepEqual(readWavHeader(wav), {
        ...{ dataStart: 44, dataSize: undefined, byteRate: (format.sampleRate ?? 0) * size },
        ...{ blockAlign: size, factStart: undefined },
      });
    });
  }
});
