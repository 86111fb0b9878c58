import type { CallbackFault } from '../callback/fault.js';
import type { ListenFault } from '../listen-stream/fault.js';
import type { SocketFault } from '../socket/fault.js';
import type { SpeechFault } from '../speak-stream/fault.js';
import type { UploadFault } from '../upload/fault.js';
import type { Fault, FaultHandle, FaultScope, RequestFault } from './fault.js';
import { createFaultQueue, type FaultQueue } from './queue.js';

/** All faults, each with what it comes over. */
export interface Faults {
  readonly requests: FaultQueue<RequestFault>;
  readonly uploads: FaultQueue<UploadFault>;
  readonly callbacks: FaultQueue<CallbackFault>;
  readonly sockets: FaultQueue<SocketFault>;
  /** What is spoken over sockets. */
  readonly speeches: FaultQueue<SpeechFault>;
  /** What is heard over them. */
  readonly listens: FaultQueue<ListenFault>;
  add(fault: Fault): FaultHandle;
  /** Takes all of them back and lets go on what is held. */
  clear(): void;
}

export function createFaults(): Faults {
  const requests = createFaultQueue<RequestFault>();
  const uploads = createFaultQueue<UploadFault>();
  const callbacks = createFaultQueue<CallbackFault>();
  const sockets = createFaultQueue<SocketFault>();
  const speeches = createFaultQueue<SpeechFault>();
  const listens = createFaultQueue<ListenFault>();
  return {
    ...{ requests, uploads, callbacks, sockets, speeches, listens },
    add: (fault) => {
      if (isForCallback(fault)) return callbacks.add(fault);
      if (isForUpload(fault)) return uploads.add(fault);
      if (isForSocket(fault)) return sockets.add(fault);
      if (isForListening(fault)) return listens.add(fault);
      return isForSpeech(fault) ? speeches.add(fault) : requests.add(fault);
    },
    clear: () => {
      for (const queue of [requests, uploads, callbacks, sockets, speeches, listens]) queue.clear();
    },
  };
}

function isForCallback(fault: Fault): fault is CallbackFault & FaultScope {
  return fault.kind.startsWith('callback-');
}

function isForUpload(fault: Fault): fault is UploadFault & FaultScope {
  return fault.kind.startsWith('upload-');
}

function isForSocket(fault: Fault): fault is SocketFault & FaultScope {
  return fault.kind.startsWith('socket-');
}

function isForSpeech(fault: Fault): fault is SpeechFault & FaultScope {
  return fault.kind.startsWith('speech-');
}

function isForListening(fault: Fault): fault is ListenFault & FaultScope {
  return fault.kind.startsWith('listen-');
}
