import type { Account } from '../../client/account.js';
import { DeepgramError } from '../../client/errors.js';
import { openSocket } from '../../client/open-socket.js';
import type { SocketEnd } from '../../client/socket.js';
import { readMessage, toldError } from '../../client/told.js';
import type { Configure } from './configure.js';
import { expectGoodbye } from './goodbye.js';
import type { ListenLimits } from './limits.js';
import type { ListenVersion, ListenWish } from './wish.js';

/** What is heard of an ear. */
export interface EarEvents {
  /** A message from Deepgram, or a warning of ours about one that can't be read. */
  onMessage(type: string, message: Readonly<Record<string, unknown>>): void;
  /** It is over. `error` is absent where we asked for the end and have heard all. */
  onEnd(end: SocketEnd): void;
}

/** One socket that listens. */
export interface Ear {
  readonly requestId?: string;
  /** Sends audio; nothing happens for an empty piece, which would end the stream. */
  send(bytes: Uint8Array): void;
  /** Asks for what has been heard so far; for Flux, for the end of the turn. */
  finalize(): void;
  /** Sets anew what can be while the stream goes on. */
  configure(message: Configure): void;
  /** Bytes that the network has not taken yet. */
  readonly buffered: number;
  /** Says that no more audio comes: the last words follow, and the end. */
  endStream(): void;
  /** The same, and waits for it: so many ms at the most, 2 s where nothing is said. */
  close(ms?: number): Promise<void>;
}

/** ms that the last words may take. */
const LAST_WORDS_MS = 2000;

/** What asks for the text so far. ForceEndTurn: @deepgram/sdk 5.13. */
const FINALIZE: Readonly<Record<ListenVersion, object>> = {
  v1: { type: 'Finalize' },
  v2: { type: 'ForceEndTurn' },
};

/** Opens a socket that listens. @throws DeepgramError when it can't be opened */
export async function openEar(
  account: Account,
  { version, path }: Pick<ListenWish, 'version' | 'path'>,
  signal: AbortSignal,
  { keepAlive: keepAliveMs, heartbeat }: Pick<ListenLimits, 'keepAlive' | 'heartbeat'>,
  { onMessage, onEnd }: EarEvents,
): Promise<Ear> {
  let keepAlive: NodeJS.Timeout | undefined;
  let failure: DeepgramError | undefined;
  let isEnding = false;
  const goodbye = expectGoodbye(version, path);
  let ended = () => {};
  const hasEnded = new Promise<void>((resolve) => {
    ended = resolve;
  });

  const socket = await openSocket(
    account,
    { path, signal, heartbeat },
    {
      onText(text) {
        const message = readMessage(text);
        if (!message) {
          onMessage('Warning', { description: 'not a message', text: text.slice(0, 200) });
          return;
        }
        // Not every Error ends the stream: what follows one shows that it did not.
        failure = message.type === 'Error' ? toldError(message, account.secrets) : undefined;
        if (isEnding) goodbye.take(message.type);
        onMessage(message.type, message);
      },
      // Deepgram sends none here.
      onBinary: (bytes) => onMessage('Warning', { description: 'binary', bytes: bytes.length }),
      onClose({ code, reason, error }) {
        clearInterval(keepAlive);
        ended();
        const isHeard = isEnding && goodbye.isSaid(code);
        onEnd({ code, reason, ...(error && !isHeard && { error: withWords(error, failure) }) });
      },
    },
  );

  function endStream(): void {
    if (isEnding) return;
    isEnding = true;
    clearInterval(keepAlive);
    socket.send({ type: 'CloseStream' });
  }

  return {
    ...(socket.requestId && { requestId: socket.requestId }),
    send(bytes) {
      if (bytes.length === 0 || isEnding) return;
      socket.send(bytes);
      // KeepAlive alone keeps no connection that never had audio. Flux has no such message.
      if (version === 'v2') return;
      if (keepAlive) keepAlive.refresh();
      else keepAlive = setInterval(() => socket.send({ type: 'KeepAlive' }), keepAliveMs);
    },
    finalize() {
      // The last words come anyway, and nothing is to follow a CloseStream.
      if (!isEnding) socket.send(FINALIZE[version]);
    },
    configure(message) {
      if (!isEnding) socket.send(message);
    },
    get buffered() {
      return socket.buffered;
    },
    endStream,
    async close(ms = LAST_WORDS_MS) {
      endStream();
      if (socket.isOpen && ms > 0) {
        let limit: NodeJS.Timeout | undefined;
        const isLate = new Promise<void>((resolve) => {
          limit = setTimeout(resolve, ms);
        });
        await Promise.race([hasEnded, isLate]);
        clearTimeout(limit);
      }
      await socket.close(0);
    },
  };
}

/** What an Error message has said in words belongs to the close behind it, which says whether to try again. */
function withWords(error: DeepgramError, told: DeepgramError | undefined): DeepgramError {
  if (!told) return error;
  const cause = { ...error.cause, ...told.cause, retryable: error.cause.retryable };
  return new DeepgramError(error.code, told.reason, told.values, cause);
}
