import type { Account } from '../../client/account.js';
import { createConnection } from '../../client/connection.js';
import type { DeepgramError } from '../../client/errors.js';
import type { Connecting } from '../../client/reconnect.js';
import type { SocketEnd } from '../../client/socket.js';
import type { Emit } from '../needs-live.js';
import { type Ear, openEar } from './ear.js';
import { type Heard, readResults, readTurn } from './heard.js';
import { type AudioInput, openTape } from './tape.js';
import { type Outcome, openUtterances } from './utterances.js';
import type { ListenWish } from './wish.js';

/** What a session is doing, for a status. */
export type SessionState =
  | Connecting
  | { state: 'idle' | 'connected' | 'listening' }
  | { state: 'failed'; error: DeepgramError };

export interface ListenSettings {
  readonly emit: Emit;
  /** ms without audio after which the stream is ended. */
  readonly idle: number;
  onOutcome(outcome: Outcome, requestId: string | undefined): void;
  /** A message of Deepgram's by its type, or one of ours: `open`, `close`, `Warning`. */
  onEvent(type: string, payload: unknown): void;
  /** The stream is lost for good, with nobody's message at hand to fail. */
  onError(error: DeepgramError): void;
  onState(state: SessionState): void;
  /** Nothing is left of the session. */
  onOver(): void;
}

/** Speech becomes text while it is spoken. */
export interface ListenSession {
  /** Takes audio. @throws DeepgramError OVERFLOW when too much waits already; nothing is taken then */
  hear(bytes: Uint8Array, input: AudioInput): void;
  /** Asks for what has been said so far. Resolves when it has come, after a moment at the latest. */
  finalize(): Promise<void>;
  /** Sends what waits, takes in the last words, and ends. */
  close(): Promise<void>;
  /** Ends at once: messages are completed, nothing more comes out. */
  end(): Promise<void>;
}

/** How much faster than it was spoken audio may be sent again (Deepgram's page on recovering from connection errors). */
const REPLAY_SPEED = 1.25;

/** Bytes that the network may have before more is given to it. */
const BUFFERED_LIMIT = 1024 * 1024;

/** ms after which one looks whether the network has taken them. */
const LOOK_MS = 20;

/** ms that `from_finalize` may take; Deepgram does not promise that it comes. */
const FINALIZE_MS = 1500;

/** ms for which what waits may take to be sent by a session that closes. */
const CLOSING_MS = 2000;

/** Opens a session. Its socket is opened by the first audio. */
export function openListenSession(
  account: Account,
  wish: ListenWish,
  settings: ListenSettings,
): ListenSession {
  const { onEvent, onState } = settings;
  const { audio } = wish;
  const tape = openTape(audio);
  const utterances = openUtterances(settings.emit);
  let doing: 'nothing' | 'connecting' = 'nothing';
  /** ms of the session's audio before the first of this socket. */
  let offset = 0;
  /** When audio that is sent again began to be, as `performance.now()` counts. */
  let replayedSince: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  let idleTimer: NodeJS.Timeout | undefined;
  let hasBeenLost = false;
  let isOver = false;
  let onDrained: (() => void) | undefined;
  let onFinalized: (() => void) | undefined;
  /** By channel: ms up to which it is transcribed for good. */
  const heardUntil: number[] = [];

  const connection = createConnection<ListenWish, Ear>({
    open: (target, signal, gate) =>
      openEar(account, target, signal, { onMessage: gate.pass(onMessage), onEnd: gate.pass(onLost) }),
    onProgress: onState,
    onOpen({ requestId }) {
      onEvent('open', { ...(requestId && { request_id: requestId }) });
      onState({ state: 'connected' });
      const isAgain = hasBeenLost;
      hasBeenLost = false;
      const lost = tape.resume();
      offset = tape.next()?.start ?? tape.length;
      replayedSince = isAgain ? performance.now() : undefined;
      if (isAgain) onEvent('Warning', lost);
    },
  });

  /** Sends what can be sent now. */
  function pump(): void {
    clearTimeout(timer);
    if (isOver || doing === 'connecting') return;
    for (let next = tape.next(); next; next = tape.next()) {
      const { line } = connection;
      if (!line) {
        void connect();
        return;
      }
      const wait = line.buffered > BUFFERED_LIMIT ? LOOK_MS : untilDue(next.start);
      if (wait > 0) {
        timer = setTimeout(pump, Math.ceil(wait));
        return;
      }
      line.send(next.bytes);
      tape.sent();
    }
    replayedSince = undefined;
    onDrained?.();
  }

  /** ms until audio may be sent that is sent again. */
  function untilDue(start: number): number {
    if (replayedSince === undefined) return 0;
    return replayedSince + (start - offset) / REPLAY_SPEED - performance.now();
  }

  async function connect(): Promise<void> {
    doing = 'connecting';
    try {
      await connection.open(wish);
      doing = 'nothing';
      pump();
    } catch (thrown) {
      doing = 'nothing';
      if (!isOver) fail(thrown as DeepgramError);
    }
  }

  /** The stream is over, for a reason of Deepgram's. */
  function fail(error: DeepgramError): void {
    const hadMessage = tape.next() !== undefined;
    tape.drop(error);
    if (!hadMessage) settings.onError(error);
    onState({ state: 'failed', error });
    over();
  }

  function onMessage(type: string, message: Readonly<Record<string, unknown>>): void {
    if (isOver) return;
    if (type === 'Results') onHeard(readResults(message, offset / 1000));
    else if (type === 'TurnInfo') onTurn(message);
    else {
      if (type === 'UtteranceEnd') emitAll(utterances.end(channelOf(message)));
      onEvent(type, message);
    }
  }

  function onTurn(message: Readonly<Record<string, unknown>>): void {
    const heard = readTurn(message, offset / 1000);
    // What is not the news of a result is news of the turn.
    if (heard.event !== 'Update') onEvent(heard.event ?? 'TurnInfo', message);
    onHeard(heard);
  }

  function onHeard(heard: Heard): void {
    connection.succeeded();
    if (heard.isFinal) confirm(heard);
    const outcome = utterances.add(heard);
    if (outcome) emitAll([outcome]);
    if (heard.isFinalized) onFinalized?.();
  }

  function confirm({ channel, channels, start, duration }: Heard): void {
    heardUntil[channel] = Math.max(heardUntil[channel] ?? 0, (start + duration) * 1000);
    const all = Array.from({ length: channels }, (_, index) => heardUntil[index] ?? 0);
    tape.confirm(Math.min(...all));
  }

  function emitAll(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) settings.onOutcome(outcome, connection.line?.requestId);
  }

  function onLost({ code, reason, error }: SocketEnd): void {
    connection.lost(error !== undefined);
    if (isOver) return;
    clearTimeout(timer);
    onEvent('close', { code, reason });
    if (!error) {
      emitAll(utterances.end());
      over();
    } else if (!error.cause.retryable || !audio.isBare) {
      // The rest of a container means nothing without its beginning.
      fail(audio.isBare ? error : Object.assign(error, { remark: 'containerNotResumed' }));
    } else {
      hasBeenLost = true;
      tape.rewind();
      // Whether there is something to be heard again or not: who listens goes on listening.
      pump();
    }
  }

  function over(): void {
    isOver = true;
    clearTimeout(timer);
    clearTimeout(idleTimer);
    onDrained?.();
    onFinalized?.();
    settings.onOver();
  }

  function within(ms: number, begin: (resolve: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      const limit = setTimeout(resolve, ms);
      begin(() => {
        clearTimeout(limit);
        resolve();
      });
    });
  }

  async function close(): Promise<void> {
    if (isOver) return;
    clearTimeout(idleTimer);
    await within(CLOSING_MS, (resolve) => {
      onDrained = resolve;
      pump();
    });
    onDrained = undefined;
    tape.drop();
    const { line } = connection;
    // The last words come while it closes.
    await line?.close();
    if (isOver) return;
    emitAll(utterances.end());
    if (line) onEvent('close', { code: 1000, reason: '' });
    await connection.close();
    over();
  }

  return {
    hear(bytes, input) {
      tape.add(bytes, input);
      clearTimeout(idleTimer);
      idleTimer = setTimeout(() => void close(), settings.idle);
      pump();
    },
    async finalize() {
      const { line } = connection;
      if (!line || isOver) return;
      await within(FINALIZE_MS, (resolve) => {
        onFinalized = resolve;
        line.finalize();
      });
      onFinalized = undefined;
      emitAll(utterances.end());
    },
    close,
    async end() {
      isOver = true;
      clearTimeout(timer);
      clearTimeout(idleTimer);
      tape.drop();
      const { line } = connection;
      await line?.close();
      await connection.close();
    },
  };
}

function channelOf({ channel }: Readonly<Record<string, unknown>>): number | undefined {
  return Array.isArray(channel) && typeof channel[0] === 'number' ? channel[0] : undefined;
}
