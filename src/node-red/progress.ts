import type { ErrorCode } from '../client/errors.js';
import type { Progress } from '../client/request.js';
import type { Node, Red, Status } from './runtime.js';
import { sharedText } from './texts.js';

/** What one message is doing, and how it ended. */
export interface TaskStatus {
  report(progress: Progress): void;
  succeed(text: string): void;
  fail(code: ErrorCode): void;
  cancel(): void;
}

/**
 * One status for all that a node has in flight: what works counts before what waits, and what waits before
 * what is queued. It is told to Node-RED on change only.
 */
export function createProgress(RED: Red, node: Node) {
  const tasks = new Map<object, Progress>();
  let last: Status = {};
  let shown = '{}';

  function show(): void {
    const status = tasks.size > 0 ? busy(RED, node.type, [...tasks.values()]) : last;
    const key = JSON.stringify(status);
    if (key === shown) return;
    shown = key;
    node.status(status);
  }

  function begin(): TaskStatus {
    const task = {};
    const end = (status: Status) => {
      tasks.delete(task);
      last = status;
      show();
    };
    return {
      report(progress) {
        tasks.set(task, progress);
        show();
      },
      succeed: (text) => end({ fill: 'green', shape: 'dot', text }),
      fail: (code) => end({ fill: 'red', shape: 'ring', text: sharedText(RED, `status.${code}`) }),
      cancel: () => end({}),
    };
  }

  return {
    begin,
    clear(): void {
      tasks.clear();
      last = {};
      show();
    },
  };
}

function busy(RED: Red, type: string, tasks: readonly Progress[]): Status {
  const working = tasks.filter(({ state }) => state === 'working').length;
  if (working > 0) {
    // What the work is called stands in the node's own catalog.
    const text = RED._(`${type}.status.${working > 1 ? 'workingSeveral' : 'working'}`, { n: working });
    return { fill: 'blue', shape: 'dot', text };
  }
  const waiting = tasks.find((task) => task.state === 'waiting');
  if (waiting) {
    const seconds = Math.ceil(waiting.ms / 1000);
    return { fill: 'yellow', shape: 'ring', text: sharedText(RED, 'status.waiting', { seconds }) };
  }
  const key = tasks.length > 1 ? 'status.queuedSeveral' : 'status.queued';
  return { fill: 'grey', shape: 'ring', text: sharedText(RED, key, { n: tasks.length }) };
}
