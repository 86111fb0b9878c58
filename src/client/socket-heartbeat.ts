import type { Line } from './socket-handshake.js';

/** Pings without a sign of life after which the other side is taken for gone. */
const PATIENCE = 2;

/**
 * Finds out that the other side has vanished, which TCP does not tell who only waits. Any byte that comes is a
 * sign of life.
 *
 * @param ms - between pings
 * @param onSilence - called when {@link PATIENCE} pings have each been without an answer for that long
 * @returns what stops it
 */
export function startHeartbeat({ ws, tcp }: Line, ms: number, onSilence: () => void): () => void {
  let heard = tcp.bytesRead;
  let unanswered = 0;
  const timer = setInterval(() => {
    if (ws.readyState !== ws.OPEN) return;
    if (tcp.bytesRead > heard) unanswered = 0;
    heard = tcp.bytesRead;
    if (unanswered === PATIENCE) {
      onSilence();
    } else {
      unanswered += 1;
      ws.ping();
    }
  }, ms).unref();
  return () => clearInterval(timer);
}
