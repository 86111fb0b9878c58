import { type BodyKind, CREDENTIALS, type Deliveries, type Sent } from '../delivery.js';
import { percentile } from '../report/percentile.js';
import { ID } from '../transcript.js';
import { type Body, makeBody } from './body.js';
import { type Connection, openConnection } from './connection.js';

const bodies = new Map<BodyKind, Body>();
let pool: Connection[] = [];
let poolOrigin = '';
let ids = 0;

/** Keeps one delivery on its way on each connection. */
export async function send(deliveries: Deliveries): Promise<Sent> {
  const { origin, paths, tokens, connections } = deliveries;
  const count = Math.min(
    deliveries.count ?? Number.POSITIVE_INFINITY,
    tokens?.length ?? Number.POSITIVE_INFINITY,
  );
  const body = bodies.get(deliveries.body) ?? makeBody(deliveries.body);
  bodies.set(deliveries.body, body);
  const lines = connectionsTo(origin, connections);
  const latencies = new Map(paths.map((path) => [path, [] as number[]]));
  let begun = 0;

  async function repeat(connection: Connection): Promise<void> {
    // The bytes are the connection's own: the next id is put in when they have been sent.
    const bytes = body.idAt === -1 ? body.bytes : Buffer.from(body.bytes);
    while (begun < count && performance.now() < deadline) {
      const token = tokens?.[begun];
      begun += 1;
      const path = paths[Math.floor(Math.random() * paths.length)] ?? '';
      const id = nextId();
      if (body.idAt !== -1) bytes.write(id, body.idAt, 'latin1');
      const from = performance.now();
      const status = await connection.exchange(headOf({ origin, path, token, id }, body), bytes);
      latencies.get(path)?.push(performance.now() - from);
      if (status !== 200) throw new Error(`${origin}${path} answered ${status}`);
    }
  }

  const open = await lines;
  const started = performance.now();
  const deadline = started + (deliveries.seconds ?? Number.POSITIVE_INFINITY) * 1000;
  await Promise.all(open.map(repeat));
  const ms = performance.now() - started;
  const p99Ms = Object.fromEntries([...latencies].map(([path, times]) => [path, percentile(times, 0.99)]));
  return { count: begun, ms, p99Ms };
}

/** Connections of one receiver stay from one call to the next, so that connecting is not measured. */
async function connectionsTo(origin: string, count: number): Promise<Connection[]> {
  const kept = origin === poolOrigin ? pool.filter((connection) => connection.isOpen()) : [];
  const missing = Array.from({ length: Math.max(0, count - kept.length) }, () => openConnection(origin));
  pool = [...kept, ...(await Promise.all(missing))];
  poolOrigin = origin;
  return pool.slice(0, count);
}

function headOf(
  { origin, path, token, id }: { origin: string; path: string; token: string | undefined; id: string },
  { contentType, bytes, idAt }: Body,
): string {
  const { username, password } = CREDENTIALS;
  return [
    `POST ${path}${token === undefined ? '' : `?job=${token}`} HTTP/1.1`,
    `host: ${origin.slice('http://'.length)}`,
    `authorization: Basic ${btoa(`${username}:${password}`)}`,
    `content-type: ${contentType}`,
    `content-length: ${bytes.length}`,
    ...(idAt === -1 ? [`dg-request-id: ${id}`] : []),
    '\r\n',
  ].join('\r\n');
}

/** No two deliveries have the same, so that none is taken for a repeated one. */
function nextId(): string {
  ids += 1;
  return ids.toString(16).padStart(8, '0') + ID.slice(8);
}
