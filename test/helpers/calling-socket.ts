import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { connectRaw, type RawConnection } from './sender.js';

/** A WebSocket as Deepgram opens it to a callback. */
export interface CallingSocket {
  readonly ws: WebSocket;
  say(message: object | string | Buffer): void;
  /** The close code. */
  readonly closed: Promise<number>;
}

/** Opens a WebSocket. @param url - http or https; with any certificate */
export async function call(
  url: string,
  target: string,
  headers: Record<string, string> = {},
  protocols: string[] = [],
): Promise<CallingSocket> {
  const ws = new WebSocket(url.replace(/^http/, 'ws') + target, protocols, {
    headers,
    rejectUnauthorized: false,
  });
  const closed = new Promise<number>((resolve) => ws.once('close', resolve));
  ws.on('error', () => undefined);
  await Promise.race([once(ws, 'open'), closed.then((code) => Promise.reject(new Error(`closed ${code}`)))]);
  return {
    ws,
    closed,
    say(message) {
      ws.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message));
    },
  };
}

/** Asks to speak WebSocket, and leaves it to the test what comes of it. */
export async function askToUpgrade(
  url: string,
  target: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<RawConnection> {
  const connection = await connectRaw(url);
  const all = {
    ...{ host: 'x', connection: 'Upgrade', upgrade: 'websocket' },
    ...{ 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', ...headers },
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  connection.write(`${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  return connection;
}

/** A final result of `/v1/listen`. @param start - in seconds */
export function resultOf(requestId: string, transcript: string, start = 0, more: object = {}): object {
  return {
    ...{ type: 'Results', channel_index: [0, 1], duration: 1, start, is_final: true, speech_final: true },
    channel: { alternatives: [{ transcript, confidence: 0.9, words: [] }] },
    metadata: { request_id: requestId },
    ...more,
  };
}

/** Opens so many sockets one after another, and closes each. */
export async function callAndLeave(times: number, open: () => Promise<CallingSocket>): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const { ws, closed } = await open();
    if (time % 2 === 0) ws.close(1000);
    else ws.terminate();
    await closed;
  }
}

/** Waits until something is so that is asked for again and again. */
export async function untilSo(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await setImmediate();
}
