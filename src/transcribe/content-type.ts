import { createFrameReader } from '../audio/mpeg/frames.js';
import { ADTS, type FrameSyntax, MP3 } from '../audio/mpeg/headers.js';
import { DeepgramError } from '../client/errors.js';
import { isBlank } from './check.js';
import type { Parameters } from './parameters.js';

/** Bytes of the beginning of audio by which it is recognised; more of them tell no more. */
export const BEGINNING_BYTES = 8192;

/** Formats that the library does not know, or not as well, by their first characters. */
const SIGNATURES: readonly (readonly [begin: string, type: string])[] = [
  ['caff', 'audio/x-caf'],
  ['.snd', 'audio/basic'],
  ['RF64', 'audio/wav'],
  ['#!AMR-WB\n', 'audio/amr-wb'],
];

/** Containers of audio that don't say so in their names. */
const CONTAINERS = [
  'application/ogg',
  'application/mxf',
  'application/vnd.ms-asf',
  'application/vnd.rn-realmedia',
];

/** Frames in a row that are no coincidence. */
const FRAMES_IN_A_ROW = 3;

/**
 * What to send as the content type of a recording, by its first bytes.
 *
 * @param begin - the beginning of the audio, {@link BEGINNING_BYTES} or all there is
 * @param parameters - of the request: with an `encoding`, audio has no header to be recognised by, and anything goes
 * @throws DeepgramError BAD_REQUEST: `audioEmpty`, `audioIsText` for text of any kind (JSON, HTML), `audioIsOther` for
 *   pictures, archives and the like, `audioUnknown` for bytes without a header of a known format
 */
export async function contentTypeOf(begin: Uint8Array, parameters: Parameters): Promise<string> {
  if (begin.length === 0) throw new DeepgramError('BAD_REQUEST', 'audioEmpty');
  if (!isBlank(parameters.encoding)) return 'application/octet-stream';
  const bytes = Buffer.from(begin.buffer, begin.byteOffset, Math.min(begin.length, BEGINNING_BYTES));
  const type = signatureOf(bytes) ?? (await sniff(bytes));
  if (type && isMedia(type)) return type;
  if (isText(bytes)) throw new DeepgramError('BAD_REQUEST', 'audioIsText');
  const mpeg = mpegOf(bytes);
  if (mpeg) return mpeg;
  if (type) throw new DeepgramError('BAD_REQUEST', 'audioIsOther', { type });
  throw new DeepgramError('BAD_REQUEST', 'audioUnknown');
}

/** Loaded at the first recording only. It is an ES module, which `require` can't load on Node.js 20. */
async function sniff(bytes: Buffer): Promise<string | undefined> {
  const { fileTypeFromBuffer } = await import('file-type');
  return (await fileTypeFromBuffer(bytes))?.mime;
}

function signatureOf(bytes: Buffer): string | undefined {
  const begin = bytes.toString('latin1', 0, 16);
  return SIGNATURES.find(([signature]) => begin.startsWith(signature))?.[1];
}

function isMedia(type: string): boolean {
  return /^(audio|video)\//.test(type) || CONTAINERS.includes(type);
}

/** What the library misses: MP3 behind a tag longer than the beginning, MP3 and AAC cut out of a stream. */
function mpegOf(bytes: Buffer): string | undefined {
  if (bytes.toString('latin1', 0, 3) === 'ID3' || hasFrames(bytes, MP3)) return 'audio/mpeg';
  return hasFrames(bytes, ADTS) ? 'audio/aac' : undefined;
}

function hasFrames(bytes: Buffer, syntax: FrameSyntax): boolean {
  const { stretches } = createFrameReader(syntax).read(bytes);
  const frames = stretches.map(({ frame }) => (frame ? 'f' : '-')).join('');
  return frames.includes('f'.repeat(FRAMES_IN_A_ROW));
}

/** True for UTF-8 without the bytes that no text has; its last character may be cut. */
function isText(bytes: Buffer): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
    return !/[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]/.test(text);
  } catch {
    return false;
  }
}
