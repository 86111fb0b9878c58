import { type Cutter, createCutter, durationOf } from '../../audio/frames.js';
import { createPacer } from '../../audio/pacer.js';
import { wavStreamHeader } from '../../audio/wav-stream.js';
import type { DeepgramError } from '../../client/errors.js';
import { releaseRuns } from './runs.js';
import type { Input } from './share.js';
import type { Outgoing, Piece, Utterance } from './utterance.js';

export interface OutletSettings<Message extends Input> {
  /** ms of audio in each piece; 0: as it comes. */
  readonly frame: number;
  /** ms of audio that may leave ahead of real time; undefined: as fast as it comes. */
  readonly ahead: number | undefined;
  /** Whether each utterance begins with a WAV header. */
  readonly hasHeader: boolean;
  onPiece(piece: Piece<Message>): void;
  /** An utterance has ended: all of it has left, or it failed. `isSpoken`: to its end. */
  onEnd(serial: number, isSpoken: boolean): void;
  /** Audio that waited has left. */
  onLeft(): void;
}

/** The way out of a session's audio: cut, paced, and silent after a clear. */
export interface Outlet<Message extends Input> {
  /** An utterance has been said; what comes next is its audio. */
  begin(utterance: Utterance<Message>, requestId: string | undefined): void;
  add(bytes: Buffer): void;
  /** All audio of the utterance has come. */
  end(): void;
  /** No more of it will come. */
  fail(error: DeepgramError): void;
  /** Takes back the utterance of which nothing has come yet, if there is one. */
  withdraw(): Utterance<Message> | undefined;
  /** Lets nothing more out; what had begun to leave ends as cleared. */
  clear(): void;
  /** Lets nothing more out, and says nothing. */
  drop(): void;
  /** ms of audio that wait to leave. */
  readonly waiting: number;
  readonly isEmpty: boolean;
}

/** ms of audio that a piece has at the most where audio is paced and no frame is asked for. */
const PACED_MS = 20;

/** Opens the way out. */
export function openOutlet<Message extends Input>(settings: OutletSettings<Message>): Outlet<Message> {
  const { frame, ahead, hasHeader, onPiece, onEnd, onLeft } = settings;
  const pacer = createPacer(ahead, onLeft);
  const most = ahead === undefined ? undefined : PACED_MS;
  /** All whose end has not left yet; the last one may be still coming. */
  const going: Outgoing<Message>[] = [];
  let coming: { outgoing: Outgoing<Message>; cutter: Cutter } | undefined;

  function leave(outgoing: Outgoing<Message>, audio: Buffer, isLast: boolean, isCleared = false): void {
    const { format } = outgoing.utterance.wish;
    const isFirst = outgoing.index === 0;
    const whole = isFirst && hasHeader ? Buffer.concat([wavStreamHeader(format), audio]) : audio;
    outgoing.index += 1;
    onPiece({ outgoing, audio: whole, index: outgoing.index - 1, isLast, isCleared });
  }

  function put(outgoing: Outgoing<Message>, audio: Buffer): void {
    const { format } = outgoing.utterance.wish;
    pacer.put(durationOf(format, audio.length), () => leave(outgoing, audio, false));
  }

  /** Ends an utterance. What it leaves with may lead a flow to clear at once: it must have ended by then. */
  function finish(
    outgoing: Outgoing<Message>,
    how: { last?: Buffer; isSpoken: boolean; error?: DeepgramError },
  ): void {
    if (outgoing.hasEnded) return;
    outgoing.hasEnded = true;
    going.splice(going.indexOf(outgoing), 1);
    if (how.last) leave(outgoing, how.last, true, !how.isSpoken);
    releaseRuns(outgoing.utterance.runs, how.error);
    onEnd(outgoing.utterance.serial, how.isSpoken);
  }

  /** Ends an utterance before its end. */
  function cutShort(outgoing: Outgoing<Message>): void {
    finish(outgoing, { isSpoken: false, ...(outgoing.index > 0 && { last: Buffer.alloc(0) }) });
  }

  function dropAll(isTold: boolean): void {
    pacer.drop();
    coming = undefined;
    for (const outgoing of [...going]) {
      if (isTold) cutShort(outgoing);
      else finish(outgoing, { isSpoken: false });
    }
  }

  return {
    begin(utterance, requestId) {
      const saidAt = performance.now();
      const outgoing = { utterance, requestId, saidAt, firstByteMs: undefined, index: 0, hasEnded: false };
      going.push(outgoing);
      coming = { outgoing, cutter: createCutter(utterance.wish.format, frame, most) };
    },
    add(bytes) {
      if (!coming) return;
      const { outgoing, cutter } = coming;
      outgoing.firstByteMs ??= Math.round(performance.now() - outgoing.saidAt);
      for (const audio of cutter.add(bytes)) {
        put(outgoing, audio);
        // What is sent may lead a flow to clear at once.
        if (outgoing.hasEnded) return;
      }
    },
    end() {
      if (!coming) return;
      const { outgoing, cutter } = coming;
      coming = undefined;
      const rest = cutter.end() ?? Buffer.alloc(0);
      const ms = durationOf(outgoing.utterance.wish.format, rest.length);
      pacer.put(ms, () => finish(outgoing, { last: rest, isSpoken: true }));
    },
    fail(error) {
      if (!coming) return;
      const { outgoing } = coming;
      coming = undefined;
      // After what is on its way.
      pacer.put(0, () => finish(outgoing, { isSpoken: false, error }));
    },
    withdraw() {
      if (!coming || coming.outgoing.firstByteMs !== undefined) return undefined;
      const { outgoing } = coming;
      coming = undefined;
      going.splice(going.indexOf(outgoing), 1);
      return outgoing.utterance;
    },
    clear: () => dropAll(true),
    drop: () => dropAll(false),
    get waiting() {
      return pacer.waiting;
    },
    get isEmpty() {
      return going.length === 0;
    },
  };
}
