import { readFile } from 'node:fs/promises';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Answer } from '../answer.js';
import { errorAnswer } from '../faults/error-answer.js';
import type { FaultQueue } from '../faults/queue.js';
import { Refusal, refusalAnswer } from '../refusal.js';
import type { RecordedRequest } from '../requests.js';
import type { Wire } from '../wire.js';
import type { UploadFault } from './fault.js';
import { RefusedUpload, readThrough } from './fault-table.js';
import type { Spool } from './spool.js';
import type { Upload } from './upload.js';

/** What is read to its end in any case, in bytes. */
const SMALL = 65_536;

/** More than this is no JSON that anybody sends, in bytes. */
export const JSON_LIMIT = 2 * 1024 * 1024;

/** A request whose body is taken as an upload. */
export interface UploadScene {
  readonly incoming: IncomingMessage;
  readonly record: RecordedRequest;
  readonly wire: Wire;
  readonly spool: Spool;
  readonly faults: FaultQueue<UploadFault>;
  /** Throws the {@link Refusal} of a request that need not be read. */
  admit(): void;
}

/** The upload, or the answer that is given without it. */
export type Taken =
  | { readonly upload: Upload }
  | { readonly upload?: undefined; readonly answer: Answer; readonly hangUp: boolean };

/**
 * Reads a body into a file. What its headers and its query already tell is answered first, before the body:
 * so do servers that are written for large ones.
 */
export async function takeUpload({
  incoming,
  record,
  wire,
  spool,
  faults,
  admit,
}: UploadScene): Promise<Taken> {
  const { requestId, path } = record;
  try {
    admit();
    if (Number(incoming.headers['content-length'] ?? 0) > spool.limit) throw tooLarge(spool.limit);
    wire.askForBody();
    // The socket is still needed for an answer when not all is read.
    const body: AsyncIterable<Buffer> = incoming.iterator({ destroyOnReturn: false });
    const upload = await spool.take(readThrough(faults.meet(path), body, wire), (bytes) => {
      record.bytes = bytes;
    });
    if (upload === undefined) throw tooLarge(spool.limit);
    record.sha256 = upload.sha256;
    if (isJson(incoming.headers) && upload.bytes <= JSON_LIMIT)
      record.body = await readFile(upload.file, 'utf8');
    return { upload };
  } catch (error) {
    if (error instanceof Refusal) return { answer: refusalAnswer(error, requestId), hangUp: false };
    if (!(error instanceof RefusedUpload)) throw error;
    return { answer: errorAnswer(error.status, 'legacy', undefined, { requestId, path }), hangUp: true };
  }
}

/** Whether a body is JSON, by its Content-Type. */
export function isJson({ 'content-type': type = '' }: IncomingHttpHeaders): boolean {
  return type.split(';')[0]?.trim().toLowerCase() === 'application/json';
}

/** Whether much of a request is still to come: then its connection can't be used for another one soon. */
export function isStillComing({ complete, headers }: IncomingMessage): boolean {
  const { 'content-length': length } = headers;
  return !complete && !(length !== undefined && Number(length) <= SMALL);
}

/** What Deepgram says here is not published; this is what it says to a large text. */
function tooLarge(limit: number): Refusal {
  const size = limit >= 1e9 ? `${limit / 1e9} GB` : `${limit} bytes`;
  return new Refusal(413, 'PAYLOAD_TOO_LARGE', `Payload size exceeds limit of ${size}.`);
}
