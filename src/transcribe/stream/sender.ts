import type { Ear } from './ear.js';
import type { Finalizing } from './finalizing.js';
import type { ListenLimits } from './limits.js';
import { createPace } from './pace.js';
import type { Tape } from './tape.js';

/** Gives a session's audio to its sockets. */
export interface Sender {
  /** Sends what can be sent now; `onDrained` follows when all has been. */
  advance(): void;
  /** What is sent from now on is sent again, from this time (ms of the session) on: no faster than it may be. */
  replay(start: number): void;
  /** There is no time left to be slow in. */
  hurry(): void;
  /** Sends nothing until `advance`. */
  pause(): void;
}

export interface SenderEvents {
  /** The socket in use, where there is one. */
  line(): Ear | undefined;
  /** There is something to send, and no socket. */
  onNeed(): void;
  onSent(): void;
  onDrained(): void;
}

/** ms after which one looks whether the network has taken what it has. */
const LOOK_MS = 20;

/** ms of audio that are sent again at once. */
const PIECE_MS = 100;

/** Makes a sender of what is on a tape. */
export function createSender(
  tape: Tape,
  finalizing: Finalizing,
  { buffered, replaySpeed }: Pick<ListenLimits, 'buffered' | 'replaySpeed'>,
  events: SenderEvents,
): Sender {
  const pace = createPace(replaySpeed);
  let isHurried = false;
  let timer: NodeJS.Timeout | undefined;

  /** Asks for the text so far where all of that audio has been sent. */
  function finalize(line: Ear, sent: number): void {
    if (!finalizing.isDue(sent)) return;
    line.finalize();
    finalizing.asked(sent);
  }

  function advance(): void {
    clearTimeout(timer);
    const next = () => tape.next(pace.isOn ? PIECE_MS : undefined);
    for (let stretch = next(); stretch; stretch = next()) {
      const line = events.line();
      if (!line) {
        events.onNeed();
        return;
      }
      finalize(line, stretch.at);
      const wait = line.buffered > buffered ? LOOK_MS : pace.wait(stretch.start);
      if (wait > 0) {
        timer = setTimeout(advance, Math.ceil(wait));
        return;
      }
      line.send(stretch.bytes);
      // Whose message ends with it may do something at once: it is on its way by then.
      tape.sent(stretch);
      events.onSent();
    }
    pace.end();
    const line = events.line();
    if (line) finalize(line, Number.POSITIVE_INFINITY);
    events.onDrained();
  }

  return {
    advance,
    replay(start) {
      if (!isHurried) pace.begin(start);
    },
    hurry() {
      isHurried = true;
      pace.end();
    },
    pause: () => clearTimeout(timer),
  };
}
