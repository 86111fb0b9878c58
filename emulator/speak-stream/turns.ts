import type { FaultQueue } from '../faults/queue.js';
import type { Line, ServerMessage } from '../socket/line.js';
import type { AudioFormat } from '../speak/format.js';
import { type Cut, createConveyor } from './conveyor.js';
import { deliver } from './delivery.js';
import type { SpeechFault } from './fault.js';
import { sayFlushed } from './flushed.js';
import { bytesPerSecond } from './frames.js';
import { meet } from './meet.js';
import { AUDIO_AFTER_CLEAR, type SpeakStreamOptions } from './options.js';
import { createTotals } from './session-totals.js';
import { mintId, openTurn, type Turn } from './turn.js';
import { isSpeakable, type Manner, turnAudio } from './turn-audio.js';
import { metadataOf, speechInterrupted, type TurnMetadata, warningOf } from './turn-messages.js';

/** What turns are spoken with. */
export interface TurnParts {
  readonly line: Line;
  readonly format: AudioFormat;
  readonly options: SpeakStreamOptions;
  readonly faults: FaultQueue<SpeechFault>;
  readonly manner: Omit<Manner, 'drained' | 'format'>;
}

/** The turns of a conversation: one is active, those behind it are pending. */
export interface Turns {
  /** Adds to the turn that is not flushed yet, or opens one. `raw` counts what was sent, controls and all. */
  speak(text: string, raw: number, pronunciations: number): void;
  /** Ends the turn that is not flushed yet; says so where there is none. */
  flush(): void;
  /** Cancels the active turn, or says why not. `offsetMs` counts from the start of the session's audio. */
  interrupt(offsetMs: number | undefined): void;
  /** How many pronunciations are in the turn that is not flushed yet. */
  pronunciations(): number;
  /** Speaks what is there, then says what it all was, then `close` is called. */
  end(close: () => void): void;
}

export function createTurns({ line, format, options, faults, manner }: TurnParts): Turns {
  const conveyor = createConveyor(line);
  const totals = createTotals();
  let open: Turn | undefined;
  let active: Turn | undefined;
  let interruption: { readonly offsetMs: number | undefined } | undefined;
  const rate = bytesPerSecond(format) / 1000;
  const lengthOf = (turn: Turn): number => turn.speech.record.bytes / rate;

  const settle = (turn: Turn, heardMs = lengthOf(turn)): TurnMetadata => {
    const metadata = metadataOf(turn, heardMs);
    totals.add(metadata, heardMs);
    active = undefined;
    return metadata;
  };
  const settleCut = (turn: Turn): ServerMessage => {
    const offsetMs = interruption?.offsetMs;
    interruption = undefined;
    const heardMs = clamp((offsetMs ?? Number.POSITIVE_INFINITY) - totals.audioMs(), lengthOf(turn));
    const metadata = settle(turn, heardMs);
    totals.interrupted(offsetMs);
    const isKnown = offsetMs !== undefined;
    return speechInterrupted(turn, metadata, {
      playedMs: totals.audioMs(),
      isKnown,
      atBytes: heardMs * rate,
    });
  };
  const run = async (turn: Turn, cut: Cut): Promise<void> => {
    active = turn;
    let told = false;
    const drained = (): void => {
      if (turn.answered) line.send({ type: 'Flushed', speech_id: turn.id });
    };
    const early = (): void => {
      told = true;
      line.send({ type: 'SpeechMetadata', ...settle(turn) });
    };
    const audio = (lengths: readonly number[], over: AbortSignal): AsyncIterable<Buffer> => {
      const ending = AbortSignal.any([cut.signal, line.over]);
      return turnAudio(turn, { ...manner, format, drained }, { lengths, ending, over });
    };
    line.send({ type: 'SpeechStarted', speech_id: turn.id });
    const pace = options.stream ?? {};
    await deliver({ line, faults, pace, format, speech: turn.speech, cut, audio, early });
    if (told || line.over.aborted) return;
    if (!cut.signal.aborted) {
      if (!isSpeakable(turn.text)) line.send(warningOf('NO_SYNTHESIZABLE_TEXT'));
      const metadata = metadataOf(turn, lengthOf(turn));
      await sayFlushed(line, cut, faults, { type: 'SpeechMetadata', ...metadata });
    }
    if (cut.signal.aborted) line.send(settleCut(turn));
    else settle(turn);
  };

  const flush = (answered: boolean): boolean => {
    if (open === undefined) return false;
    Object.assign(open, { flushed: true, answered });
    open.wake();
    open = undefined;
    return true;
  };

  return {
    speak: (text, raw, pronunciations) => {
      if (open === undefined) {
        const id = mintId();
        const turn = openTurn(id, line.record('', id));
        open = turn;
        conveyor.add((cut) => run(turn, cut), options.interrupt !== 'all');
      }
      open.text += text;
      open.speech.record.text = open.text;
      open.characters += raw;
      open.pronunciations += pronunciations;
      open.wake();
    },
    flush: () => {
      if (!flush(true)) line.send(warningOf('NO_ACTIVE_SPEECH'));
    },
    interrupt: (offsetMs) => {
      const hasAudio = totals.audioMs() > 0 || (active !== undefined && lengthOf(active) > 0);
      if (!hasAudio) return line.send(warningOf('NO_AUDIO_GENERATED'));
      if (interruption !== undefined) return line.send(warningOf('INTERRUPT_IN_PROGRESS'));
      if (offsetMs !== undefined && offsetMs <= totals.established())
        return line.send(warningOf('INVALID_INTERRUPT_OFFSET'));
      // What is said once all turns have been generated, heard or not, is not published.
      if (active === undefined) return line.send(warningOf('NO_ACTIVE_SPEECH'));
      interruption = { offsetMs };
      if (open === active || options.interrupt === 'all') open = undefined;
      const fault = meet(faults, line.path, 'speech-after-clear');
      fault?.reach();
      conveyor.clear(fault?.fault.frames ?? options.audioAfterClear ?? AUDIO_AFTER_CLEAR);
    },
    pronunciations: () => open?.pronunciations ?? 0,
    end: (close) => {
      flush(false);
      conveyor.add(() => {
        line.send(totals.message());
        close();
      }, true);
    },
  };
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(value, most));
}
