import type { CallbackFault } from '../callback/fault.js';
import type { Fault, FaultHandle, FaultScope, RequestFault } from './fault.js';
import { createFaultQueue, type FaultQueue } from './queue.js';

/** All faults: those that come over requests, and those that come over deliveries to callbacks. */
export interface Faults {
  readonly requests: FaultQueue<RequestFault>;
  readonly callbacks: FaultQueue<CallbackFault>;
  add(fault: Fault): FaultHandle;
  /** Takes all of them back and lets go on what is held. */
  clear(): void;
}

export function createFaults(): Faults {
  const requests = createFaultQueue<RequestFault>();
  const callbacks = createFaultQueue<CallbackFault>();
  return {
    requests,
    callbacks,
    add: (fault) => (isForCallback(fault) ? callbacks.add(fault) : requests.add(fault)),
    clear: () => {
      requests.clear();
      callbacks.clear();
    },
  };
}

function isForCallback(fault: Fault): fault is CallbackFault & FaultScope {
  return fault.kind.startsWith('callback-');
}
