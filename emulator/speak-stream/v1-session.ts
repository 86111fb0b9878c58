import type { FaultQueue } from '../faults/queue.js';
import { LATEST } from '../models/endpoint.js';
import { modelUuid } from '../models/uuid.js';
import type { Voice } from '../models/voice.js';
import type { Line } from '../socket/line.js';
import type { SocketMessage } from '../socket/record.js';
import type { Session } from '../socket/session.js';
import type { AudioFormat } from '../speak/format.js';
import { applyPronunciations } from '../speak/pronunciations.js';
import { audioOf } from '../speech/audio.js';
import { type Complaint, complaints, reasonOf } from './complaint.js';
import { type Cut, createConveyor } from './conveyor.js';
import { deliver } from './delivery.js';
import type { SpeechFault } from './fault.js';
import { sayFlushed } from './flushed.js';
import { watchIdle } from './idle.js';
import { meet } from './meet.js';
import { AUDIO_AFTER_CLEAR, LIMITS, type SpeakStreamOptions } from './options.js';
import { excessiveFlush } from './warning.js';
import { createWindow } from './window.js';

/** What a socket of `/v1/speak` was opened with. */
export interface Opened {
  readonly line: Line;
  readonly voice: Voice;
  readonly format: AudioFormat;
  readonly speed: number;
  readonly options: SpeakStreamOptions;
  readonly faults: FaultQueue<SpeechFault>;
}

/** A socket of `/v1/speak`: a buffer of text that is spoken when it is flushed, and not before. */
export function openBuffer(opened: Opened): Session {
  const { line, voice, options, faults } = opened;
  const limits = { ...LIMITS, ...options.limits };
  const conveyor = createConveyor(line);
  const characters = createWindow(limits.characters, limits.characterWindowMs, line.clock);
  const flushes = createWindow(limits.flushes, limits.flushWindowMs, line.clock);
  let buffer = '';
  // How they are counted is not published: here each kind for itself, a refused Flush not at all.
  let flushed = 0;
  let cleared = 0;
  let closing = false;

  const complain = (complaint: Complaint): void => line.close(complaint.close, reasonOf(complaint));
  const takeBuffer = (): string => {
    const text = buffer;
    buffer = '';
    return text;
  };
  const speak = (text: string, answered: boolean): void =>
    conveyor.add(async (cut) => {
      let told = !answered;
      await speakText(text, opened, cut, () => {
        told = true;
        line.send({ type: 'Flushed', sequence_id: flushed++ });
      });
      if (told || cut.signal.aborted) return;
      await sayFlushed(line, cut, faults, { type: 'Flushed', sequence_id: flushed++ });
    });

  const obey: Readonly<Record<string, (message: SocketMessage) => void>> = {
    Speak: ({ json }) => {
      const text = json?.text;
      if (typeof text !== 'string') return complain(complaints.unknown);
      // That it is rejected is documented, how is not. White space is text: language models send it.
      if (text === '') return complain(complaints.unknown);
      const length = [...text].length;
      if (length > limits.charactersPerMessage) return complain(complaints.bigText);
      if (!characters.take(length)) return complain(complaints.tooMuchText);
      buffer += text;
    },
    Flush: () => {
      const fault = meet(faults, line.path, 'speech-excessive-flush');
      fault?.reach();
      // That a refused one leaves the text in the buffer is assumed; so is that one of an empty buffer counts.
      if (fault === undefined && flushes.take(1)) return speak(takeBuffer(), true);
      const warn = (): void => line.send(excessiveFlush(options.warnings));
      if (options.refusals === 'at once') warn();
      else conveyor.add(warn, true);
    },
    Clear: () => {
      takeBuffer();
      const fault = meet(faults, line.path, 'speech-after-clear');
      fault?.reach();
      conveyor.clear(fault?.fault.frames ?? options.audioAfterClear ?? AUDIO_AFTER_CLEAR);
      // Whether the flushes that were dropped are answered is not published: here they are not.
      conveyor.add(() => line.send({ type: 'Cleared', sequence_id: cleared++ }), true);
    },
    Close: () => {
      closing = true;
      if (options.close === 'at once') return line.close(1000);
      // Whether this flush is answered is not published.
      if (buffer !== '') speak(takeBuffer(), false);
      conveyor.add(() => line.close(1000), true);
    },
  };

  line.send({
    type: 'Metadata',
    request_id: line.requestId,
    model_name: voice.model,
    model_version: LATEST,
    model_uuid: modelUuid(voice.model),
  });
  line.clock.after(limits.lifeMs, () => complain(complaints.tooLong), line.over);
  const touch = watchIdle(line, limits.idleMs, () => complain(complaints.noMessage));
  return {
    message: (message) => {
      touch();
      if (closing) return;
      if (message.binary) return complain(complaints.binary);
      if (message.bytes > limits.messageBytes) return complain(complaints.bigMessage);
      const act = Object.hasOwn(obey, message.type ?? '') ? obey[message.type ?? ''] : undefined;
      if (act === undefined) return complain(complaints.unknown);
      act(message);
    },
  };
}

async function speakText(raw: string, opened: Opened, cut: Cut, early: () => void): Promise<void> {
  const { line, voice, speed, format, options, faults } = opened;
  const { text } = applyPronunciations(raw);
  const speech = line.record(text);
  const utterance = { voice, text, speed, expressivity: 0 };
  const audio = async function* (lengths: readonly number[], over: AbortSignal) {
    if (text.trim() !== '') yield* audioOf(utterance, format, over, lengths);
  };
  await deliver({ line, faults, pace: options.stream ?? {}, format, speech, cut, audio, early });
}
