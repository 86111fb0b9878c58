import { setMaxListeners } from 'node:events';
import { untilOver } from '../faults/bodies.js';
import type { FaultQueue } from '../faults/queue.js';
import { createLog, type Log } from '../log.js';
import type { Accepted } from './accepted.js';
import { createCourier } from './courier.js';
import type { Delivery } from './delivery.js';
import type { CallbackFault } from './fault.js';
import { type CallbackScene, callbackFaultTable } from './fault-table.js';
import type { CallbackOptions } from './options.js';

/** What was taken on, and what became of it. */
export interface Deliveries {
  /** Requests whose result is owed to a callback, delivered or not. */
  readonly accepted: readonly Accepted[];
  readonly log: Log<Delivery>;
  /**
   * Takes a delivery on. Settles when the acknowledgement may leave: at once, but for a fault.
   *
   * @param acknowledged aborted when the acknowledgement has left, or can't any more; the delivery begins then
   */
  accept(accepted: Accepted, acknowledged: AbortSignal): Promise<void>;
  /** Delivers what no acknowledgement precedes; settles when it is delivered or given up, and never rejects. */
  deliver(owed: Accepted): Promise<void>;
  /** Ends all attempts and waits; settles when nothing is held and no acknowledgement is open any more. */
  close(): Promise<void>;
}

/** @param limit how many of each are remembered */
export function createDeliveries(
  options: CallbackOptions,
  faults: FaultQueue<CallbackFault>,
  limit: number,
): Deliveries {
  const accepted = createLog<Accepted>(limit);
  const log = createLog<Delivery>(limit);
  const closing = new AbortController();
  const closed = closing.signal;
  setMaxListeners(0, closed);
  const running = new Set<Promise<void>>();

  const run = async (owed: Accepted, acknowledged: () => Promise<void>): Promise<void> => {
    const courier = createCourier(owed, options, log, closed);
    const met = faults.meet(owed.path);
    if (met === undefined) {
      await acknowledged();
      return courier.deliver(owed);
    }
    const { fault, reach, hold } = met;
    if (fault.kind !== 'callback-late' || fault.ms !== undefined) reach();
    return behave(fault, { ...courier, accepted: owed, acknowledged, hold, closed });
  };

  const deliver = (owed: Accepted, acknowledge: () => Promise<void>): Promise<void> => {
    accepted.add(owed);
    const delivering = run(owed, acknowledge)
      .catch((error: unknown) => {
        // A closing emulator ends what is being spoken; anything else is a bug here and must be seen.
        if (!closed.aborted) process.emitWarning(error instanceof Error ? error : String(error));
      })
      .finally(() => running.delete(delivering));
    running.add(delivering);
    return delivering;
  };

  return {
    accepted: accepted.all,
    log,
    accept: (owed, acknowledged) =>
      new Promise((resolve) => {
        const acknowledge = (): Promise<void> => {
          resolve();
          return untilOver(acknowledged);
        };
        void deliver(owed, acknowledge).finally(resolve);
      }),
    deliver: (owed) => deliver(owed, async () => undefined),
    close: async () => {
      closing.abort();
      await Promise.all(running);
      log.close();
    },
  };
}

function behave<N extends CallbackFault['kind']>(
  fault: Extract<CallbackFault, { kind: N }>,
  scene: CallbackScene,
): Promise<void> {
  return callbackFaultTable[fault.kind as N](fault, scene);
}
