import type { DeepgramError } from '../client/errors.js';
import type { Progress } from '../client/rest.js';
import type { Node, Red, Status } from './runtime.js';
import { statusKey } from './status-key.js';
import { sharedText } from './texts.js';

type State = Exclude<Progress['state'], 'ended'>;

interface Request {
  state: State | undefined;
}

/** What one message is doing, and how it ended. Words are made only when they are shown. */
export interface TaskStatus {
  /** For each request that the message needs: what is to be told of it. */
  follow(): (progress: Progress) => void;
  succeed(words: () => string): void;
  fail(error: DeepgramError): void;
  /** Ends without a word. */
  leave(): void;
}

/** The status follows the number of waiting requests no faster than this. */
const PACE_MS = 250;

/** What counts before what, when several requests are in flight. */
const FOREMOST: readonly State[] = ['working', 'waiting', 'queued'];

/**
 * One status for all that a node has in flight. It is told to Node-RED when it changes only: each telling
 * goes through Status nodes and to every open editor, and with many messages in flight that would cost more
 * than the messages.
 */
export function createProgress(RED: Red, node: Node) {
  const counts: Record<State, number> = { working: 0, waiting: 0, queued: 0 };
  let seconds = 0;
  let shown = '';
  let shownState: State | undefined;
  let timer: NodeJS.Timeout | undefined;

  function show(key: string, status: () => Status, state?: State): void {
    clearTimeout(timer);
    timer = undefined;
    shownState = state;
    if (key === shown) return;
    shown = key;
    node.status(status());
  }

  function showBusy(): boolean {
    const state = FOREMOST.find((name) => counts[name] > 0);
    if (!state) return false;
    // That others have come or gone is told, but not each by itself.
    if (state === shownState && state !== 'waiting') timer ??= setTimeout(showCount, PACE_MS);
    else showState(state);
    return true;
  }

  function showCount(): void {
    timer = undefined;
    const state = FOREMOST.find((name) => counts[name] > 0);
    if (state) showState(state);
  }

  function showState(state: State): void {
    const count = counts.queued;
    const others = count > 0 ? sharedText(RED, 'status.jobsWaiting', { count }) : '';
    if (state === 'working') {
      // What the work is called stands in the node's own catalog.
      const working = () => [RED._(`${node.type}.status.working`), others].filter(Boolean).join(', ');
      show(`working ${count}`, () => ({ fill: 'blue', shape: 'dot', text: working() }), state);
    } else if (state === 'queued') {
      show(`queued ${count}`, () => ({ fill: 'grey', shape: 'ring', text: others }), state);
    } else {
      const text = () => sharedText(RED, 'status.waiting', { seconds });
      show(`waiting ${seconds}`, () => ({ fill: 'yellow', shape: 'ring', text: text() }), state);
    }
  }

  function begin(): TaskStatus {
    const requests = new Set<Request>();
    let hasEnded = false;

    function enter(request: Request, next: State | undefined): void {
      if (request.state) counts[request.state] -= 1;
      if (next) counts[next] += 1;
      request.state = next;
    }

    function leave(): void {
      hasEnded = true;
      for (const request of requests) enter(request, undefined);
    }

    function end(lastWord: () => void): void {
      leave();
      if (!showBusy()) lastWord();
    }

    return {
      follow() {
        const request: Request = { state: undefined };
        requests.add(request);
        return (progress) => {
          if (hasEnded) return;
          enter(request, progress.state === 'ended' ? undefined : progress.state);
          if (progress.state === 'waiting') seconds = Math.max(1, Math.round(progress.ms / 1000));
          showBusy();
        };
      },
      succeed: (words) =>
        end(() => {
          const text = words();
          show(`done ${text}`, () => ({ fill: 'green', shape: 'dot', text }));
        }),
      fail: (error) =>
        end(() => {
          const key = statusKey(error);
          show(key, () => ({ fill: 'red', shape: 'ring', text: sharedText(RED, `status.${key}`) }));
        }),
      leave,
    };
  }

  return {
    begin,
    clear(): void {
      show('', () => ({}));
    },
  };
}
