import { demuxerOf, HEAD_BYTES } from '../hearing/containers.js';
import { type FfmpegStream, startFfmpeg } from './ffmpeg-stream.js';
import { createUnpacker, type SampleEncoding, type Sound, sampleFormats } from './samples.js';
import { readWavHeader } from './wav.js';

/** Turns the messages of a client into sound. */
export interface LiveDecoder {
  /** Throws {@link Undecodable}. */
  push(data: Buffer): Promise<void>;
  /** Waits until what was pushed has been decoded, as far as it can be. */
  flush(): Promise<void>;
  /** The same, and there will be no more; throws {@link Undecodable} when all of it was nothing. */
  end(): Promise<void>;
}

/** Thrown for what is no audio. */
export class Undecodable extends Error {}

/** How audio is to be understood. */
export interface LiveFormat {
  /** Absent for audio in a container. */
  readonly encoding: string | undefined;
  /** In Hz. */
  readonly rate: number;
  readonly channels: number;
  /** One channel of all. */
  readonly mix: boolean;
  /** The containers that are known, by ffmpeg's names; all where it is left out. */
  readonly containers?: ReadonlySet<string>;
}

/** Headerless audio that ffmpeg knows. Packets of Opus or Speex have no lengths: those need a container here. */
const demuxers: Readonly<Record<string, string>> = { 'amr-nb': 'amrnb', 'amr-wb': 'amrwb', g729: 'g729' };

/** Some can only be told by two frames in a row. */
const FRAMED: ReadonlySet<string | undefined> = new Set([undefined, 'mp3', 'aac']);

/** What becomes of the bytes once it is known what they are. */
interface Flow {
  push(data: Buffer): Promise<void> | void;
  flush(): Promise<void>;
  end(): Promise<void>;
}

/**
 * @param onSound called with what is decoded, during {@link LiveDecoder.push} or later
 * @param over ends the work
 */
export function createDecoder(
  format: LiveFormat,
  onSound: (sound: Sound) => void,
  over: AbortSignal,
): LiveDecoder {
  const { encoding, rate, channels, mix, containers } = format;
  const direct = (own: SampleEncoding, ownRate: number, ownChannels: number): Flow => {
    const unpack = createUnpacker(own, ownRate, ownChannels);
    return {
      push: (data) => onSound(unpack(data)),
      flush: async () => undefined,
      end: async () => undefined,
    };
  };
  const throughFfmpeg = (demuxer: string): Flow => {
    let heard = false;
    const hear = (sound: Sound): void => {
      heard = true;
      onSound(sound);
    };
    const stream: FfmpegStream = startFfmpeg(['-f', demuxer], mix, hear, over);
    return {
      push: (data) => stream.write(data),
      flush: () => stream.flush(),
      end: async () => {
        await stream.end();
        if (!heard && !over.aborted) throw new Undecodable();
      },
    };
  };

  let waiting: Buffer = Buffer.alloc(0);
  let flow = rawFlow();
  function rawFlow(): Flow | undefined {
    if (encoding === undefined) return undefined;
    if (isSampleEncoding(encoding)) return direct(encoding, rate, channels);
    const demuxer = demuxers[encoding];
    return demuxer === undefined ? undefined : throughFfmpeg(demuxer);
  }
  /** Finds out what it is, from its first bytes. */
  const choose = (ended: boolean): Flow | undefined => {
    const demuxer = demuxerOf(waiting.subarray(0, HEAD_BYTES));
    const isSure = ended || waiting.length >= HEAD_BYTES;
    if (FRAMED.has(demuxer) && !isSure) return undefined;
    if (demuxer === undefined || containers?.has(demuxer) === false) throw new Undecodable();
    if (demuxer !== 'wav') return throughFfmpeg(demuxer);
    const header = readWavHeader(waiting);
    if (header === undefined && !isSure) return undefined;
    if (header === undefined || header.rate === 0 || header.channels === 0) throw new Undecodable();
    if (header.encoding === undefined) return throughFfmpeg(demuxer);
    waiting = waiting.subarray(header.data);
    return direct(header.encoding, header.rate, header.channels);
  };
  const take = async (data: Buffer, ended: boolean): Promise<void> => {
    if (flow !== undefined) return flow.push(data);
    waiting = Buffer.concat([waiting, data]);
    if (waiting.length === 0) return;
    flow = choose(ended);
    if (flow === undefined) return;
    const first = waiting;
    waiting = Buffer.alloc(0);
    await flow.push(first);
  };
  return {
    push: (data) => take(data, false),
    flush: async () => flow?.flush(),
    end: async () => {
      if (flow === undefined) await take(Buffer.alloc(0), true);
      await flow?.end();
    },
  };
}

function isSampleEncoding(encoding: string): encoding is SampleEncoding {
  return Object.hasOwn(sampleFormats, encoding);
}
