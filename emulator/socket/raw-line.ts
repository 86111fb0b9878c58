import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import type { RawLine } from './breakable.js';
import { strike } from './fault-table.js';
import type { Moments } from './moments.js';
import type { RecordedSocket, SocketClose } from './record.js';

/** What a raw line is made of. */
export interface RawParts {
  readonly websocket: WebSocket;
  readonly record: RecordedSocket;
  readonly moments: Moments;
  /** Sends what is buffered, then a FIN. */
  end(): void;
  /** Ends the TCP connection with a RST. */
  reset(): void;
  /** Called after every change of the record. */
  changed(): void;
}

/** How long a client gets to read what it was sent: libuv reports a reset behind unread bytes as a plain end. */
const READ_MS = 20;

/** The code of what was ended without a close frame. */
const NO_FRAME = 1006;

/** The code of a close frame without one. */
const NO_CODE = 1005;

/** Takes over a socket, and writes down how it ends. */
export function openRawLine({ websocket, record, moments, end, reset, changed }: RawParts): RawLine {
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  const closeFrame = websocket.close.bind(websocket);
  let silent = false;
  let ended: SocketClose | undefined;

  const finish = (by: SocketClose['by'], code: number, reason: string): void => {
    ended ??= { at: Date.now(), by, code, reason };
    over.abort();
  };
  const raw: RawLine = {
    over: over.signal,
    cut: () => {
      finish('server', NO_FRAME, '');
      end();
    },
    reset: () => {
      finish('server', NO_FRAME, '');
      void delay(READ_MS).then(reset);
    },
    close: (code, reason) => {
      finish('server', code, reason);
      if (code === NO_CODE) closeFrame();
      else closeFrame(code, reason);
    },
    fallSilent: () => {
      silent = true;
      over.abort();
    },
    pause: () => {
      websocket.pause();
      return () => websocket.resume();
    },
    send: (message) => new Promise((resolve) => websocket.send(message, () => resolve())),
    pong: (data) => {
      if (!silent) websocket.pong(data);
    },
  };

  // It is this method that answers the client's close frame, and, without a reason, frames that are none.
  websocket.close = (code, reason) => {
    const by = code !== undefined && reason === undefined ? 'server' : 'client';
    finish(by, code ?? NO_CODE, reason?.toString() ?? '');
    strike(moments.closing(), raw);
    if (!silent) closeFrame(code, reason);
  };
  // It is told by its close.
  websocket.on('error', () => undefined);
  websocket.on('close', (code, reason) => {
    finish('client', code, reason.toString());
    if (ended !== undefined) record.close = ended;
    for (const speech of record.speeches) speech.end ??= 'broken';
    record.open = false;
    changed();
  });
  return raw;
}
