import { once } from 'node:events';
import { connect } from 'node:net';

/** A kept connection that speaks just enough HTTP/1.1: as a client costs more, less is left for the receivers. */
export interface Connection {
  /** Sends a request, and resolves with the status when the answer is complete. */
  exchange(head: string, body: Buffer): Promise<number>;
  /** False when the other side has closed it. */
  isOpen(): boolean;
}

export async function openConnection(origin: string): Promise<Connection> {
  const { hostname, port } = new URL(origin);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  let answer = '';
  let waiting: { resolve: (status: number) => void; reject: (error: Error) => void } | undefined;

  socket.setEncoding('latin1').on('data', (text: string) => {
    answer += text;
    const status = statusOf(answer);
    if (status === undefined) return;
    answer = '';
    waiting?.resolve(status);
    waiting = undefined;
  });
  socket.on('error', () => undefined);
  socket.on('close', () => waiting?.reject(new Error(`Connection closed after: ${answer}`)));

  return {
    exchange: (head, body) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.cork();
        socket.write(head, 'latin1');
        socket.write(body);
        socket.uncork();
      }),
    isOpen: () => !socket.destroyed && !socket.readableEnded,
  };
}

/** The status of an answer, once that is complete; all receivers tell its length. */
function statusOf(answer: string): number | undefined {
  const end = answer.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(answer.slice(0, end)) ?? [];
  if (length === undefined) throw new Error(`No content-length in: ${answer}`);
  return answer.length < end + 4 + Number(length) ? undefined : Number(answer.slice(9, 12));
}
