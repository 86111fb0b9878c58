import type { Account } from '../../client/account.js';
import { createConnection } from '../../client/connection.js';
import type { DeepgramError } from '../../client/errors.js';
import type { Connecting } from '../../client/reconnect.js';
import type { SocketEnd } from '../../client/socket.js';
import { openBudget } from './budget.js';
import { type FlushMode, openIntake } from './intake.js';
import type { StreamLimits } from './limits.js';
import { openOutlet } from './outlet.js';
import { createReplies } from './replies.js';
import { textOf } from './runs.js';
import { type Input, openShare } from './share.js';
import type { Piece } from './utterance.js';
import { openVoice, type Voice } from './voice.js';
import type { StreamWish } from './wish.js';

/** What a session is doing, for a status. */
export type SessionState =
  | Connecting
  | { state: 'idle' | 'connected' | 'speaking' }
  | { state: 'failed'; error: DeepgramError };

export interface SessionSettings<Message extends Input> {
  readonly flush: FlushMode;
  /** ms without new text after which an unfinished sentence is spoken. */
  readonly pause: number;
  /** ms of audio in each piece; 0: as it comes. */
  readonly frame: number;
  /** ms of audio that may leave ahead of real time; undefined: as fast as it comes. */
  readonly ahead: number | undefined;
  /** Whether each utterance begins with a WAV header. */
  readonly hasHeader: boolean;
  /** ms without work after which the socket is closed. */
  readonly idle: number;
  readonly limits: StreamLimits;
  /** True for messages whose audio may go the same way. */
  isAlike(one: Message, other: Message): boolean;
  onPiece(piece: Piece<Message>): void;
  /** A message of Deepgram's by its type, or one of ours: `open`, `close`, `reply-end`. */
  onEvent(type: string, payload: unknown): void;
  onState(state: SessionState): void;
  /** Nothing is left of the session: no text, no audio, no socket. */
  onOver(): void;
}

/** Text that is being written becomes audio that is being spoken. */
export interface SpeakSession<Message extends Input> {
  /** Takes text. @throws DeepgramError OVERFLOW when too much waits already; the message is not taken then */
  speak(text: string, message: Message, wish: StreamWish): void;
  /** What was given is spoken, wherever it ends; `reply-end` follows. */
  flush(): void;
  /** Not one byte more of what was given comes out. */
  clear(): void;
  /** Speaks what was given, for 2 s at the most, and closes. */
  close(): Promise<void>;
  /** Ends at once: messages are completed, nothing more comes out. */
  end(): Promise<void>;
}

/** ms that a closing session has to speak what was given. */
const CLOSING_MS = 2000;

/** ms that the close itself has at the least, when speaking has taken longer. */
const LEAST_CLOSING_MS = 100;

/** How a socket ends that we end. */
const CLOSED = { code: 1000, reason: '' };

/** ms for which a session remembers that its connections failed. */
const TROUBLED_MS = 60_000;

/** Opens a session. Its socket is opened by the first text, and again whenever one is needed. */
export function openSession<Message extends Input>(
  account: Account,
  settings: SessionSettings<Message>,
): SpeakSession<Message> {
  const { limits, onEvent, onState } = settings;
  let budget = openBudget(limits);
  /** One text at a time: only so it is certain whose audio comes, and which flush a warning refuses. */
  let doing: 'nothing' | 'connecting' | 'speaking' | 'refused' | 'clearing' = 'nothing';
  let timer: NodeJS.Timeout | undefined;
  let hasFailed = false;
  let onRested: (() => void) | undefined;
  let isOver = false;

  const replies = createReplies(() => onEvent('reply-end', {}));
  const intake = openIntake<Message>({ ...settings, mode: settings.flush, onReady: advance });
  const outlet = openOutlet<Message>({
    ...settings,
    onLeft: advance,
    onEnd(serial, isSpoken) {
      replies.ended(serial, isSpoken);
      if (outlet.isEmpty) advance();
    },
  });
  const connection = createConnection<StreamWish, Voice>({
    open: ({ version, path }, signal, gate) =>
      openVoice(account, { version, path, patience: account.timeout }, signal, {
        onAudio: gate.pass(outlet.add),
        onSpoken: gate.pass(onSpoken),
        onRefused: gate.pass(onRefused),
        onCleared: gate.pass(() => become('nothing')),
        onMessage: gate.pass(onEvent),
        onEnd: gate.pass(onLost),
      }),
    onProgress: onState,
    onOpen({ requestId }, isReplaced) {
      hasFailed = false;
      if (isReplaced) onEvent('close', CLOSED);
      budget = openBudget(limits);
      onEvent('open', { ...(requestId && { request_id: requestId }) });
    },
  });

  function become(next: typeof doing): void {
    doing = next;
    advance();
  }

  /** Does what is to be done next, if it can be done now. */
  function advance(): void {
    if (isOver || doing !== 'nothing') return;
    clearTimeout(timer);
    const now = performance.now();
    const { line: voice } = connection;
    if (voice && budget.isLow(now)) intake.merge(Math.min(limits.message, budget.room(now)));
    const next = intake.peek();
    if (!next) {
      rest();
      return;
    }
    // Bounds what waits: Deepgram speaks faster than anybody listens.
    if (outlet.waiting > limits.unheard) return;
    if (!voice || !isFor(next.wish, now)) {
      void connect(next.wish);
      return;
    }
    const text = textOf(next.runs).toWellFormed();
    const wait = budget.wait(text.length, now);
    if (wait > 0) {
      timer = setTimeout(advance, Math.ceil(wait));
      return;
    }
    doing = 'speaking';
    intake.shift();
    budget.spend(text.length, now);
    outlet.begin(next, voice.requestId);
    onState({ state: 'speaking' });
    voice.say(text);
  }

  /** True where the socket can take a text with this wish. */
  function isFor({ path }: StreamWish, now: number): boolean {
    return connection.target?.path === path && now - connection.openedAt < limits.life;
  }

  /** The text waits at Deepgram; it is asked for again when that is allowed. */
  function onRefused(): void {
    doing = 'refused';
    const { line: voice } = connection;
    const wait = Math.max(budget.wait(0, performance.now()), limits.flushWindow / limits.flushes);
    timer = setTimeout(() => {
      if (doing !== 'refused' || voice !== connection.line) return;
      budget.spend(0, performance.now());
      doing = 'speaking';
      voice?.repeat();
    }, wait);
  }

  /** There is nothing to be said. */
  function rest(): void {
    if (!outlet.isEmpty) return;
    onRested?.();
    const { line: voice, isTroubled } = connection;
    if (!hasFailed) onState({ state: voice ? 'connected' : 'idle' });
    if (voice) timer = setTimeout(() => void hangUp(), settings.idle);
    else if (intake.isEmpty) timer = setTimeout(settings.onOver, isTroubled ? TROUBLED_MS : 0);
  }

  async function connect(wish: StreamWish): Promise<void> {
    doing = 'connecting';
    try {
      await connection.open(wish);
    } catch (thrown) {
      if (!isOver) fail(thrown as DeepgramError, wish);
    }
    if (doing === 'connecting') become('nothing');
  }

  /** No text with this wish can be spoken; another voice, say, may be possible. */
  function fail(error: DeepgramError, { path }: StreamWish): void {
    hasFailed = true;
    replies.drop(intake.drop(({ wish }) => wish.path === path, error));
    onState({ state: 'failed', error });
  }

  function onSpoken(): void {
    connection.succeeded();
    doing = 'nothing';
    outlet.end();
    advance();
  }

  function onLost({ code, reason, error }: SocketEnd): void {
    const { target } = connection;
    const wasSpeaking = doing === 'speaking' || doing === 'refused';
    if (error) connection.lost(wasSpeaking || !intake.isEmpty);
    else connection.ended();
    if (isOver) return;
    onEvent('close', { code, reason });
    if (error && wasSpeaking) {
      // Of what nothing was heard yet, nothing is heard twice. What has stalled would stall again.
      const unheard = error.cause.retryable && error.code !== 'TIMEOUT' ? outlet.withdraw() : undefined;
      if (unheard) intake.putBack(unheard);
      else {
        outlet.fail(error);
        hasFailed = true;
        onState({ state: 'failed', error });
      }
    }
    if (error && target && !error.cause.retryable) fail(error, target);
    if (doing !== 'connecting') become('nothing');
  }

  /** Gives the socket up; it is opened again when there is something to say. */
  async function hangUp(ms = CLOSING_MS): Promise<void> {
    clearTimeout(timer);
    const hadVoice = connection.line !== undefined;
    const isClosed = connection.close(ms);
    if (doing !== 'connecting') doing = 'nothing';
    if (hadVoice) onEvent('close', CLOSED);
    await isClosed;
    advance();
  }

  return {
    speak(text, message, wish) {
      intake.add(text, openShare(message), wish);
      advance();
    },
    flush: () => replies.mark(intake.flush()),
    clear() {
      intake.drop();
      replies.clear(intake.flush());
      const { line: voice } = connection;
      if (voice && doing !== 'connecting' && doing !== 'clearing') {
        doing = 'clearing';
        voice.clear();
      }
      outlet.clear();
      advance();
    },
    async close() {
      const begun = performance.now();
      const last = intake.flush();
      let limit: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        onRested = resolve;
        limit = setTimeout(resolve, CLOSING_MS);
        advance();
      });
      clearTimeout(limit);
      onRested = undefined;
      if (isOver) return;
      // What was given after that is spoken on a new socket.
      replies.drop(intake.drop(({ serial }) => serial <= last));
      outlet.cut();
      await hangUp(Math.max(LEAST_CLOSING_MS, begun + CLOSING_MS - performance.now()));
    },
    async end() {
      isOver = true;
      clearTimeout(timer);
      onRested?.();
      intake.drop();
      outlet.drop();
      await connection.close();
    },
  };
}
