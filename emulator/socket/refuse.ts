import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Answer } from '../answer.js';
import { collected } from '../faults/bodies.js';

/**
 * Answers a handshake with anything but 101, then ends the connection. Deepgram says the reason twice: as the
 * usual JSON body and in the header `dg-error`.
 */
export async function refuse(socket: Duplex, answer: Answer): Promise<void> {
  const body = await collected(answer.body);
  const headers = {
    date: new Date().toUTCString(),
    ...answer.headers,
    ...reasonIn(body),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const status = `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`;
  socket.write(`${[status, ...lines].join('\r\n')}\r\n\r\n`);
  socket.end(body);
}

/** The message of Deepgram's error body; a proxy in between has none. */
function reasonIn(body: Buffer): Record<string, string> {
  try {
    const { err_msg, message = err_msg } = JSON.parse(body.toString()) as Record<string, unknown>;
    // What the query had in it may be in the message; a header takes printable ASCII only.
    return typeof message === 'string' ? { 'dg-error': message.replace(/[^ -~]/g, '?') } : {};
  } catch {
    return {};
  }
}
