import { DeepgramError } from '../../client/errors.js';
import { split } from '../text/split.js';
import type { StreamLimits } from './limits.js';
import { cutRuns, type Run, releaseRuns, textOf } from './runs.js';
import { mayEndSentence, sentenceEnds } from './sentences.js';
import type { Input, Share } from './share.js';
import { lengthOf, type Utterance } from './utterance.js';
import type { StreamWish } from './wish.js';

/** When text is spoken: at each end of a sentence, after each message, or when told. */
export type FlushMode = 'sentence' | 'message' | 'manual';

/** Where text waits to be spoken. */
export interface Intake<Message extends Input> {
  /** @throws DeepgramError OVERFLOW when too much waits already; nothing of the text is taken then */
  add(text: string, share: Share<Message>, wish: StreamWish): void;
  /** What was added is spoken now, wherever it ends. @returns the serial of the last utterance so far */
  flush(): number;
  /** The next utterance; it stays. */
  peek(): Utterance<Message> | undefined;
  shift(): void;
  /** Puts an utterance before all others. */
  putBack(utterance: Utterance<Message>): void;
  /** Puts those that wait and belong together into the next one, up to so many characters. */
  merge(limit: number): void;
  /** True where nothing waits, not even what is still being written. */
  readonly isEmpty: boolean;
  /**
   * Is done with what waits.
   *
   * @param isMeant - which utterances; without it all, and what is still being written
   * @returns the serials of those utterances
   */
  drop(isMeant?: (utterance: Utterance<Message>) => boolean, error?: DeepgramError): number[];
}

export interface IntakeSettings<Message extends Input> {
  readonly mode: FlushMode;
  /** ms without new text after which what is left of a sentence is spoken. */
  readonly pause: number;
  readonly limits: StreamLimits;
  /** True for messages whose audio may go the same way. */
  isAlike(one: Message, other: Message): boolean;
  /** Something has come that can be spoken. */
  onReady(): void;
}

/** Opens the place where a session's text waits. */
export function openIntake<Message extends Input>(settings: IntakeSettings<Message>): Intake<Message> {
  const { mode, pause, limits, isAlike, onReady } = settings;
  /** What is still being written. */
  let open: Run<Message>[] = [];
  let openWish: StreamWish | undefined;
  /** UTF-16 code units of it, and whether it holds what may end a sentence. */
  let openLength = 0;
  let mayEnd = false;
  let ready: Utterance<Message>[] = [];
  let serial = 0;
  let timer: NodeJS.Timeout | undefined;

  /** UTF-16 code units of all that waits. */
  let waiting = 0;

  function enqueue(runs: Run<Message>[], wish: StreamWish): void {
    const text = textOf(runs);
    let left = runs;
    let done = 0;
    for (const piece of text.trim() === '' ? [] : split(text, limits.message)) {
      const start = text.indexOf(piece, done);
      const [between, behind] = cutRuns(left, start - done);
      const [taken, rest] = cutRuns(behind, piece.length);
      forget(between);
      serial += 1;
      ready.push({ serial, wish, runs: taken });
      left = rest;
      done = start + piece.length;
    }
    // White space only.
    forget(left);
  }

  function forget(runs: readonly Run<Message>[], error?: DeepgramError): void {
    waiting -= lengthOf({ runs });
    releaseRuns(runs, error);
  }

  function release(length = Number.POSITIVE_INFINITY): void {
    const [taken, rest] = cutRuns(open, length);
    if (rest.length === 0) {
      openLength = 0;
      mayEnd = false;
    }
    open = rest;
    if (taken.length > 0 && openWish) enqueue(taken, openWish);
  }

  /** @param added - the text that was added last */
  function releaseSentences(added: string): void {
    // Most tokens of a language model end no sentence, and all that is open would be looked at for each.
    mayEnd ||= mayEndSentence(added);
    const text = mayEnd ? textOf(open) : '';
    let done = 0;
    for (const end of sentenceEnds(text)) {
      release(end - done);
      done = end;
    }
    if (done > 0) mayEnd = mayEndSentence(text.slice(done));
    openLength = done > 0 ? text.length - done : openLength + added.length;
    if (openLength > limits.message) release();
    if (open.length > 0) timer = setTimeout(flushRest, pause);
  }

  function flushRest(): void {
    clearTimeout(timer);
    const had = open.length > 0;
    release();
    // White space alone is done with here.
    if (had) onReady();
  }

  return {
    add(text, share, wish) {
      if (waiting + text.length > limits.waiting)
        throw new DeepgramError('OVERFLOW', 'speakQueueFull', { limit: limits.waiting });
      if (openWish && openWish.path !== wish.path) release();
      openWish = wish;
      open.push({ text, share });
      waiting += text.length;
      clearTimeout(timer);
      if (mode === 'message') release();
      if (mode === 'sentence') releaseSentences(text);
      if (ready.length > 0) onReady();
    },
    flush() {
      flushRest();
      return serial;
    },
    peek: () => ready[0],
    shift() {
      const next = ready.shift();
      if (next) waiting -= lengthOf(next);
    },
    putBack(utterance) {
      ready.unshift(utterance);
      waiting += lengthOf(utterance);
    },
    merge(limit) {
      for (let [first, second] = ready; first && second; [first, second] = ready) {
        const [a, b] = [first.runs[0]?.share.input, second.runs[0]?.share.input];
        const isFit = lengthOf(first) + lengthOf(second) <= limit;
        if (!isFit || first.wish.path !== second.wish.path || !a || !b || !isAlike(a, b)) return;
        ready.splice(0, 2, { ...second, runs: [...first.runs, ...second.runs] });
      }
    },
    get isEmpty() {
      return open.length === 0 && ready.length === 0;
    },
    drop(isMeant, error) {
      if (!isMeant) clearTimeout(timer);
      const meant = ready.filter((utterance) => isMeant?.(utterance) ?? true);
      ready = ready.filter((utterance) => isMeant && !isMeant(utterance));
      const written = isMeant ? [] : open;
      if (!isMeant) {
        open = [];
        openLength = 0;
        mayEnd = false;
      }
      for (const { runs } of meant) forget(runs, error);
      forget(written, error);
      return meant.map((utterance) => utterance.serial);
    },
  };
}
