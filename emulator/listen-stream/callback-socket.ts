import { once } from 'node:events';
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { takeCredentials } from '../callback/credentials.js';
import { meetKind } from '../faults/meet.js';
import type { ServerMessage } from '../socket/line.js';
import type { RecordedCallback } from '../socket/record.js';
import type { CallbackMeans, CallbackOutlet } from './callback-means.js';
import { type Complaint, complaints } from './complaint.js';
import type { ListenFault } from './fault.js';
import type { OpenedLive } from './opened-live.js';
import { LIMITS } from './options.js';

/** Neither JSON nor anything else. */
const BROKEN = '{"type":"Results","chan';

/** How long the callback has to answer the close frame, in milliseconds. */
const CLOSE_MS = 2000;

/**
 * Opens a WebSocket to a callback, as Deepgram does: strictly one for one stream, and the stream is killed when it
 * is lost. That it is opened at once, and not with the first result, is assumed.
 *
 * @param address credentials included
 * @param complain kills the stream
 */
export function openCallbackSocket(
  { line, options, faults }: OpenedLive,
  { trust: { ca, rejectUnauthorized = true }, closed: shutdown }: CallbackMeans,
  address: URL,
  complain: (complaint: Complaint) => void,
): CallbackOutlet {
  const { url, authorization } = takeCredentials(address);
  const { callbackMs } = { ...LIMITS, ...options.limits };
  const record: RecordedCallback = { url: url.href, at: Date.now(), sent: [], pings: 0, open: false };
  line.note((socket) => {
    socket.callback = record;
  });
  const changed = (): void => line.note(() => undefined);
  const websocket = new WebSocket(url, {
    ...{ perMessageDeflate: false, autoPong: false, handshakeTimeout: callbackMs, rejectUnauthorized },
    ...(ca === undefined ? {} : { ca }),
    headers: authorization === undefined ? {} : { authorization },
  });
  let ending = false;
  let silent = false;
  let raw: Socket | undefined;
  const opened = once(websocket, 'open').catch(() => undefined);
  const closed = new Promise<void>((resolve) => websocket.once('close', () => resolve()));

  websocket.on('upgrade', ({ statusCode, socket }) => {
    record.status = statusCode;
    raw = socket;
  });
  websocket.on('unexpected-response', (request, { statusCode }) => {
    record.status = statusCode;
    request.destroy();
    websocket.terminate();
  });
  websocket.on('error', (error: NodeJS.ErrnoException) => {
    record.error ??= error.code ?? error.message;
  });
  websocket.on('open', () => {
    record.open = true;
    changed();
  });
  websocket.on('ping', (data: Buffer) => {
    record.pings += 1;
    if (!silent) websocket.pong(data);
    changed();
  });
  websocket.on('close', (code, reason) => {
    record.open = false;
    record.close = { at: Date.now(), by: ending ? 'server' : 'client', code, reason: reason.toString() };
    changed();
    if (!ending && !silent && options.lostCallback !== 'ignore') complain(complaints.callbackLost);
  });
  // Whatever ends the stream ends this as well.
  const leave = (): void => {
    ending = true;
    if (!silent) websocket.close(1000);
  };
  line.over.addEventListener('abort', leave, { once: true });
  // The emulator ends with it.
  const end = (): void => websocket.terminate();
  shutdown.addEventListener('abort', end, { once: true });
  line.run(closed.finally(() => shutdown.removeEventListener('abort', end)));

  const passed = new WeakMap<ListenFault, number>();
  const isDue = (fault: ListenFault & { afterMessages?: number }): boolean => {
    const count = passed.get(fault) ?? 0;
    passed.set(fault, count + 1);
    return count >= (fault.afterMessages ?? 0);
  };
  const write = (data: string | Buffer): Promise<void> =>
    new Promise((resolve) => websocket.send(data, () => resolve()));
  /** Lets faults come over the socket; whether a message may still be sent. */
  const meet = async (): Promise<boolean> => {
    const more = meetKind(faults, line.path, 'listen-callback-send', isDue);
    if (more !== undefined) {
      const { text = BROKEN, base64 } = more.fault;
      await write(base64 === undefined ? text : Buffer.from(base64, 'base64'));
      more.reach();
    }
    const half = meetKind(faults, line.path, 'listen-callback-half-open', isDue);
    if (half !== undefined) silent = true;
    half?.reach();
    const cut = meetKind(faults, line.path, 'listen-callback-cut', isDue);
    if (cut === undefined) return !silent;
    if (cut.fault.reset === true) raw?.resetAndDestroy();
    else raw?.end();
    cut.reach();
    return false;
  };
  return {
    send: async (message: ServerMessage) => {
      await Promise.race([opened, closed]);
      if (websocket.readyState !== WebSocket.OPEN || !(await meet())) return;
      const twin = meetKind(faults, line.path, 'listen-callback-duplicate');
      twin?.reach();
      for (let copy = 0; copy < (twin?.fault.copies ?? 1); copy += 1) await write(JSON.stringify(message));
      record.sent.push({ at: Date.now(), type: message.type, json: message });
      changed();
    },
    close: async () => {
      await Promise.race([opened, closed]);
      if (silent) return;
      leave();
      const late = new Promise<void>((resolve) => line.clock.after(CLOSE_MS, resolve, line.over));
      await Promise.race([closed, late]);
    },
  };
}
