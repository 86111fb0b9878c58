import { pause, untilOver } from '../faults/bodies.js';
import type { FaultQueue } from '../faults/queue.js';
import type { Line, ServerMessage } from '../socket/line.js';
import type { Cut } from './conveyor.js';
import type { SpeechFault } from './fault.js';
import { meet } from './meet.js';

/** Says that a flush or turn is over once its audio is out, unless a fault has it late, or not at all. */
export async function sayFlushed(
  line: Line,
  cut: Cut,
  faults: FaultQueue<SpeechFault>,
  message: ServerMessage,
): Promise<void> {
  const never = meet(faults, line.path, 'speech-no-flushed');
  if (never !== undefined) return never.reach();
  const late = meet(faults, line.path, 'speech-flushed-late');
  if (late !== undefined) {
    const ending = AbortSignal.any([line.over, cut.signal]);
    const { ms } = late.fault;
    if (ms !== undefined) late.reach();
    await (ms === undefined ? Promise.race([late.hold(), untilOver(ending)]) : pause(ms, ending));
  }
  if (!cut.signal.aborted) line.send(message);
}
