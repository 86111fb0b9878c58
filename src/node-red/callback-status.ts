import type { DeepgramError } from '../client/errors.js';
import type { Node, Red, Status } from './runtime.js';
import { sharedText } from './texts.js';

/** The status follows the number of waiting jobs no faster than this: each change goes to every open editor. */
const PACE_MS = 250;

/** Says below a deepgram-callback-in node how many jobs wait, and what went wrong last. */
export function createCallbackStatus(RED: Red, node: Node) {
  let count = () => 0;
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
      const key = failure.reason === 'pathTaken' ? failure.reason : failure.code;
      return { fill: 'red', shape: 'ring', text: sharedText(RED, `status.${key}`) };
    }
    const waiting = count();
    return waiting > 0
      ? { fill: 'yellow', shape: 'ring', text: sharedText(RED, 'status.jobsWaiting', { count: waiting }) }
      : { fill: 'green', shape: 'dot', text: sharedText(RED, 'status.ready') };
  }

  function change(): void {
    if (!isClosed) timer ??= setTimeout(show, PACE_MS);
  }

  return {
    change,
    /** Begins. @param howMany - says how many jobs wait */
    follow(howMany: () => number): void {
      count = howMany;
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
