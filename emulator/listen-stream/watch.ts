import type { Line } from '../socket/line.js';
import { watchIdle } from '../speak-stream/idle.js';
import { type Complaint, complaints } from './complaint.js';
import { LIMITS, type ListenStreamOptions } from './options.js';

/** Watches that a client says something. */
export interface Watch {
  /** It has said something. */
  touch(): void;
  /** It was audio. */
  heard(): void;
}

/** Complains of a client that says nothing, or that never sends audio: KeepAlive alone does not keep a stream. */
export function watchClient(
  line: Line,
  options: ListenStreamOptions,
  complain: (complaint: Complaint) => void,
): Watch {
  const { idleMs, firstAudioMs } = { ...LIMITS, ...options.limits };
  let hasAudio = false;
  const touch = watchIdle(line, idleMs, () => complain(complaints.idle));
  const look = (): void => {
    if (!hasAudio) complain(options.firstAudio === 'NET-0002' ? complaints.noAudio : complaints.idle);
  };
  line.clock.after(firstAudioMs, look, line.over);
  return {
    touch,
    heard: () => {
      hasAudio = true;
    },
  };
}
