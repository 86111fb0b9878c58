import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Answer } from './answer.js';
import { type Body, readBody } from './body.js';
import type { Connections } from './connections.js';
import { answerControl, CONTROL_PATH, type Controls } from './control/endpoint.js';
import { answerThrough } from './faults/answer.js';
import type { Log } from './log.js';
import type { Account, Head } from './received.js';
import type { RecordedRequest } from './requests.js';
import { admissionOf, answerDeepgram } from './routes.js';
import { isStillComing, takeUpload } from './upload/intake.js';
import { openWire, type Wire } from './wire.js';

/** What requests are served with. */
export interface Service {
  readonly account: Account;
  readonly controls: Controls;
  readonly log: Log<RecordedRequest>;
  readonly connections: Connections;
  /** Those that are being served. */
  readonly running: Set<Promise<void>>;
}

/** A request on its way. */
interface Visit {
  readonly incoming: IncomingMessage;
  readonly wire: Wire;
  readonly head: Head;
  readonly record: RecordedRequest;
}

/** Serves every request: reads and records it, and answers. */
export function createListener(service: Service): RequestListener {
  const { running } = service;
  return (incoming, response) => {
    const serving = serve(incoming, response, service)
      .catch((error: unknown) => {
        // Whoever left knows; anything else is a bug here and must be seen.
        if (!response.destroyed) process.emitWarning(error instanceof Error ? error : String(error));
        response.destroy();
      })
      .finally(() => running.delete(serving));
    running.add(serving);
  };
}

async function serve(incoming: IncomingMessage, response: ServerResponse, service: Service): Promise<void> {
  const { account, controls, log, connections } = service;
  const { pathname: path, searchParams: query } = new URL(incoming.url ?? '/', 'http://emulator');
  const { method = 'GET', headers } = incoming;
  if (path.startsWith(CONTROL_PATH)) {
    const wire = openWire(response, connections, () => undefined);
    wire.askForBody();
    return wire.send(answerControl(method, path, textOf(await readBody(incoming)), controls));
  }
  const requestId = randomUUID();
  const connection = connections.id(incoming.socket);
  const record: RecordedRequest = {
    ...{ requestId, method, path, query, headers, connection },
    ...{ at: Date.now(), body: '', bytes: 0, sha256: '', received: false, aborted: false, ended: false },
  };
  log.add(record);
  const wire = openWire(response, connections, (aborted) => {
    record.aborted = aborted && !account.closed.aborted;
    record.ended = true;
    log.changed();
  });
  const head = { method, path, query, headers, requestId, over: wire.over };
  const visit = { incoming, wire, head, record };
  await (admissionOf(head) === undefined ? serveBody(visit, service) : serveUpload(visit, service));
}

async function serveBody({ incoming, wire, head, record }: Visit, service: Service): Promise<void> {
  wire.askForBody();
  const body = await readBody(incoming);
  Object.assign(record, { body: textOf(body), bytes: body?.length ?? record.bytes, sha256: hashOf(body) });
  received(record, service);
  const answer = await answerFor(record, wire, service, () =>
    answerDeepgram({ ...head, body }, service.account),
  );
  if (answer !== undefined) await wire.send(answer);
}

async function serveUpload({ incoming, wire, head, record }: Visit, service: Service): Promise<void> {
  const { account, controls } = service;
  const admit = (): void => admissionOf(head)?.(head, account);
  const { spool } = account;
  const taken = await takeUpload({ incoming, record, wire, spool, faults: controls.faults.uploads, admit });
  const { upload } = taken;
  if (upload !== undefined) received(record, service);
  try {
    const answer = await answerFor(record, wire, service, async () =>
      upload === undefined ? taken.answer : answerDeepgram({ ...head, body: undefined, upload }, account),
    );
    if (answer === undefined) return;
    const hangUp = upload === undefined && taken.hangUp;
    if (hangUp || isStillComing(incoming)) await wire.leave(answer, hangUp);
    else await wire.send(answer);
  } finally {
    await upload?.remove();
  }
}

function received(record: RecordedRequest, { log }: Service): void {
  record.received = true;
  log.changed();
}

async function answerFor(
  record: RecordedRequest,
  wire: Wire,
  { controls }: Service,
  make: () => Promise<Answer>,
): Promise<Answer | undefined> {
  const { requestId, path } = record;
  const answer = await answerThrough(controls.faults.requests, { make, path, requestId, wire });
  if (answer !== undefined) record.status = answer.status;
  return answer;
}

function textOf(body: Body): string {
  return body?.toString('utf8') ?? '';
}

function hashOf(body: Body): string {
  return body === undefined ? '' : createHash('sha256').update(body).digest('hex');
}
