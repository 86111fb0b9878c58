import { createTurns } from '../callback/in-turn.js';
import { onInput, type Task } from './input.js';
import type { TaskStatus } from './progress.js';
import type { Message, Node, Red } from './runtime.js';

/** The sessions of a node, and what its messages do with them. */
export interface Stream {
  readonly status: { readonly progress: { begin(): TaskStatus; clear(): void } };
  /** Takes a message in. @returns what resolves when it has ended */
  take(task: Task): Promise<() => Promise<void>>;
  /** Ends at once the session that the message names, or all where it names none. @returns as `take` does */
  reset(message: Message): Promise<() => Promise<void>>;
  /** Ends all sessions. Resolves when their sockets are closed. */
  close(): Promise<void>;
}

/** Lets a node's messages into its sessions, until it is closed. */
export function runStream(RED: Red, node: Node, stream: Stream): void {
  // What a message says may take a while to be read; their order must not change by that.
  const turns = createTurns();

  onInput(
    RED,
    node,
    async (task) => {
      const ended = await turns.take('', () => stream.take(task));
      await ended();
      return undefined;
    },
    {
      progress: stream.status.progress,
      onReset: async (message) => {
        const ended = await turns.take('', () => stream.reset(message));
        await ended();
      },
    },
  );

  node.on('close', (_removed, done) => void stream.close().finally(done));
}
