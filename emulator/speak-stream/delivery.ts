import type { FaultQueue } from '../faults/queue.js';
import type { Line } from '../socket/line.js';
import type { SpeechRecorder } from '../socket/speech.js';
import type { AudioFormat } from '../speak/format.js';
import type { Cut } from './conveyor.js';
import type { SpeechFault } from './fault.js';
import { bytesPerSecond, heldBack, lengthsOf, sendFrames, silenced } from './frames.js';
import { meet } from './meet.js';
import type { StreamPace } from './options.js';

/** What is spoken, and where to. */
export interface Spoken {
  readonly line: Line;
  readonly faults: FaultQueue<SpeechFault>;
  readonly pace: StreamPace;
  readonly format: AudioFormat;
  readonly speech: SpeechRecorder;
  readonly cut: Cut;
  /**
   * The audio, in messages of these lengths.
   *
   * @param over ends the work; what it throws then is no error
   */
  audio(lengths: readonly number[], over: AbortSignal): AsyncIterable<Buffer>;
  /** Says that all has been sent, earlier than it has. */
  early(): void;
}

/** Speaks, with the faults that come over it; settles when all is sent, when it is cut, or when the line is over. */
export async function deliver(spoken: Spoken): Promise<void> {
  const { line, cut, format, pace, faults, speech } = spoken;
  const half = meet(faults, line.path, 'speech-half-samples');
  const slow = meet(faults, line.path, 'speech-slow');
  half?.reach();
  slow?.reach();
  const rate = Math.min(
    slow?.fault.bytesPerSecond ?? Number.POSITIVE_INFINITY,
    (pace.realTimeFactor ?? Number.POSITIVE_INFINITY) * bytesPerSecond(format),
  );
  const stop = stopOf(spoken);
  const lengths = lengthsOf(format, pace, half !== undefined);
  const frames = withFaults(spoken.audio(lengths, stop), spoken);
  try {
    await sendFrames(frames, { line, speech, cut, rate, firstMs: pace.firstMs ?? 0 });
  } catch (error) {
    if (!stop.aborted) throw error;
  }
  speech.record.end = endOf(spoken);
}

function endOf({ line, cut }: Spoken): 'broken' | 'cut' | 'complete' {
  if (line.over.aborted) return 'broken';
  return cut.signal.aborted ? 'cut' : 'complete';
}

/** Ends the making of audio. What is cut before it is heard need not be made; else some may come behind the cut. */
function stopOf({ line, cut, speech }: Spoken): AbortSignal {
  const stop = new AbortController();
  line.over.addEventListener('abort', () => stop.abort(), { once: true, signal: stop.signal });
  const end = (): void => {
    if (speech.record.frames === 0 || cut.framesBehind === 0) stop.abort();
  };
  cut.signal.addEventListener('abort', end, { once: true });
  if (line.over.aborted || cut.signal.aborted) stop.abort();
  return stop.signal;
}

function withFaults(audio: AsyncIterable<Buffer>, spoken: Spoken): AsyncIterable<Buffer> {
  const { line, cut, faults } = spoken;
  const silence = meet(faults, line.path, 'speech-silence');
  const early = meet(faults, line.path, 'speech-flushed-early');
  const ending = AbortSignal.any([line.over, cut.signal]);
  let frames = audio;
  if (silence !== undefined) {
    frames = silenced(frames, silence.fault.afterBytes ?? 0, () => silence.hold(), ending);
  }
  if (early === undefined) return frames;
  early.reach();
  return heldBack(frames, early.fault.frames ?? 1, () => {
    if (!ending.aborted) spoken.early();
  });
}
