import type { ServerResponse } from 'node:http';
import type { Clock } from '../../client/clock.js';

/** Bytes that are handed over at once; TLS copies all that it is handed. */
const PIECE = 64 * 1024;

/** How long a player may take nothing: they pause, but not for ever. */
export const STALL_MS = 10 * 60_000;

/**
 * Sends bytes as fast as they are taken. Who takes nothing for {@link STALL_MS} is cut off.
 *
 * @param ended - called once, when all is sent, the player has left, or it is cut off
 */
export function sendBytes(response: ServerResponse, bytes: Buffer, clock: Clock, ended: () => void): void {
  const { req: request } = response;
  let sent = 0;
  let calm = () => {};

  function end(): void {
    calm();
    response.off('drain', goOn).off('close', end);
    request.off('close', leave);
    ended();
  }

  /** Of those that wait behind another on its connection, Node.js 20 tells only the request that all is over. */
  function leave(): void {
    if (request.socket.destroyed) end();
  }

  function goOn(): void {
    calm();
    calm = clock.wakeAt(clock.now() + STALL_MS, () => {
      end();
      response.destroy();
    });
    while (sent < bytes.length) {
      const piece = bytes.subarray(sent, sent + PIECE);
      sent += piece.length;
      if (!response.write(piece)) return;
    }
    // What is on its way still may stall.
    if (!response.writableEnded) response.end();
  }

  response.on('drain', goOn).on('close', end);
  request.on('close', leave);
  goOn();
}
