import { pause, untilOver } from '../faults/bodies.js';
import { meetKind } from '../faults/meet.js';
import type { FaultQueue } from '../faults/queue.js';
import type { Line, ServerMessage } from '../socket/line.js';
import type { ListenFault } from './fault.js';
import { createOrder } from './order.js';

/** Where messages go. */
export type Outlet = (message: ServerMessage) => Promise<void> | void;

/** Says things one after another, with the faults that come over them. */
export interface Teller {
  /** Says what was heard: to the client or to the callback. */
  tell(message: ServerMessage): void;
  /** Says something to the client, whatever else there is. */
  reply(message: ServerMessage): void;
  /** Acts once all that was to be said has been said. */
  afterwards(act: () => Promise<void> | void): void;
}

/** Why a stream ends. */
export interface Failure {
  readonly code: string;
  readonly description: string;
}

/** The messages that count as results. */
const RESULTS: ReadonlySet<string> = new Set(['Results', 'TurnInfo']);

/** @param fail ends the stream with an error that comes instead of a result */
export function createTeller(
  line: Line,
  faults: FaultQueue<ListenFault>,
  outlets: readonly Outlet[],
  fail: (error: Failure) => void,
): Teller {
  const order = createOrder(line);
  const passed = new WeakMap<ListenFault, number>();
  const isDue = (fault: Extract<ListenFault, { kind: 'listen-silence' }>): boolean => {
    const count = passed.get(fault) ?? 0;
    passed.set(fault, count + 1);
    return count >= (fault.afterResults ?? 0);
  };
  const meetResult = async (): Promise<boolean> => {
    const error = meetKind(faults, line.path, 'listen-error');
    if (error !== undefined) {
      error.reach();
      const { code = 'EMULATED_FAULT', description = 'Emulated fault.' } = error.fault;
      fail({ code, description });
      return false;
    }
    const silence = meetKind(faults, line.path, 'listen-silence', isDue);
    if (silence !== undefined) await Promise.race([silence.hold(), untilOver(line.over)]);
    return true;
  };
  const meet = async ({ type }: ServerMessage): Promise<boolean> => {
    if (RESULTS.has(type) && !(await meetResult())) return false;
    const late = meetKind(faults, line.path, 'listen-late');
    if (late === undefined) return true;
    const { ms } = late.fault;
    if (ms !== undefined) late.reach();
    await (ms === undefined ? Promise.race([late.hold(), untilOver(line.over)]) : pause(ms, line.over));
    return true;
  };
  const say = (message: ServerMessage, to: readonly Outlet[]): void =>
    order.add(async () => {
      if (!(await meet(message))) return;
      for (const outlet of to) if (!line.over.aborted) await outlet(message);
    });
  return {
    tell: (message) => say(message, outlets),
    reply: (message) => say(message, [(own) => line.send(own)]),
    afterwards: (act) => order.add(act),
  };
}
