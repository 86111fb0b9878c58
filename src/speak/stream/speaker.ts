import type { Account } from '../../client/account.js';
import { createConnection } from '../../client/connection.js';
import type { DeepgramError } from '../../client/errors.js';
import type { Connecting, Trouble } from '../../client/reconnect.js';
import type { SocketEnd } from '../../client/socket.js';
import { openBudget } from './budget.js';
import type { StreamLimits } from './limits.js';
import { openVoice, type Voice } from './voice.js';
import type { StreamWish } from './wish.js';

/** What is heard of a speaker. */
export interface SpeakerEvents {
  /** Something can be said, or tried again. */
  onFree(): void;
  /** Audio of what was said last. */
  onAudio(bytes: Buffer): void;
  /** All of its audio has come. */
  onSpoken(): void;
  /** A message of Deepgram's by its type, or one of ours: `open`, `close`. */
  onEvent(type: string, payload: unknown): void;
  onProgress(progress: Connecting): void;
  /** No socket can be had for this wish. */
  onRefused(error: DeepgramError, wish: StreamWish): void;
  /** The socket is lost. @param wasSpeaking - what was being said is lost with it */
  onLost(error: DeepgramError, wish: StreamWish, wasSpeaking: boolean): void;
}

/** Says one text at a time, over one socket after another: only so it is certain whose audio comes. */
export interface Speaker {
  /** True where nothing is being said, cleared or connected. */
  readonly isFree: boolean;
  readonly isConnected: boolean;
  /** A socket is on its way out; `onFree` follows. */
  readonly isHangingUp: boolean;
  /** Deepgram's id of the socket. */
  readonly requestId: string | undefined;
  readonly isTroubled: boolean;
  /** Characters that one flush may have now, where flushes are short; undefined where they are not. */
  readonly scarceRoom: number | undefined;
  /** True where a text can be said now. Else what it takes is begun, and `onFree` follows. */
  isReadyFor(wish: StreamWish, characters: number): boolean;
  /** Says a text; `isReadyFor` has said that it can. */
  say(text: string): void;
  /** Not one byte more of what was said is heard. */
  clear(): void;
  /** Gives the socket up; another one is opened when there is something to say. */
  hangUp(ms?: number): Promise<void>;
  /** Says nothing any more. */
  end(): Promise<void>;
}

/** How a socket ends that we end. */
const CLOSED = { code: 1000, reason: '' };

/** Makes a speaker; its first socket is opened when it is needed. */
export function createSpeaker(
  account: Account,
  limits: StreamLimits,
  trouble: Trouble | undefined,
  events: SpeakerEvents,
): Speaker {
  let budget = openBudget(limits);
  let doing: 'nothing' | 'connecting' | 'speaking' | 'refused' | 'clearing' | 'over' = 'nothing';
  let timer: NodeJS.Timeout | undefined;
  let hangingUp = 0;

  const connection = createConnection<StreamWish, Voice>({
    ...(trouble && { trouble }),
    open: ({ version, path }, signal, gate) =>
      openVoice(account, { version, path, patience: account.timeout }, signal, {
        onAudio: gate.pass(events.onAudio),
        onSpoken: gate.pass(onSpoken),
        onRefused: gate.pass(onRefused),
        onCleared: gate.pass(free),
        onDoubt: gate.pass(onDoubt),
        onMessage: gate.pass(events.onEvent),
        onEnd: gate.pass(onEnd),
      }),
    onProgress: events.onProgress,
    onOpen({ requestId }, isReplaced) {
      budget = openBudget(limits);
      if (isReplaced) events.onEvent('close', CLOSED);
      events.onEvent('open', { ...(requestId && { request_id: requestId }) });
    },
  });

  function free(): void {
    if (doing === 'over') return;
    doing = 'nothing';
    events.onFree();
  }

  function wait(ms: number, then: () => void): void {
    clearTimeout(timer);
    timer = setTimeout(then, Math.ceil(ms));
  }

  async function connect(wish: StreamWish): Promise<void> {
    doing = 'connecting';
    try {
      await connection.open(wish);
    } catch (thrown) {
      if (doing === 'connecting') events.onRefused(thrown as DeepgramError, wish);
    }
    if (doing === 'connecting') free();
  }

  function onSpoken(): void {
    connection.succeeded();
    // Not free before this is over: what it leads to may be to say the next.
    events.onSpoken();
    free();
  }

  /** The text waits at Deepgram; it is asked for again when that is allowed. */
  function onRefused(): void {
    doing = 'refused';
    const { line: voice } = connection;
    wait(Math.max(budget.wait(0, performance.now()), limits.flushWindow / limits.flushes), () => {
      if (doing !== 'refused' || voice !== connection.line) return;
      budget.spend(0, performance.now());
      doing = 'speaking';
      voice?.repeat();
    });
  }

  /** Whose audio comes next on this socket nobody knows. */
  function onDoubt(isSpoken: boolean): void {
    if (isSpoken) events.onSpoken();
    // Without politeness: whoever does not answer one thing may not answer another.
    void hangUp(0);
  }

  function onEnd({ code, reason, error }: SocketEnd): void {
    const { target } = connection;
    const wasSpeaking = doing === 'speaking' || doing === 'refused';
    if (error) connection.lost(wasSpeaking);
    else connection.ended();
    if (doing === 'over') return;
    events.onEvent('close', { code, reason });
    if (error && target) events.onLost(error, target, wasSpeaking);
    if (doing !== 'connecting') free();
  }

  async function hangUp(ms?: number): Promise<void> {
    clearTimeout(timer);
    const wasConnected = connection.line !== undefined;
    const isClosed = connection.close(ms);
    if (doing !== 'connecting' && doing !== 'over') doing = 'nothing';
    if (wasConnected) events.onEvent('close', CLOSED);
    hangingUp += 1;
    if (doing === 'nothing') free();
    await isClosed;
    hangingUp -= 1;
    if (doing === 'nothing') free();
  }

  return {
    get isFree() {
      return doing === 'nothing';
    },
    get isConnected() {
      return connection.line !== undefined;
    },
    get isHangingUp() {
      return hangingUp > 0;
    },
    get requestId() {
      return connection.line?.requestId;
    },
    get isTroubled() {
      return connection.isTroubled;
    },
    get scarceRoom() {
      const now = performance.now();
      return connection.line && budget.isLow(now) ? Math.min(limits.message, budget.room(now)) : undefined;
    },
    isReadyFor(wish, characters) {
      clearTimeout(timer);
      const now = performance.now();
      const isFit = connection.target?.path === wish.path && now - connection.openedAt < limits.life;
      const ms = isFit ? budget.wait(characters, now) : 0;
      if (!isFit) void connect(wish);
      else if (ms > 0) wait(ms, events.onFree);
      return isFit && ms <= 0;
    },
    say(text) {
      doing = 'speaking';
      budget.spend(text.length, performance.now());
      connection.line?.say(text);
    },
    clear() {
      const { line: voice } = connection;
      if (doing === 'connecting') connection.giveUp();
      const isSpeaking = doing === 'speaking' || doing === 'refused';
      // What has been said is silent already, unless some of it may still come.
      if (!voice || !(isSpeaking || (doing === 'nothing' && voice.mayLag))) return;
      clearTimeout(timer);
      doing = 'clearing';
      voice.clear();
    },
    hangUp,
    async end() {
      doing = 'over';
      clearTimeout(timer);
      await connection.close();
    },
  };
}
