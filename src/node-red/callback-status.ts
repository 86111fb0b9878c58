import type { DeepgramError } from '../client/errors.js';
import type { Node, Red, Status } from './runtime.js';
import { statusKey } from './status-key.js';
import { sharedText } from './texts.js';

/** The status follows the number of waiting jobs no faster than this: each change goes to every open editor. */
const PACE_MS = 250;

/** What is still to come. */
export interface PendingJobs {
  /** Jobs that wait for their result. */
  readonly waiting: number;
  /** There are live streams. */
  readonly isStreaming: boolean;
}

/** Says below a deepgram-callback-in node how many jobs wait, whether streams are heard, and what went wrong last. */
export function createCallbackStatus(RED: Red, node: Node) {
  let pending = (): PendingJobs => ({ waiting: 0, isStreaming: false });
  let failure: DeepgramError | undefined;
  let shown = '';
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  function show(): void {
    timer = undefined;
    const status = statusNow();
    const text = JSON.stringify(status);
    if (text === shown) return;
    shown = text;
    node.status(status);
  }

  function statusNow(): Status {
    if (failure) {
      return { fill: 'red', shape: 'ring', text: sharedText(RED, `status.${statusKey(failure)}`) };
    }
    const { waiting, isStreaming } = pending();
    if (waiting > 0)
      return {
        fill: 'yellow',
        shape: 'ring',
        text: sharedText(RED, 'status.jobsWaiting', { count: waiting }),
      };
    return isStreaming
      ? { fill: 'blue', shape: 'dot', text: sharedText(RED, 'status.listening') }
      : { fill: 'green', shape: 'dot', text: sharedText(RED, 'status.ready') };
  }

  function change(): void {
    if (!isClosed) timer ??= setTimeout(show, PACE_MS);
  }

  return {
    change,
    /** Begins. @param whatIs - says what is still to come */
    follow(whatIs: () => PendingJobs): void {
      pending = whatIs;
      show();
    },
    succeed(): void {
      failure = undefined;
      change();
    },
    fail(error: DeepgramError): void {
      failure = error;
      change();
    },
    close(): void {
      isClosed = true;
      clearTimeout(timer);
      node.status({});
    },
  };
}
