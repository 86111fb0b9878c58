import type { WebSocket } from 'ws';

/** ms between pings; common proxies end what is silent for a minute. */
const PERIOD_MS = 20_000;

/** What finds out that the other side has vanished, which TCP does not tell who only waits. */
export interface Heartbeat {
  /** Watches a socket. @returns what ends that */
  watch(ws: WebSocket): () => void;
}

/** Makes one that has one timer for all its sockets. @param period - ms between pings */
export function createHeartbeat(period = PERIOD_MS): Heartbeat {
  const sockets = new Map<WebSocket, { isAlive: boolean }>();
  let timer: NodeJS.Timeout | undefined;

  function beat(): void {
    for (const [ws, state] of sockets) {
      if (ws.isPaused) {
        // While nothing is read, no answer is: it has a whole period from then on.
        state.isAlive = true;
      } else if (!state.isAlive) {
        ws.terminate();
      } else {
        state.isAlive = false;
        ws.ping();
      }
    }
  }

  return {
    watch(ws) {
      const state = { isAlive: true };
      const live = () => {
        state.isAlive = true;
      };
      sockets.set(ws, state);
      // Whatever comes is a sign of life.
      ws.on('pong', live).on('ping', live).on('message', live);
      timer ??= setInterval(beat, period).unref();
      return () => {
        sockets.delete(ws);
        if (sockets.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}

/** The one of all endpoints. */
export const heartbeat = createHeartbeat();
