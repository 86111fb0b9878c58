import type { FaultQueue, MetFault } from '../faults/queue.js';
import type { SocketFault, SocketMoment } from './fault.js';

type Met = MetFault<SocketFault>;

/** The moments of one socket at which faults come over it. */
export interface Moments {
  /** Takes the faults that come at a moment, see {@link SocketPoint}. */
  at(point: string): readonly Met[];
  /** How many bytes of audio may be sent until the next fault comes. */
  room(): number;
  /** Takes the faults that come once so much audio has been sent. */
  sent(bytes: number): readonly Met[];
  /** Takes the next fault that keeps the socket from closing. */
  closing(): readonly Met[];
}

/** @param path of the socket, e.g. `/v1/speak` */
export function followMoments(faults: FaultQueue<SocketFault>, path: string): Moments {
  /** How often its point was reached, or how many bytes were sent, for each fault. */
  const counts = new WeakMap<SocketFault, number>();
  const count = (fault: SocketFault, more: number, needed: number): boolean => {
    const now = (counts.get(fault) ?? 0) + more;
    counts.set(fault, now < needed ? now : 0);
    return now >= needed;
  };
  return {
    at: (point) =>
      faults.meetAll(path, (fault) => {
        if (fault.kind === 'socket-refused') return point === 'handshake';
        if (fault.kind === 'socket-ignore-close') return false;
        const { at, nth = 1, afterBytes } = momentOf(fault);
        if (afterBytes !== undefined) return false;
        return (at ?? 'open') === point && count(fault, 1, nth);
      }),
    room: () => {
      const left = faults.waiting(path).map((fault) => {
        const { afterBytes } = momentOf(fault);
        return afterBytes === undefined ? Number.POSITIVE_INFINITY : afterBytes - (counts.get(fault) ?? 0);
      });
      return Math.min(Number.POSITIVE_INFINITY, ...left);
    },
    sent: (bytes) =>
      faults.meetAll(path, (fault) => {
        const { afterBytes } = momentOf(fault);
        return afterBytes !== undefined && count(fault, bytes, afterBytes);
      }),
    closing: () => faults.meetAll(path, ({ kind }) => kind === 'socket-ignore-close'),
  };
}

function momentOf(fault: SocketFault): SocketMoment {
  return fault.kind === 'socket-refused' || fault.kind === 'socket-ignore-close' ? {} : fault;
}
