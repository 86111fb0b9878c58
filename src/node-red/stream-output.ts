import type { Message, Node, Red } from './runtime.js';
import { inWords } from './texts.js';

/** What a node's sessions say while no message is being worked on. */
export interface StreamOutput {
  /** Sends what is made, and survives what can't be: a message may have properties that throw when they are copied. */
  send(make: () => (Message | null)[]): void;
  /** Says what is nobody's message's failure; who catches it has the message that opened the session. */
  complain(thrown: unknown, base: Message): void;
  /** From now on nothing is said. */
  end(): void;
}

/** Opens a node's output. */
export function openStreamOutput(RED: Red, node: Node): StreamOutput {
  let isOver = false;
  return {
    send(make) {
      try {
        if (!isOver) node.send(make());
      } catch (thrown) {
        node.error(inWords(RED, thrown));
      }
    },
    complain(thrown, base) {
      if (isOver) return;
      const error = inWords(RED, thrown);
      try {
        node.error(error, { ...base });
      } catch {
        node.error(error);
      }
    },
    end() {
      isOver = true;
    },
  };
}
