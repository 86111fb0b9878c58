import type { Account } from '../../client/account.js';
import { createConnection } from '../../client/connection.js';
import type { DeepgramError } from '../../client/errors.js';
import type { SocketEnd } from '../../client/socket.js';
import { configureFor } from './configure.js';
import { deliveredResults } from './delivered.js';
import { type Ear, openEar } from './ear.js';
import { createFinalizing } from './finalizing.js';
import type { Gap } from './gap.js';
import { createHearing } from './hearing.js';
import { LISTEN_LIMITS } from './limits.js';
import { createListening } from './listening.js';
import { lossOf } from './loss.js';
import { createSender } from './sender.js';
import type { ListenSettings } from './settings.js';
import { type AudioInput, openTape } from './tape.js';
import type { ListenWish } from './wish.js';

export type { ListenSettings, SessionState } from './settings.js';

/** Speech becomes text while it is spoken. */
export interface ListenSession {
  /**
   * Takes audio. Once the end has begun it is not heard any more; its message ends at once.
   *
   * @throws DeepgramError OVERFLOW when too much waits already; nothing is taken then
   */
  hear(bytes: Uint8Array, input: AudioInput): void;
  /**
   * Goes on as another wish has it, where one stream can become the other: with Flux.
   *
   * @returns false where that takes another session
   */
  configure(wish: ListenWish): boolean;
  /** Asks for what has been said so far. Resolves when it has come, a moment after it was asked for at the latest. */
  finalize(): Promise<void>;
  /** Sends what waits, takes in the last words, and ends: in 2 s, all in all. */
  close(): Promise<void>;
  /** Ends at once: messages are completed, nothing more comes out. */
  end(): Promise<void>;
  /** Takes in what was delivered elsewhere: audio with a final result need not be sent again. */
  take(delivered: unknown): void;
  /** Its end has begun, asked for or because nothing was to be heard: it takes no more audio. */
  readonly isClosing: boolean;
}

/** How a socket ends that we end. */
const CLOSED = { code: 1000, reason: '' };

/** Opens a session. Its socket is opened by the first audio, and again when it is lost. */
export function openListenSession(
  account: Account,
  opened: ListenWish,
  settings: ListenSettings,
): ListenSession {
  const { onEvent, onState } = settings;
  const { audio } = opened;
  let wish = opened;
  const limits = { ...LISTEN_LIMITS, ...settings.limits };
  const tape = openTape(audio, limits);
  const finalizing = createFinalizing(limits.finalize);
  const listening = createListening(limits.rest, onState);
  let life: 'open' | 'closing' | 'over' = 'open';
  let isConnecting = false;
  let hasBeenLost = false;
  /** A socket has ended for want of audio: there is no other one before there is more of it. */
  let isResting = false;
  /** Nothing more comes out. */
  let isSilent = false;
  /** Of the socket in use, or of the last one. */
  let requestId: string | undefined;
  let idleTimer: NodeJS.Timeout | undefined;
  let closingTimer: NodeJS.Timeout | undefined;
  let ended = () => {};
  const hasEnded = new Promise<void>((resolve) => {
    ended = resolve;
  });

  const hearing = createHearing({
    emit: settings.emit,
    onEvent,
    onOutcome: (outcome) => settings.onOutcome(outcome, requestId),
    onResult(until) {
      connection.succeeded();
      if (until !== undefined) tape.confirm(until);
    },
    onFinalized: finalizing.answered,
  });
  const connection = createConnection<ListenWish, Ear>({
    ...(settings.trouble && { trouble: settings.trouble }),
    open: (target, signal, gate) =>
      openEar(account, target, signal, limits, {
        onMessage: gate.pass(hearing.take),
        onEnd: gate.pass(onEnd),
      }),
    onProgress: onState,
    onOpen(line) {
      const lost = tape.resume();
      const start = tape.next()?.start ?? tape.length;
      // What is left of what the last socket heard came over that.
      hearing.begin(start);
      requestId = line.requestId;
      settings.onOpen?.(requestId, start / 1000);
      onEvent('open', { ...(requestId && { request_id: requestId }) });
      onState({ state: 'connected' });
      if (hasBeenLost) {
        sender.replay(start);
        onEvent('Warning', lost);
      }
    },
  });
  const sender = createSender(tape, finalizing, limits, {
    line: () => connection.line,
    onNeed: () => void connect(),
    onSent: listening.heard,
    onDrained() {
      const { line } = connection;
      if (!line) finalizing.settle();
      if (life === 'closing') line ? line.endStream() : leave();
    },
  });

  function advance(): void {
    if (life !== 'over' && !isConnecting) sender.advance();
  }

  async function connect(): Promise<void> {
    isConnecting = true;
    isResting = false;
    try {
      const asked = wish;
      await connection.open(asked);
      isConnecting = false;
      const since = asked === wish ? undefined : configureFor(asked, wish);
      if (since) connection.line?.configure(since);
      advance();
    } catch (thrown) {
      isConnecting = false;
      if (life !== 'over') fail(thrown as DeepgramError);
    }
  }

  function onEnd(end: SocketEnd): void {
    const { code, reason, error } = end;
    const { failure, isPassing, isIdle } = lossOf(end, wish);
    sender.pause();
    listening.stop();
    if (!error) connection.ended();
    else {
      // Where results go to a callback, that it has lasted is all that shows that it was of use.
      if (performance.now() - connection.openedAt >= limits.instant) connection.succeeded();
      connection.lost(!isIdle);
    }
    if (life === 'over') return;
    if (!isPassing) hearing.end();
    onEvent('close', { code, reason, ...(isIdle && { idle: true }) });
    if (failure) fail(failure);
    else if (isPassing) listenAgain(isIdle);
    else {
      tellUnsent(tape.drop());
      leave();
    }
  }

  /**
   * Goes back to what was not heard for good. Where there is nothing, it waits for more audio; also where there was
   * too little: without more of it the next socket would end as this one did.
   */
  function listenAgain(isIdle: boolean): void {
    hasBeenLost = true;
    finalizing.again();
    const isWantedNow = tape.isOwed || finalizing.isDue(tape.size);
    isResting = isIdle && life === 'open' && !isWantedNow;
    // What Flux has heard behind a turn, and calls no turn, is silence: what comes next need not wait for that.
    if (isResting && wish.version === 'v2' && !hearing.isInTurn) tape.confirm(tape.length);
    tape.rewind();
    if (isResting || !tape.next()) onState({ state: 'idle' });
    if (!isResting) advance();
  }

  /** The stream is over, for a reason of Deepgram's. */
  function fail(error: DeepgramError): void {
    const hasMessage = tape.isOwed;
    life = 'over';
    hearing.end();
    tape.drop(error);
    if (!hasMessage) settings.onError(error);
    onState({ state: 'failed', error });
    leave();
  }

  /** Nothing is to be waited for any more. */
  function stop(): void {
    clearTimeout(idleTimer);
    clearTimeout(closingTimer);
    sender.pause();
    listening.stop();
    finalizing.settle();
  }

  /** Nothing more is to be heard. */
  function leave(): void {
    life = 'over';
    stop();
    hearing.end();
    ended();
    settings.onOver();
  }

  function tellUnsent(unsent: Gap): void {
    if (unsent.droppedBytes > 0) onEvent('Warning', unsent);
  }

  /** There is no time left for politeness. */
  async function cutOff(): Promise<void> {
    const { line } = connection;
    life = 'over';
    stop();
    const unsent = tape.drop();
    await connection.close(0);
    if (isSilent) return;
    hearing.end();
    tellUnsent(unsent);
    if (line) onEvent('close', CLOSED);
    leave();
  }

  function close(): Promise<void> {
    if (life !== 'open') return hasEnded;
    life = 'closing';
    clearTimeout(idleTimer);
    closingTimer = setTimeout(() => void cutOff(), limits.closing);
    sender.hurry();
    advance();
    return hasEnded;
  }

  /** Nobody has said anything for so long. What waits for a socket is not forgotten for that. */
  function onIdle(): void {
    if (tape.next() && !isResting) idleTimer?.refresh();
    else void close();
  }

  return {
    hear(bytes, input) {
      if (life !== 'open') {
        input.end();
        return;
      }
      tape.add(bytes, input);
      if (idleTimer) idleTimer.refresh();
      else idleTimer = setTimeout(onIdle, settings.idle);
      advance();
    },
    configure(next) {
      const message = configureFor(wish, next);
      if (!message || life !== 'open') return false;
      wish = next;
      // A socket that is being opened is told when it is open.
      if (!isConnecting) connection.line?.configure(message);
      return true;
    },
    async finalize() {
      if (life === 'over') return;
      if (!tape.isHeard) {
        const isAnswered = finalizing.ask(tape.size);
        advance();
        await isAnswered;
      }
      if (life === 'open') hearing.endUtterances();
    },
    close,
    take(delivered) {
      const results = life === 'over' ? undefined : deliveredResults(delivered, connection.line?.requestId);
      if (results) hearing.take(results.type, results);
    },
    get isClosing() {
      return life !== 'open';
    },
    async end() {
      life = 'over';
      isSilent = true;
      stop();
      tape.drop();
      await connection.close();
      ended();
    },
  };
}
