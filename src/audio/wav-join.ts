import { createCarry } from './carry.js';
import type { Joiner } from './joiner.js';
import { createSampleJoiner } from './samples.js';
import { readWavHeader } from './wav.js';

/**
 * Joins WAV files: the first header as it came, then the samples of all of them. What stands after the samples of
 * a piece is left out, a piece without a header counts as samples.
 *
 * @param sampleBytes - Bytes of a sample: the chunks that leave, but for the header, are whole samples.
 */
export function createWavJoiner(sampleBytes: number): Joiner {
  const samples = createSampleJoiner(sampleBytes);
  const carry = createCarry();
  let isFirst = true;
  let isInHeader = true;
  let dataLeft = Number.POSITIVE_INFINITY;

  function addSamples(bytes: Buffer): Buffer[] {
    const data = bytes.subarray(0, Math.min(bytes.length, dataLeft));
    dataLeft -= data.length;
    return samples.add(data);
  }

  return {
    add(chunk) {
      if (!isInHeader) return addSamples(chunk);
      const bytes = carry.take(chunk);
      if (!bytes) return [];
      const header = readWavHeader(bytes);
      if (typeof header === 'number') {
        carry.keep(bytes, header);
        return [];
      }
      isInHeader = false;
      if (!header) return addSamples(bytes);
      dataLeft = header.dataSize ?? Number.POSITIVE_INFINITY;
      const data = addSamples(bytes.subarray(header.dataStart));
      const dataLength = data.reduce((sum, { length }) => sum + length, 0);
      return isFirst ? [bytes.subarray(0, header.dataStart + dataLength)] : data;
    },
    endPiece() {
      const rest = carry.takeRest();
      const isHeader = isInHeader && isFirst && rest.length > 0;
      isFirst = false;
      isInHeader = true;
      dataLeft = Number.POSITIVE_INFINITY;
      return [...(isHeader ? [rest] : []), ...samples.endPiece()];
    },
    end: () => [],
  };
}
