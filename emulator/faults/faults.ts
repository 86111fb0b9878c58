import type { CallbackFault } from '../callback/fault.js';
import type { UploadFault } from '../upload/fault.js';
import type { Fault, FaultHandle, FaultScope, RequestFault } from './fault.js';
import { createFaultQueue, type FaultQueue } from './queue.js';

/** All faults: those that come over requests, over uploads, and over deliveries to callbacks. */
export interface Faults {
  readonly requests: FaultQueue<RequestFault>;
  readonly uploads: FaultQueue<UploadFault>;
  readonly callbacks: FaultQueue<CallbackFault>;
  add(fault: Fault): FaultHandle;
  /** Takes all of them back and lets go on what is held. */
  clear(): void;
}

export function createFaults(): Faults {
  const requests = createFaultQueue<RequestFault>();
  const uploads = createFaultQueue<UploadFault>();
  const callbacks = createFaultQueue<CallbackFault>();
  return {
    requests,
    uploads,
    callbacks,
    add: (fault) => {
      if (isForCallback(fault)) return callbacks.add(fault);
      return isForUpload(fault) ? uploads.add(fault) : requests.add(fault);
    },
    clear: () => {
      requests.clear();
      uploads.clear();
      callbacks.clear();
    },
  };
}

function isForCallback(fault: Fault): fault is CallbackFault & FaultScope {
  return fault.kind.startsWith('callback-');
}

function isForUpload(fault: Fault): fault is UploadFault & FaultScope {
  return fault.kind.startsWith('upload-');
}
