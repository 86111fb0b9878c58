import type { Account } from '../../client/account.js';
import type { DeepgramError } from '../../client/errors.js';
import { openSocket } from '../../client/open-socket.js';
import type { SocketEnd } from '../../client/socket.js';
import { readMessage, toldError } from '../../client/told.js';
import type { ListenVersion } from './wish.js';

/** What is heard of an ear. */
export interface EarEvents {
  /** A message from Deepgram, or a warning of ours about one that can't be read. */
  onMessage(type: string, message: Readonly<Record<string, unknown>>): void;
  /** It is over. `error` is absent where we asked for the end. */
  onEnd(end: SocketEnd): void;
}

/** One socket that listens. */
export interface Ear {
  readonly requestId?: string;
  /** Sends audio; nothing happens for an empty piece, which would end the stream. */
  send(bytes: Uint8Array): void;
  /** Asks for what has been heard so far; for Flux, for the end of the turn. */
  finalize(): void;
  /** Bytes that the network has not taken yet. */
  readonly buffered: number;
  /** Asks for the last words and the end. Resolves when they have come, after 2 s at the latest. */
  close(): Promise<void>;
}

/** Deepgram asks for a KeepAlive every 3 to 5 s while there is no audio; it hangs up after 10 (docs/keep-alive). */
const KEEP_ALIVE_MS = 4000;

/** ms that the last words may take. */
const LAST_WORDS_MS = 2000;

/** Opens a socket that listens. @throws DeepgramError when it can't be opened */
export async function openEar(
  account: Account,
  { version, path }: { version: ListenVersion; path: string },
  signal: AbortSignal,
  { onMessage, onEnd }: EarEvents,
): Promise<Ear> {
  let keepAlive: NodeJS.Timeout | undefined;
  let failure: DeepgramError | undefined;
  let isClosing = false;
  let ended = () => {};
  const hasEnded = new Promise<void>((resolve) => {
    ended = resolve;
  });

  const socket = await openSocket(
    account,
    { path, signal },
    {
      onText(text) {
        const message = readMessage(text);
        if (message?.type === 'Error') failure ??= toldError(message, account.secrets);
        if (message) onMessage(message.type, message);
        else onMessage('Warning', { description: 'not a message', text: text.slice(0, 200) });
      },
      // Deepgram sends none here.
      onBinary: (bytes) => onMessage('Warning', { description: 'binary', bytes: bytes.length }),
      onClose(end) {
        clearInterval(keepAlive);
        ended();
        const { error, ...told } = end;
        // After CloseStream its end is the one that was asked for.
        if (isClosing || !error) onEnd(told);
        else onEnd({ ...told, error: failure ?? error });
      },
    },
  );

  return {
    ...(socket.requestId && { requestId: socket.requestId }),
    send(bytes) {
      if (bytes.length === 0 || isClosing) return;
      socket.send(bytes);
      // KeepAlive alone keeps no connection that never had audio. Flux has no such message.
      if (version === 'v2') return;
      if (keepAlive) keepAlive.refresh();
      else keepAlive = setInterval(() => socket.send({ type: 'KeepAlive' }), KEEP_ALIVE_MS);
    },
    finalize() {
      socket.send({ type: version === 'v1' ? 'Finalize' : 'ForceEndTurn' });
    },
    get buffered() {
      return socket.buffered;
    },
    async close() {
      if (isClosing || !socket.isOpen) return hasEnded;
      isClosing = true;
      clearInterval(keepAlive);
      socket.send({ type: 'CloseStream' });
      let limit: NodeJS.Timeout | undefined;
      const isLate = new Promise<void>((resolve) => {
        limit = setTimeout(resolve, LAST_WORDS_MS);
      });
      await Promise.race([hasEnded, isLate]);
      clearTimeout(limit);
      await socket.close(0);
    },
  };
}
