import type { Account } from '../../client/account.js';
import type { DeepgramError } from '../../client/errors.js';
import { openIntake } from './intake.js';
import { openOutlet } from './outlet.js';
import { createReplies } from './replies.js';
import { textOf } from './runs.js';
import type { SessionSettings } from './settings.js';
import { type Input, openShare } from './share.js';
import { createSpeaker } from './speaker.js';
import type { StreamWish } from './wish.js';

/** Text that is being written becomes audio that is being spoken. */
export interface SpeakSession<Message extends Input> {
  /** Takes text. @throws DeepgramError OVERFLOW when too much waits already; the message is not taken then */
  speak(text: string, message: Message, wish: StreamWish): void;
  /** What was given is spoken, wherever it ends; `reply-end` follows. */
  flush(): void;
  /** Not one byte more of what was given comes out. */
  clear(): void;
  /** Speaks what was given, for 2 s at the most, and closes. What is given after that opens another socket. */
  close(): Promise<void>;
  /** Ends at once: messages are completed, nothing more comes out. */
  end(): Promise<void>;
}

/** ms that a closing session has in all, and those of them that the close itself has at the least. */
const CLOSING_MS = 2000;
const LEAST_CLOSING_MS = 100;

/** What Deepgram says of a text with markup that it can't read; others are none the worse for it. */
const TEXT_REFUSED = 'DATA-0002';

/** ms for which a session remembers that its connections failed. */
const TROUBLED_MS = 60_000;

/** Opens a session. Its socket is opened by the first text, and again whenever one is needed. */
export function openSession<Message extends Input>(
  account: Account,
  settings: SessionSettings<Message>,
): SpeakSession<Message> {
  const { limits, onEvent, onState } = settings;
  let restTimer: NodeJS.Timeout | undefined;
  let hasFailed = false;
  let isOver = false;
  /** While it closes: what it still has to say, and who waits for that. */
  let closing: { readonly last: number; isDone(): void; readonly ended: Promise<void> } | undefined;

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
  const speaker = createSpeaker(account, limits, settings.trouble, {
    onFree: advance,
    onAudio: outlet.add,
    onSpoken: outlet.end,
    onEvent(type, payload) {
      if (type === 'open') hasFailed = false;
      onEvent(type, payload);
    },
    onProgress: onState,
    onRefused: fail,
    onLost(error, wish, wasSpeaking) {
      if (!wasSpeaking) {
        if (!error.cause.retryable) fail(error, wish);
        return;
      }
      // Of what nothing was heard yet, nothing is heard twice. What has stalled would stall again.
      const unheard = error.cause.retryable && error.code !== 'TIMEOUT' ? outlet.withdraw() : undefined;
      if (unheard) {
        intake.putBack(unheard);
        return;
      }
      outlet.fail(error);
      if (error.cause.retryable || error.cause.errCode === TEXT_REFUSED) showFailure(error);
      else fail(error, wish);
    },
  });

  /** Does what is to be done next, if it can be done now. */
  function advance(): void {
    if (isOver || !speaker.isFree) return;
    clearTimeout(restTimer);
    const { scarceRoom } = speaker;
    if (scarceRoom !== undefined) intake.merge(scarceRoom);
    const next = intake.peek();
    if (!next || (closing && next.serial > closing.last)) {
      rest();
      return;
    }
    // Bounds what waits: Deepgram speaks faster than anybody listens.
    if (outlet.waiting > limits.unheard) return;
    const text = textOf(next.runs).toWellFormed();
    if (!speaker.isReadyFor(next.wish, text.length)) return;
    intake.shift();
    outlet.begin(next, speaker.requestId);
    onState({ state: 'speaking' });
    speaker.say(text);
  }

  /** There is nothing to be said. */
  function rest(): void {
    if (!outlet.isEmpty) return;
    if (closing) {
      closing.isDone();
      return;
    }
    const { isConnected, isTroubled, isHangingUp } = speaker;
    if (isHangingUp) return;
    if (!hasFailed) onState({ state: isConnected ? 'connected' : 'idle' });
    if (isConnected) restTimer = setTimeout(() => void speaker.hangUp(), settings.idle);
    else if (intake.isEmpty) restTimer = setTimeout(settings.onOver, isTroubled ? TROUBLED_MS : 0);
  }

  /** No text with this wish can be spoken; another voice, say, may be possible. */
  function fail(error: DeepgramError, { path }: StreamWish): void {
    replies.drop(intake.drop(({ wish }) => wish.path === path, error));
    showFailure(error);
  }

  function showFailure(error: DeepgramError): void {
    hasFailed = true;
    onState({ state: 'failed', error });
  }

  async function close(last: number, isSpoken: Promise<void>): Promise<void> {
    const begun = performance.now();
    let limit: NodeJS.Timeout | undefined;
    const isLate = new Promise<void>((resolve) => {
      limit = setTimeout(resolve, CLOSING_MS);
    });
    advance();
    await Promise.race([isSpoken, isLate]);
    clearTimeout(limit);
    if (isOver) return;
    replies.drop(intake.drop(({ serial }) => serial <= last));
    outlet.clear();
    await speaker.hangUp(Math.max(LEAST_CLOSING_MS, begun + CLOSING_MS - performance.now()));
    closing = undefined;
    advance();
  }

  return {
    speak(text, message, wish) {
      try {
        intake.add(text, openShare(message), wish);
      } finally {
        advance();
      }
    },
    flush: () => replies.mark(intake.flush()),
    clear() {
      intake.drop();
      replies.clear(intake.flush());
      speaker.clear();
      outlet.clear();
      advance();
    },
    close() {
      if (closing) return closing.ended;
      const last = intake.flush();
      let isDone = () => {};
      const isSpoken = new Promise<void>((resolve) => {
        isDone = resolve;
      });
      const begin = Promise.resolve().then(() => close(last, isSpoken));
      closing = { last, isDone, ended: begin };
      return begin;
    },
    async end() {
      isOver = true;
      clearTimeout(restTimer);
      closing?.isDone();
      intake.drop();
      outlet.drop();
      await speaker.end();
    },
  };
}
