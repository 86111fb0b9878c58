import { closeError } from './close-code.js';
import { DeepgramError, type ErrorCause } from './errors.js';
import { cutSecrets, cutUrls } from './secrets.js';
import type { Socket, SocketEvents } from './socket.js';
import type { Line } from './socket-handshake.js';
import { startHeartbeat } from './socket-heartbeat.js';

/** ms after which a connection is cut whose end is under way. */
const ENDING_MS = 2000;

interface Life {
  readonly heartbeat: number;
  readonly maxPayload: number;
  readonly secrets: readonly string[];
}

/** Takes what comes on an open line, and sees to it that it ends. */
export function liveOn(line: Line, { heartbeat, maxPayload, secrets }: Life, events: SocketEvents): Socket {
  const { ws, tcp, requestId } = line;
  const timers = new Set<NodeJS.Timeout>();
  let wasAsked = false;
  let isMuted = false;
  let failure: DeepgramError | undefined;
  let errno: string | undefined;

  function endWithin(ms: number): void {
    timers.add(setTimeout(() => ws.terminate(), ms).unref());
  }

  function endNow(error?: DeepgramError): void {
    failure ??= error;
    isMuted = true;
    ws.terminate();
  }

  /** Hands something over; who receives it may fail, and this is no place to fail in. */
  function hand(receive: () => void): void {
    if (isMuted) return;
    try {
      receive();
    } catch (error) {
      const detail = clean(error instanceof Error ? error.message : String(error));
      endNow(
        error instanceof DeepgramError ? error : new DeepgramError('PROTOCOL', 'unexpected', { detail }),
      );
    }
  }

  // A server may send a close frame and yet keep the connection.
  function watchEnd(): void {
    if (ws.readyState === ws.OPEN) return;
    tcp.off('data', watchEnd);
    endWithin(ENDING_MS);
  }

  const stopHeartbeat = startHeartbeat(line, heartbeat, () =>
    endNow(new DeepgramError('NETWORK', 'socketSilent', {}, { ...about(), retryable: true })),
  );

  const clean = (text: string) => cutUrls(cutSecrets(text, secrets));

  function about() {
    return { ...(requestId && { requestId }), ...(errno && { errno }) };
  }

  // Those of the handshake.
  ws.removeAllListeners();
  tcp.on('data', watchEnd);
  tcp.on('error', (error: NodeJS.ErrnoException) => {
    errno = error.code;
  });
  ws.on('message', (data: Buffer, isBinary) => {
    hand(() => (isBinary ? events.onBinary(data) : events.onText(cutSecrets(data.toString(), secrets))));
  });
  ws.on('error', (error: NodeJS.ErrnoException) => {
    if (!wasAsked) failure ??= frameError(error, maxPayload, about());
    endWithin(ENDING_MS);
  });
  const over = new Promise<void>((resolve) => {
    ws.once('close', (code, bytes) => {
      stopHeartbeat();
      for (const timer of timers) clearTimeout(timer);
      tcp.off('data', watchEnd);
      const reason = clean(bytes.toString());
      const error =
        failure ?? (wasAsked ? undefined : closeError(code, reason || (errno ?? ''), secrets, about()));
      isMuted = true;
      resolve();
      try {
        events.onClose({ code, reason, ...(error && { error }) });
      } catch (thrown) {
        // Nobody is left to be told.
        process.emitWarning(thrown instanceof Error ? thrown : String(thrown));
      }
    });
  });
  // By then, who asked for the socket has it.
  setImmediate(() => ws.resume());

  return {
    ...(requestId && { requestId }),
    send(message) {
      if (ws.readyState !== ws.OPEN) return;
      ws.send(message instanceof Uint8Array ? message : JSON.stringify(message));
    },
    get buffered() {
      return ws.bufferedAmount;
    },
    close(ms = ENDING_MS) {
      if (ws.readyState === ws.OPEN) {
        wasAsked = true;
        ws.close(1000);
      }
      if (ws.readyState !== ws.CLOSED) endWithin(ms);
      return over;
    },
    terminate() {
      if (ws.readyState === ws.OPEN) wasAsked = true;
      endNow();
      return over;
    },
    get isOpen() {
      return ws.readyState === ws.OPEN;
    },
  };
}

/** What it means that a frame came which we don't take. */
function frameError(
  error: NodeJS.ErrnoException,
  maxPayload: number,
  about: Partial<ErrorCause>,
): DeepgramError {
  if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') {
    return new DeepgramError('PROTOCOL', 'audioFrameTooBig', { limit: maxPayload / 1024 / 1024 }, about);
  }
  return new DeepgramError(
    'PROTOCOL',
    'PROTOCOL',
    { detail: error.message, status: error.code ?? '' },
    about,
  );
}
