import type { Progress } from '../client/rest.js';
import { createProgress, type TaskStatus } from './progress.js';
import type { Done, Message, Node, Red, Send } from './runtime.js';
import { inWords } from './texts.js';

/** One input message being worked on. */
export interface Task {
  readonly message: Message;
  /** Sends on; silent once the task is cancelled. */
  readonly send: Send;
  /** Aborted when the task is cancelled, and when its work has failed. */
  readonly signal: AbortSignal;
  /** For each request that the message needs: what is to be told of it. */
  readonly follow: () => (progress: Progress) => void;
}

/** What makes the words for a node's status when a message has ended; undefined where there is nothing to say. */
export type Words = (() => string) | undefined;

/** Does what a node does with one message. */
export type Work = (task: Task) => Promise<Words>;

/** What is different in nodes with sessions. */
export interface InputOptions {
  /** The node's status; without it, one that tells what its requests are doing. */
  readonly progress?: { begin(): TaskStatus; clear(): void };
  /** Aborts what `msg.reset` asks to abort; without it, all that the node has begun. */
  readonly onReset?: (message: Message) => Promise<void>;
}

/**
 * Takes a node's input: the one place where work that fails becomes an error for Catch nodes and never a
 * rejection, which would end Node-RED. Each message is ended exactly once. What `msg.reset` or a deploy
 * cancels is ended at once, without output and without error.
 */
export function onInput(RED: Red, node: Node, work: Work, options: InputOptions = {}): void {
  const running = new Set<{ cancel(): void }>();
  const { progress = createProgress(RED, node), onReset } = options;
  const reset: Work | undefined = onReset && (({ message }) => onReset(message).then(() => undefined));

  async function run(work: Work, message: Message, send: Send, done: Done): Promise<void> {
    // Made when it is asked for: most pieces of live audio need none, and it is dear.
    let controller: AbortController | undefined;
    let isAborted = false;
    const status = progress.begin();
    function abort(): void {
      isAborted = true;
      controller?.abort();
    }
    const task = {
      cancel() {
        running.delete(task);
        status.leave();
        abort();
        end(node, done);
      },
    };
    const sendOn: Send = (output) => {
      if (running.has(task)) send(output);
    };
    running.add(task);
    let words: Words;
    let failure: { readonly thrown: unknown } | undefined;
    try {
      words = await work({
        message,
        send: sendOn,
        get signal() {
          controller ??= new AbortController();
          if (isAborted) controller.abort();
          return controller.signal;
        },
        follow: status.follow,
      });
    } catch (thrown) {
      failure = { thrown };
      // Frees what failed work may have left; after success nothing is left.
      abort();
    }
    if (!running.delete(task)) return;
    if (failure) {
      const error = inWords(RED, failure.thrown);
      status.fail(error);
      end(node, done, error);
    } else {
      if (words) status.succeed(words);
      else status.leave();
      end(node, done);
    }
  }

  function cancelAll(): void {
    for (const task of running) task.cancel();
    progress.clear();
  }

  node.on('input', (message, send, done) => {
    if (!isReset(message)) void run(work, message, send, done);
    else if (reset) void run(reset, message, send, done);
    else {
      cancelAll();
      end(node, done);
    }
  });

  node.on('close', (_removed, done) => {
    cancelAll();
    done();
  });
}

/** Node-RED copies the message for Complete and Catch nodes, and some can't be copied (a Proxy that throws). */
function end(node: Node, done: Done, error?: Error): void {
  try {
    done(error);
  } catch (thrown) {
    node.error(error ?? String(thrown));
  }
}

function isReset(message: Message): boolean {
  try {
    return message.reset === true;
  } catch {
    return false;
  }
}
