import { createCarry } from './carry.js';
import { createFlacMeter } from './flac/measure.js';
import { type AudioFormat, sampleBytes } from './format.js';
import type { Meter } from './meter.js';
import { createFrameReader, type Stretches } from './mpeg/frames.js';
import { ADTS, type FrameSyntax, MP3 } from './mpeg/headers.js';
import { createPageReader } from './ogg/pages.js';
import { createOpusLink, type OpusLink } from './opus/link.js';
import { OPUS_RATE } from './opus/packets.js';
import { readWavHeader } from './wav.js';

/**
 * Tells how long audio is, and its sample rate, while it passes, without decoding it: raw samples and WAV by their bytes, MP3 and AAC by
 * their frames, Opus by its positions, FLAC by its header or its frames. Bytes that are not of the format give
 * `undefined`; nothing throws.
 */
export function createMeter(format: AudioFormat): Meter {
  if (format.container === 'wav') return createWavMeter();
  switch (format.encoding) {
    case 'mp3':
      return createMpegMeter(MP3);
    case 'aac':
      return createMpegMeter(ADTS);
    case 'opus':
      return createOpusMeter();
    case 'flac':
      return createFlacMeter();
    default:
      return createSampleMeter(format);
  }
}

function createSampleMeter(format: AudioFormat): Meter {
  const byteRate = (format.sampleRate ?? 0) * sampleBytes(format);
  let bytes = 0;
  return {
    add(chunk) {
      bytes += chunk.length;
    },
    sampleRate: () => format.sampleRate,
    seconds: () => (byteRate > 0 ? bytes / byteRate : undefined),
  };
}

// Takes all that follows the header for samples: in what was joined, the header does not know their number.
function createWavMeter(): Meter {
  const carry = createCarry();
  let byteRate: number | undefined;
  let sampleRate: number | undefined;
  let bytes = 0;
  return {
    add(chunk) {
      if (byteRate !== undefined) {
        bytes += chunk.length;
        return;
      }
      const begin = carry.take(chunk);
      if (!begin) return;
      const header = readWavHeader(begin);
      if (typeof header === 'number') {
        carry.keep(begin, header);
      } else {
        byteRate = header?.byteRate ?? 0;
        if (header?.blockAlign) sampleRate = byteRate / header.blockAlign;
        bytes = begin.length - (header?.dataStart ?? 0);
      }
    },
    sampleRate: () => sampleRate,
    seconds: () => (byteRate ? bytes / byteRate : undefined),
  };
}

function createMpegMeter(syntax: FrameSyntax): Meter {
  const reader = createFrameReader(syntax);
  let seconds = 0;
  let sampleRate: number | undefined;

  function count({ stretches }: Stretches): void {
    for (const { frame, isInfo } of stretches) {
      if (!frame || isInfo) continue;
      seconds += frame.samples / frame.sampleRate;
      sampleRate = frame.sampleRate;
    }
  }

  return {
    add: (chunk) => count(reader.read(chunk)),
    sampleRate: () => sampleRate,
    seconds: () => seconds || undefined,
  };
}

function createOpusMeter(): Meter {
  const pages = createPageReader();
  let link: OpusLink | undefined;
  let ended = 0;
  return {
    add(chunk) {
      for (const page of pages.read(chunk)) {
        if (page.isFirst) {
          ended += link?.heard() ?? 0;
          link = createOpusLink(page.serial);
        }
        if (page.serial === link?.serial) link.read(page);
      }
    },
    // Whatever went in, Opus is decoded at 48 kHz (RFC 7845, section 5.1).
    sampleRate: () => OPUS_RATE,
    seconds: () => (ended + (link?.heard() ?? 0)) / OPUS_RATE || undefined,
  };
}
