import { Readable } from 'node:stream';
import { isUint8Array } from 'node:util/types';
import { DeepgramError } from '../client/errors.js';
import { secretsOf } from '../client/secrets.js';
import type { Upload } from '../client/upload.js';
import { BEGINNING_BYTES, contentTypeOf } from './content-type.js';
import type { Parameters } from './parameters.js';
import { uploadOfBuffer } from './source/buffer.js';
import { openFile } from './source/file.js';
import type { Source, Waiting } from './source/source.js';
import { openStream } from './source/stream.js';
import { isWebAddress, requireNoSecret } from './source/url.js';

/** What is to be transcribed, ready to be sent. */
export interface Recording {
  readonly contentType: string;
  readonly body: string | Upload;
  /** What of it no error may tell. */
  readonly secrets?: readonly string[];
  /** Gives free what it holds; to be called when the request has ended. */
  end(): void;
}

/** Where audio may come from. `auto` never touches the file system. */
export type SourceKind = 'auto' | 'file';

/**
 * Finds out what a value is to be transcribed: audio in memory, a stream, a URL that Deepgram fetches, or the path
 * of a file. Nothing but the beginning is read yet.
 *
 * @param name - what a person calls the value: `msg.payload`
 * @param parameters - of the request: they may say that the audio has no header
 * @throws DeepgramError BAD_REQUEST, TIMEOUT where a stream does not begin
 */
export async function openRecording(
  value: unknown,
  kind: SourceKind,
  name: string,
  parameters: Parameters,
  waiting: Waiting,
): Promise<Recording> {
  if (kind === 'file') return openSource(await openFile(pathIn(value, name)), parameters);
  if (value instanceof Readable) return openSource(await openStream(value, waiting), parameters);
  // Not by its class: those of a function node are not the same.
  if (isUint8Array(value)) {
    const begin = value.subarray(0, BEGINNING_BYTES);
    return openSource({ begin, upload: uploadOfBuffer(value), end: () => undefined }, parameters);
  }
  if (typeof value === 'string' && isWebAddress(value)) return fromWeb(value);
  throw new DeepgramError('BAD_REQUEST', typeof value === 'string' ? 'audioNoAddress' : 'audioMissing', {
    property: name,
  });
}

/** Recognises the audio's format. @throws DeepgramError BAD_REQUEST where that can't be transcribed */
export async function openSource({ begin, upload, end }: Source, parameters: Parameters): Promise<Recording> {
  try {
    return { contentType: await contentTypeOf(begin, parameters), body: upload, end };
  } catch (error) {
    end();
    throw error;
  }
}

function fromWeb(address: string): Recording {
  const url = requireNoSecret(address);
  return {
    contentType: 'application/json',
    body: JSON.stringify({ url: url.href }),
    // A presigned URL may be told to Deepgram, and to nobody else.
    secrets: url.search === '' ? [] : secretsOf(url),
    end: () => undefined,
  };
}

function pathIn(value: unknown, name: string): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw new DeepgramError('BAD_REQUEST', 'pathMissing', { property: name });
}
