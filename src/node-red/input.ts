import type { Progress } from '../client/request.js';
import { createProgress } from './progress.js';
import type { Done, Message, Node, Red, Send } from './runtime.js';
import { inWords } from './texts.js';

/** One input message being worked on. */
export interface Task {
  readonly message: Message;
  /** Sends on; silent once the task is cancelled. */
  readonly send: Send;
  /** Aborted when the task is cancelled, and when its work is over. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** Does what a node does with one message. Resolves with the words for the node's status. */
export type Work = (task: Task) => Promise<string>;

/**
 * Takes a node's input: the one place where work that fails becomes an error for Catch nodes and never a
 * rejection, which would end Node-RED. Each message is ended exactly once. What `msg.reset` or a deploy
 * cancels is ended at once, without output and without error.
 */
export function onInput(RED: Red, node: Node, work: Work): void {
  const running = new Set<{ cancel(): void }>();
  const progress = createProgress(RED, node);

  async function run(message: Message, send: Send, done: Done): Promise<void> {
    const abort = new AbortController();
    const status = progress.begin();
    const task = {
      cancel() {
        running.delete(task);
        abort.abort();
        status.cancel();
        done();
      },
    };
    const sendOn: Send = (output) => {
      if (running.has(task)) send(output);
    };
    running.add(task);
    const outcome = await settle(work, {
      message,
      send: sendOn,
      signal: abort.signal,
      onProgress: status.report,
    });
    abort.abort();
    if (!running.delete(task)) return;
    if ('words' in outcome) {
      status.succeed(outcome.words);
      done();
    } else {
      const error = inWords(RED, outcome.thrown);
      status.fail(error.code);
      fail(node, done, error);
    }
  }

  function cancelAll(): void {
    for (const task of running) task.cancel();
  }

  node.on('input', (message, send, done) => {
    if (!isReset(message)) {
      void run(message, send, done);
      return;
    }
    cancelAll();
    done();
  });

  node.on('close', (_removed, done) => {
    cancelAll();
    progress.clear();
    done();
  });
}

async function settle(work: Work, task: Task): Promise<{ words: string } | { thrown: unknown }> {
  try {
    return { words: await work(task) };
  } catch (thrown) {
    return { thrown };
  }
}

/** Node-RED copies the message for each Catch node, and some can't be copied (a Proxy that throws). */
function fail(node: Node, done: Done, error: Error): void {
  try {
    done(error);
  } catch {
    node.error(error);
  }
}

function isReset(message: Message): boolean {
  try {
    return message.reset === true;
  } catch {
    return false;
  }
}
